import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inject } from 'light-my-request';
import type { View } from '../publish/view.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, next: undefined, locals: object) => unknown;

/** Drawing one page takes a few milliseconds; one that takes this long never ends. */
const longest = 10_000;

/**
 * Loads the built Astro pages as one function, view → HTML: no socket, no server of Astro's own.
 * The function rejects when a page throws, also in the middle of its text, or takes too long.
 */
export async function loadPages(root: string) {
  process.env['ASTRO_NODE_AUTOSTART'] = 'disabled';
  const entry = pathToFileURL(join(root, 'dist/server/entry.mjs')).href;
  const { handler } = (await import(entry)) as { handler: Handler };

  return async (path: string, view: View): Promise<{ status: number; html: string }> => {
    const late = Promise.withResolvers<never>();
    const clock = setTimeout(() => late.reject(new Error(`${path} took too long to draw`)), longest);
    try {
      const failed = Promise.withResolvers<never>();
      const drawn = inject(
        (request, response) => {
          const outcome = handler(request as never, response as never, undefined, { view });
          Promise.resolve(outcome).catch(failed.reject);
        },
        { method: 'GET', url: encodeURI(path), headers: { host: 'localhost' } },
      );
      const { statusCode, payload } = await Promise.race([drawn, failed.promise, late.promise]);
      if (statusCode >= 500) throw new Error(`${path} was drawn with status ${statusCode}`);
      return { status: statusCode, html: payload };
    } finally {
      clearTimeout(clock);
    }
  };
}

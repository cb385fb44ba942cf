import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { cacheControl } from './cache.ts';
import type { FinishedResponse } from './edition.ts';
import { finish } from './finish.ts';
import { closedPolicy, commonHeaders } from './security-headers.ts';

/** Files that are served as they are, by path. */
export type Assets = ReadonlyMap<string, FinishedResponse>;

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** Every file of the built client folder (public/ is copied into it), finished. A missing folder holds no files. */
export async function loadAssets(folder: string, siteUrl: string): Promise<Assets> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const finished = files.map(async (file): Promise<[string, FinishedResponse]> => {
    const path = `/${relative(folder, file).split(sep).join('/')}`;
    const headers = {
      'cache-control': path.startsWith('/_astro/') ? cacheControl.forever : cacheControl.file,
      'content-security-policy': closedPolicy,
      // What describes the API is read where the API is.
      ...(path.startsWith('/api/') ? { 'access-control-allow-origin': '*' } : {}),
      ...commonHeaders(siteUrl),
    };
    const type = types[extname(file)] ?? 'application/octet-stream';
    return [path, await finish({ status: 200, type, body: await readFile(file), headers })];
  });
  return new Map(await Promise.all(finished));
}

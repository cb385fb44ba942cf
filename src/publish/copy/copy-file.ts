import type { FinishedResponse } from '../edition.ts';

/** Where a response lies in a copy: a page as `index.html` in a folder of its name, which every plain web server finds. */
export function fileOf(path: string, { status, headers }: Pick<FinishedResponse, 'status' | 'headers'>): string {
  if (status >= 400) return `${path}.html`.slice(1);
  const isPage = (headers['content-type'] ?? '').startsWith('text/html') || status >= 300;
  if (isPage) return path === '/' ? 'index.html' : `${path}/index.html`.slice(1);
  return path.slice(1);
}

/** What is written: where nothing can be said by a status, a page that leads on. */
export function bytesOf({ status, headers, body }: FinishedResponse): Uint8Array {
  const { location } = headers;
  if (status < 300 || status >= 400 || location === undefined) return new Uint8Array(body);
  const link = location.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return Buffer.from(
    `<!doctype html><meta charset="utf-8"><title>→ ${link}</title><meta http-equiv="refresh" content="0; url=${link}"><link rel="canonical" href="${link}"><p>→ <a href="${link}">${link}</a></p>\n`,
  );
}

/** The headers a web server has to give it, beyond what it knows by itself. The language stands in every page. */
export function rulesOf({ status, headers }: FinishedResponse): Readonly<Record<string, string>> {
  const { etag: _, vary: __, 'content-language': ___, ...rules } = headers;
  return status >= 300 && status < 400 ? { location: rules['location'] ?? '/' } : rules;
}

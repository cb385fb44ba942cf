import { readFile } from 'node:fs/promises';
import { loadAssets } from '../publish/assets.ts';
import type { Preview } from './answer.ts';

/** The site's own files out of the build, and the preview's script and style, which no build holds. */
export async function loadFiles(folder: string, siteUrl: string): Promise<Preview['files']> {
  const assets = [...(await loadAssets(folder, siteUrl))].map(
    ([path, { headers, body }]) => [path, file(headers['content-type'] ?? '', new Uint8Array(body))] as const,
  );
  const own = (name: string) => readFile(new URL(name, import.meta.url));
  return new Map([
    ...assets,
    ['/preview/live.js', file('text/javascript; charset=utf-8', await own('live.js'))],
    ['/preview/preview.css', file('text/css; charset=utf-8', await own('preview.css'))],
  ]);
}

const file = (type: string, bytes: Uint8Array) => ({ type, bytes });

import { cacheControl } from './cache.ts';
import type { FinishedResponse } from './edition.ts';
import { finish } from './finish.ts';
import type { PageTask } from './pages.ts';
import { commonHeaders, pagePolicy } from './security-headers.ts';
import type { View } from './view.ts';

export interface DrawNeeds {
  /** Draws the page at a path from a view: Astro's handler, without a socket. */
  readonly render: (path: string, view: View) => Promise<{ status: number; html: string }>;
  readonly siteUrl: string;
}

/** Draws one page and finishes it. Throws if what was drawn is not the page that was meant. */
export async function drawPage(
  { render, siteUrl }: DrawNeeds,
  { path, kind, view }: PageTask,
): Promise<FinishedResponse> {
  const { status, html } = await render(path, view);
  const isMissing = view.path === '/404';
  if (status !== 200 && !(isMissing && status === 404)) throw new Error(`${path} was drawn with status ${status}`);
  if (!html.includes('</html>')) throw new Error(`${path} was drawn only in part`);
  const isPrivate = kind === 'outcome' || kind === 'search' || view.outcome !== undefined;
  const isEmbed = view.path === '/embed';
  const headers = {
    'cache-control': isPrivate || isMissing ? cacheControl.never : cacheControl.content,
    'content-security-policy': isEmbed ? pagePolicy(html, '*') : pagePolicy(html),
    'content-language': view.language,
    ...(isPrivate || isMissing || isEmbed ? { 'x-robots-tag': 'noindex' } : {}),
    ...commonHeaders(siteUrl),
  };
  return finish({ status: isMissing ? 404 : 200, type: 'text/html; charset=utf-8', body: html, headers });
}

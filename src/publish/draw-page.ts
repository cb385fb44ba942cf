import { dressed } from './brand-style.ts';
import { cacheControl } from './cache.ts';
import type { FinishedResponse } from './edition.ts';
import { finish } from './finish.ts';
import type { PageTask } from './pages.ts';
import { commonHeaders, embeddedPolicy, pagePolicy, type Origin } from './security-headers.ts';
import type { View } from './view.ts';

export interface DrawNeeds {
  /** Draws the page at a path from a view: Astro's handler, without a socket. */
  readonly render: (path: string, view: View) => Promise<{ status: number; html: string }>;
  readonly siteUrl: string;
}

/** What comes back for the main service is asked for again this soon, in seconds. */
const standInRetry = '120';

/** Draws one page and finishes it. Throws if what was drawn is not the page that was meant. */
export async function drawPage(
  { render, siteUrl }: DrawNeeds,
  { path, kind, view }: PageTask,
): Promise<FinishedResponse> {
  const { status, html: drawn } = await render(path, view);
  const html = dressed(drawn, view.snapshot);
  const isMissing = view.path === '/404';
  if (status !== 200 && !(isMissing && status === 404)) throw new Error(`${path} was drawn with status ${status}`);
  if (!html.includes('</html>')) throw new Error(`${path} was drawn only in part`);
  if (view.standIn === true) return standInPage(html, siteUrl, view.copy === true);
  const isPrivate = kind === 'outcome' || kind === 'search' || view.outcome !== undefined;
  const isEmbed = view.path === '/embed';
  const ancestors = isEmbed ? '*' : "'none'";
  const headers = {
    'cache-control': isPrivate || isMissing ? cacheControl.never : cacheControl.content,
    ...(view.copy === true
      ? { 'content-security-policy': `frame-ancestors ${ancestors}` }
      : { 'content-security-policy': pagePolicy(html, ancestors), 'content-language': view.language }),
    ...(isPrivate || isMissing || isEmbed ? { 'x-robots-tag': 'noindex' } : {}),
    ...commonHeaders(siteUrl),
  };
  const body = view.copy === true ? withPolicy(html) : html;
  return finish({ status: isMissing ? 404 : 200, type: 'text/html; charset=utf-8', body, headers });
}

/** A copy stands where headers may be out of our hands, so it carries its policy itself. */
function withPolicy(html: string, origin?: Origin): string {
  const meta = `<meta http-equiv="content-security-policy" content="${embeddedPolicy(html, origin)}">`;
  return html.replace(/<head>/, `<head>${meta}`);
}

/**
 * The emergency page under the main service's name. Neither browsers nor search engines may take it for the service: not
 * to be kept, and without Strict-Transport-Security, which would outlast the emergency.
 */
function standInPage(html: string, siteUrl: string, isCopy: boolean): Promise<FinishedResponse> {
  const origin = siteUrl as Origin;
  const { 'strict-transport-security': _, ...common } = commonHeaders(siteUrl);
  const headers = {
    'cache-control': cacheControl.never,
    'retry-after': standInRetry,
    'content-security-policy': isCopy ? "frame-ancestors 'none'" : pagePolicy(html, "'none'", origin),
    ...common,
  };
  const body = isCopy ? withPolicy(html, origin) : html;
  return finish({ status: 503, type: 'text/html; charset=utf-8', body, headers });
}

import { cacheControl } from './cache.ts';
import type { FinishedResponse } from './edition.ts';
import { feedsOf } from './feeds.ts';
import { finish } from './finish.ts';
import type { Scene } from './pages.ts';
import { closedPolicy, commonHeaders } from './security-headers.ts';
import { statuspageDocuments } from './statuspage.ts';
import { languagesOf, noticePath, pathIn } from './view.ts';

/** A response that is no page: its path and how it is made. */
export interface DocumentTask {
  readonly path: string;
  readonly draw: () => Promise<FinishedResponse>;
}

/** Feeds and API documents in every language, and robots.txt. */
export function documentsOf(scene: Scene): DocumentTask[] {
  const { page } = scene.snapshot;
  const content = { 'cache-control': cacheControl.content };
  const localized = languagesOf(page).flatMap((language) => {
    const at = (path: string) => pathIn(page, language, path);
    const feeds = feedsOf(scene, language).map(({ path, type, write }) =>
      document(scene, at(path), type, write, content),
    );
    const api = statuspageDocuments(scene, language).map(({ path, write }) =>
      document(scene, at(path), 'application/json; charset=utf-8', () => JSON.stringify(write()), {
        ...content,
        'access-control-allow-origin': '*',
      }),
    );
    return [...feeds, ...api];
  });
  return [...localized, document(scene, '/robots.txt', 'text/plain; charset=utf-8', () => robots, content)];
}

/** Addresses that a notice had before it was renamed lead to the new one for good. */
export async function redirectsOf({ snapshot, siteUrl }: Scene): Promise<Map<string, FinishedResponse>> {
  const taken = new Set(snapshot.notices.map(({ id }) => id));
  const moved = snapshot.notices.flatMap((notice) => notice.formerly.map((id) => ({ id, notice })));
  const redirects = new Map<string, FinishedResponse>();
  for (const { id, notice } of moved.filter((former) => !taken.has(former.id))) {
    for (const language of languagesOf(snapshot.page)) {
      const location = pathIn(snapshot.page, language, noticePath(notice));
      const headers = { location, 'cache-control': cacheControl.content, ...commonHeaders(siteUrl) };
      const response = await finish({ status: 301, type: 'text/plain; charset=utf-8', body: `${location}\n`, headers });
      redirects.set(pathIn(snapshot.page, language, noticePath({ id })), response);
    }
  }
  return redirects;
}

const robots = 'User-agent: *\nDisallow: /subscribe/confirm/\nDisallow: /unsubscribe/\n';

function document(
  { siteUrl }: Scene,
  path: string,
  type: string,
  write: () => string,
  headers: Readonly<Record<string, string>>,
): DocumentTask {
  const all = { ...headers, 'content-security-policy': closedPolicy, ...commonHeaders(siteUrl) };
  return { path, draw: async () => finish({ status: 200, type, body: write(), headers: all }) };
}

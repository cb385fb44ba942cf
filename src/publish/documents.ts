import { badgeOf } from './badge.ts';
import { cacheControl } from './cache.ts';
import type { FinishedResponse } from './edition.ts';
import { embedScriptOf } from './embed-script.ts';
import { feedsOf } from './feeds.ts';
import { finish } from './finish.ts';
import { manifestOf, robotsOf, sitemapOf } from './found.ts';
import type { Scene } from './pages.ts';
import { closedPolicy, commonHeaders } from './security-headers.ts';
import { statuspageDocuments } from './statuspage.ts';
import { languagesOf, noticePath, pathIn } from './view.ts';

/** A response that is no page: its path and how it is made. */
export interface DocumentTask {
  readonly path: string;
  /** What it is made from, where that is not the whole content. */
  readonly print?: string;
  readonly draw: () => Promise<FinishedResponse>;
}

/** Feeds, API documents, the badge and the manifest in every language, redirects, and robots.txt. */
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
    const badge = document(scene, at('/badge.svg'), 'image/svg+xml', () => badgeOf(scene, language), content);
    const manifest = document(
      scene,
      at('/manifest.webmanifest'),
      manifestType,
      () => manifestOf(scene, language),
      content,
    );
    const embed = document(
      scene,
      at('/embed.js'),
      'text/javascript; charset=utf-8',
      () => embedScriptOf(scene, language),
      {
        ...content,
        'access-control-allow-origin': '*',
      },
    );
    return [...feeds, ...api, badge, embed, { ...manifest, print: `${language} ${JSON.stringify(page)}` }];
  });
  const robots = robotsOf(scene);
  const fixed = document(scene, '/robots.txt', 'text/plain; charset=utf-8', () => robots, content);
  return [...localized, ...redirectsOf(scene), { ...fixed, print: robots }];
}

/** What only machines ask for, now and then, and what grows with the history: made when it is asked for. */
export function lateDocuments(scene: Scene): DocumentTask[] {
  const headers = { 'cache-control': cacheControl.content };
  return [document(scene, '/sitemap.xml', 'application/xml; charset=utf-8', () => sitemapOf(scene), headers)];
}

/** Addresses that a notice had before it was renamed lead to the new one for good. */
function redirectsOf({ snapshot, siteUrl }: Scene): DocumentTask[] {
  const renamed = snapshot.notices.filter(({ formerly }) => formerly.length > 0);
  if (renamed.length === 0) return [];
  const taken = new Set(snapshot.notices.map(({ id }) => id));
  const moved = renamed.flatMap((notice) => notice.formerly.map((id) => ({ id, notice })));
  return moved
    .filter((former) => !taken.has(former.id))
    .flatMap(({ id, notice }) =>
      languagesOf(snapshot.page).map((language) => {
        const location = pathIn(snapshot.page, language, noticePath(notice));
        const headers = { location, 'cache-control': cacheControl.content, ...commonHeaders(siteUrl) };
        const draft = { status: 301, type: 'text/plain; charset=utf-8', body: `${location}\n`, headers };
        const path = pathIn(snapshot.page, language, noticePath({ id }));
        return { path, print: `${path} ${location}`, draw: () => finish(draft) };
      }),
    );
}

const manifestType = 'application/manifest+json; charset=utf-8';

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

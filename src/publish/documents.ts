import { flatComponents, type PageComponent } from '../incidents/page.ts';
import { badgeOf } from './badge.ts';
import { cacheControl } from './cache.ts';
import { logoPath } from './brand-style.ts';
import { calendarOf } from './calendar.ts';
import type { FinishedResponse } from './edition.ts';
import { embedScriptOf } from './embed-script.ts';
import { faviconOf } from './favicon.ts';
import { feedsOf } from './feeds.ts';
import { finish } from './finish.ts';
import { manifestOf, robotsOf, sitemapOf } from './found.ts';
import { noticeText } from './notice-text.ts';
import type { Scene } from './scene.ts';
import { closedPolicy, commonHeaders } from './security-headers.ts';
import { spokenText } from './spoken.ts';
import { statusText } from './status-text.ts';
import { statuspageDocuments } from './statuspage.ts';
import { componentPath, languagesOf, noticePath, pathIn } from './view.ts';

/** A response that is no page: its path and how it is made. */
export interface DocumentTask {
  readonly path: string;
  /** What it is made from, where that is not the whole content. */
  readonly print?: string;
  /** What it is made from besides the content. */
  readonly moment?: string;
  readonly draw: () => Promise<FinishedResponse>;
}

const plainText = 'text/plain; charset=utf-8';
const script = 'text/javascript; charset=utf-8';
const manifestType = 'application/manifest+json; charset=utf-8';

/** What is drawn before anybody asks: what programs follow and people embed in every language, redirects, and robots.txt. */
export function documentsOf(scene: Scene): DocumentTask[] {
  const { freshness, snapshot } = scene;
  const { page } = snapshot;
  const asOf = freshness.state === 'current' ? `${Math.floor(freshness.asOf / 60_000)}` : '';
  const localized = languagesOf(page).flatMap((language) => {
    const api = statuspageDocuments(scene, language).map(({ path, type, write }) =>
      document(scene, language, path, type, write),
    );
    const texts = [
      document(scene, language, '/status.txt', plainText, () => statusText(scene, language)),
      document(scene, language, '/status-spoken.txt', plainText, () => spokenText(scene, language)),
    ];
    const embed = document(scene, language, '/embed.js', script, () => embedScriptOf(scene, language));
    const manifest = document(scene, language, '/manifest.webmanifest', manifestType, () =>
      manifestOf(scene, language),
    );
    return [
      ...followed(scene, language),
      ...api,
      ...texts.map((text) => ({ ...text, moment: asOf })),
      embed,
      { ...manifest, print: `${language} ${JSON.stringify(page)}` },
    ];
  });
  const robots = robotsOf(scene);
  const fixed = document(scene, null, '/robots.txt', plainText, () => robots);
  return [...localized, ...redirectsOf(scene), { ...fixed, print: robots }, ...pictures(scene)];
}

/** What waits for its first reader: what is followed of each component and group, and what grows with the history. */
export function lateDocuments(scene: Scene): DocumentTask[] {
  const { page } = scene.snapshot;
  const ofComponents = languagesOf(page).flatMap((language) =>
    flatComponents(page).flatMap((component) => followed(scene, language, component)),
  );
  return [
    ...ofComponents,
    document(scene, null, '/sitemap.xml', 'application/xml; charset=utf-8', () => sitemapOf(scene)),
  ];
}

/** The path of a notice as plain text, without a language prefix. */
export function noticeTextPath(notice: { readonly id: string }): string {
  return `${noticePath(notice)}.txt`;
}

/** The document of a path; undefined if there is none. */
export function documentAt(scene: Scene, path: string): DocumentTask | undefined {
  const { page, notices } = scene.snapshot;
  const [, id] = /\/incidents\/([^/]+)\.txt$/.exec(path) ?? [];
  const notice = id === undefined ? undefined : notices.find((one) => one.id === id);
  const texts =
    notice === undefined
      ? []
      : languagesOf(page).map((language) =>
          document(scene, language, noticeTextPath(notice), plainText, () => noticeText(scene, language, notice)),
        );
  return [...texts, ...documentsOf(scene), ...lateDocuments(scene)].find((task) => task.path === path);
}

/** What the page shows beside its text: the icon of its tab, and a logo. */
function pictures(scene: Scene): DocumentTask[] {
  const icon = faviconOf(scene);
  const shown = [{ ...document(scene, null, '/favicon.svg', 'image/svg+xml', () => icon), print: icon }];
  const { logo } = scene.snapshot.brand ?? {};
  const path = logoPath(scene.snapshot);
  if (logo === undefined || path === undefined) return shown;
  const type = /\.png$/i.test(logo.name) ? 'image/png' : 'image/svg+xml';
  const bytes = Buffer.from(logo.base64, 'base64');
  return [...shown, { ...document(scene, null, path, type, () => bytes), print: `${path} ${logo.base64}` }];
}

/** What programs follow, of the page as a whole or of one component. */
function followed(scene: Scene, language: string, component?: PageComponent): DocumentTask[] {
  const about = component === undefined ? '' : componentPath(component);
  const feeds = feedsOf(scene, language, component).map(({ path, type, write }) =>
    document(scene, language, path, type, write),
  );
  return [
    ...feeds,
    document(scene, language, `${about}/calendar.ics`, 'text/calendar; charset=utf-8', () =>
      calendarOf(scene, language, component),
    ),
    document(scene, language, `${about}/badge.svg`, 'image/svg+xml', () => badgeOf(scene, language, component)),
  ];
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
        const headers = {
          location,
          'cache-control': cacheControl.content,
          'content-security-policy': closedPolicy,
          ...commonHeaders(siteUrl),
        };
        const draft = { status: 301, type: plainText, body: `${location}\n`, headers };
        const path = pathIn(snapshot.page, language, noticePath({ id }));
        return { path, print: `${path} ${location}`, draw: () => finish(draft) };
      }),
    );
}

/** Pages elsewhere may read all of them: they hold nothing that is not public. */
function document(
  { siteUrl, snapshot }: Scene,
  language: string | null,
  path: string,
  type: string,
  write: () => string | Uint8Array,
): DocumentTask {
  const headers = {
    'cache-control': cacheControl.content,
    'access-control-allow-origin': '*',
    'content-security-policy': closedPolicy,
    ...(language === null ? {} : { 'content-language': language }),
    ...commonHeaders(siteUrl),
  };
  return {
    path: language === null ? path : pathIn(snapshot.page, language, path),
    draw: async () => finish({ status: 200, type, body: write(), headers }),
  };
}

import { textIn } from '../incidents/page.ts';
import { catalogueOf } from '../languages/catalogue.ts';
import { latestAt } from '../incidents/updates-at.ts';
import { recordedComponents } from './component-record.ts';
import { componentPages, fixedPages, latePages, monthPages, noticePages, type PageTask } from './pages.ts';
import type { Scene } from './scene.ts';
import { pathIn } from './view.ts';

/** Where people may find our pages: nothing of it is behind a token, so nothing else has to be kept from anybody. */
export function robotsOf({ siteUrl }: Pick<Scene, 'siteUrl'>): string {
  const closed = ['/subscribe/confirm/', '/unsubscribe/', '/subscription/'];
  const rules = closed.flatMap((path) => [`Disallow: ${path}`, `Disallow: /*${path}`]);
  return ['User-agent: *', ...rules, '', `Sitemap: ${siteUrl}/sitemap.xml`, ''].join('\n');
}

/** More than this no sitemap may hold; the oldest notices are the ones that nobody looks for. */
const most = 50_000;

/** Every page with an address, in every language, each with its other languages and, for a notice, its last report. */
export function sitemapOf(scene: Scene): string {
  const { snapshot, now, siteUrl } = scene;
  const fixed = [...fixedPages(scene), ...latePages(scene)].filter(({ view }) => mayBeFound(view.path));
  const notices = snapshot.notices.flatMap((notice) =>
    noticePages(scene, notice).map((task) => ({ ...task, changed: latestAt(notice, now) })),
  );
  const months = [...snapshot.months.keys()].flatMap((month) => monthPages(scene, month));
  const components = recordedComponents(snapshot)
    .flatMap((component) => componentPages(scene, component))
    .filter(({ view }) => view.year === undefined);
  const urls = [...fixed, ...components, ...months, ...notices].slice(0, most).map((task) => urlOf(siteUrl, task));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">',
    ...urls,
    '</urlset>\n',
  ].join('\n');
}

/** False for what stands in the place of another page, inside one of somebody else, or says nothing by itself. */
export function mayBeFound(path: string): boolean {
  return !['/404', '/embed', '/search'].includes(path);
}

function urlOf(siteUrl: string, { path, view, changed }: PageTask & { readonly changed?: number | undefined }): string {
  const at = (of: string) => escaped(encodeURI(siteUrl + of));
  const others = view.alternates.map(
    (other) => `<xhtml:link rel="alternate" hreflang="${escaped(other.language)}" href="${at(other.path)}"/>`,
  );
  const last = changed === undefined ? '' : `<lastmod>${new Date(changed).toISOString()}</lastmod>`;
  return `<url><loc>${at(path)}</loc>${last}${others.join('')}</url>`;
}

/** What a phone needs to put the page on its home screen. */
export function manifestOf({ snapshot: { page } }: Pick<Scene, 'snapshot'>, language: string): string {
  const { page: texts } = catalogueOf(language);
  const name = textIn(page.name, language, page.language);
  return JSON.stringify({
    name: texts.statusPageOf(name),
    short_name: name,
    description: texts.description(name),
    lang: language,
    start_url: pathIn(page, language, '/'),
    scope: '/',
    // Reload and address stay in sight: whoever reads it must be able to tell where they are.
    display: 'minimal-ui',
    background_color: '#fbfaf6',
    theme_color: '#fbfaf6',
    icons: [{ src: '/favicon.svg', sizes: 'any', type: 'image/svg+xml' }],
  });
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

import { Feed } from 'feed';
import { textIn, type PageComponent } from '../incidents/page.ts';
import { catalogueOf } from '../languages/catalogue.ts';
import { newestItems, type FeedItem } from './feed-items.ts';
import { jsonFeed } from './json-feed.ts';
import type { Scene } from './pages.ts';
import { componentPath, noticePath, pathIn, updateAnchor } from './view.ts';
import { legal } from './xml-text.ts';

/** A feed of a language, about everything or about one component or group. */
export interface FeedDraft {
  readonly scene: Scene;
  readonly language: string;
  readonly component: PageComponent | undefined;
  /** The formats say the same, so their texts are drawn once, when the first of them is written. */
  readonly items: () => readonly FeedItem[];
}

/** The three feeds of a language, without language prefix: one item per report, newest first. */
export function feedsOf(
  scene: Scene,
  language: string,
  component?: PageComponent,
): { path: string; type: string; write: () => string }[] {
  let drawn: FeedItem[] | undefined;
  const items = () => (drawn ??= newestItems(scene, language, component));
  const draft: FeedDraft = { scene, language, component, items };
  const path = (format: Format) => feedPath(draft, format);
  return [
    { path: path('rss'), type: 'application/rss+xml; charset=utf-8', write: () => writeRss(draft) },
    { path: path('atom'), type: 'application/atom+xml; charset=utf-8', write: () => writeAtom(draft) },
    { path: path('json'), type: 'application/feed+json; charset=utf-8', write: () => writeJson(draft) },
  ];
}

type Format = 'rss' | 'atom' | 'json';

function feedPath({ component }: Pick<FeedDraft, 'component'>, format: Format): string {
  return `${component === undefined ? '' : componentPath(component)}/feed.${format}`;
}

/** How a plain text is written where a format wants HTML. */
type Spelling = (text: string) => string;
const asIs: Spelling = (text) => text;

function writeRss(draft: FeedDraft): string {
  return legal(feedOf(draft, 'rss', { summary: escapeHtml }).rss2());
}

/** `feed` writes Atom titles as HTML, so they are escaped here; the language it leaves out altogether. */
function writeAtom(draft: FeedDraft): string {
  const xml = feedOf(draft, 'atom', { title: escapeHtml, summary: escapeHtml }).atom1();
  return legal(xml.replace('<feed xmlns=', `<feed xml:lang="${draft.language}" xmlns=`));
}

function writeJson(draft: FeedDraft): string {
  const feed = JSON.parse(feedOf(draft, 'json', {}).json1()) as object;
  return `${JSON.stringify(jsonFeed(feed, draft), (_, value: unknown) => (typeof value === 'string' ? legal(value) : value), 2)}\n`;
}

function feedOf(
  draft: FeedDraft,
  format: Format,
  { title = asIs, summary = asIs }: { title?: Spelling; summary?: Spelling },
): Feed {
  const { language, component, items } = draft;
  const { snapshot, siteUrl, now } = draft.scene;
  const { page, committedAt } = snapshot;
  const name = textIn(page.name, language, page.language);
  const about = component === undefined ? null : textIn(component.name, language, page.language);
  const operator = page.operator === undefined ? name : textIn(page.operator.name, language, page.language);
  const texts = catalogueOf(language).feed;
  const address = (path: string) => `${siteUrl}${pathIn(page, language, path)}`;
  const home = address(component === undefined ? '/' : componentPath(component));
  const self = address(feedPath(draft, format));
  const [newest] = items();
  const feed = new Feed({
    id: home,
    link: home,
    title: texts.title(name, about),
    description: texts.description(name, about),
    language,
    generator: 'Noroshi',
    author: { name: operator, link: address('/') },
    updated: new Date(
      newest === undefined ? Math.min(committedAt, now) : Math.max(...items().map((item) => item.updated)),
    ),
    feed: self,
    feedLinks: { [format]: self },
    // RSS takes no picture but one in dots; what Atom calls its logo is twice as wide as high.
    ...(format === 'atom' ? {} : { image: `${siteUrl}/${format === 'rss' ? 'feed-icon.png' : 'favicon.svg'}` }),
    favicon: `${siteUrl}/favicon.svg`,
  });
  for (const { id, notice, update, headline, summary: short, content, ...times } of items()) {
    feed.addItem({
      id,
      link: `${address(noticePath(notice))}#${updateAnchor(update.at)}`,
      title: title(headline),
      description: summary(short),
      content,
      date: new Date(times.updated),
      published: new Date(times.published),
      ...(format === 'rss' ? { extensions: [atomUpdated(times.updated)] } : {}),
    });
  }
  return feed;
}

/** RSS has no word for "changed since", and readers know Atom's. */
function atomUpdated(at: number) {
  return { name: 'atom:updated', objects: { _text: new Date(at).toISOString() } };
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}

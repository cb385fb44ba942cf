import { Feed } from 'feed';
import { textIn, type PageComponent } from '../incidents/page.ts';
import { catalogueOf } from '../languages/catalogue.ts';
import { newestItems, type FeedItem } from './feed-items.ts';
import { writeJsonFeed, type FeedHead } from './json-feed.ts';
import type { Scene } from './scene.ts';
import { componentPath, noticePath, pathIn, updateAnchor } from './view.ts';
import { legal } from './xml-text.ts';

/** A feed of a language, about everything or about one component or group. */
interface Draft {
  readonly scene: Scene;
  readonly language: string;
  readonly component: PageComponent | undefined;
  /** The formats say the same, so their texts are drawn once, when the first of them is written. */
  readonly items: () => readonly FeedItem[];
}

type Format = 'rss' | 'atom' | 'json';

/** The three feeds of a language, without language prefix: one item per report, newest first. */
export function feedsOf(
  scene: Scene,
  language: string,
  component?: PageComponent,
): { path: string; type: string; write: () => string }[] {
  let drawn: FeedItem[] | undefined;
  const items = () => (drawn ??= newestItems(scene, language, component));
  const draft: Draft = { scene, language, component, items };
  const path = (format: Format) => feedPath(component, format);
  return [
    { path: path('rss'), type: 'application/rss+xml; charset=utf-8', write: () => writeRss(draft) },
    { path: path('atom'), type: 'application/atom+xml; charset=utf-8', write: () => writeAtom(draft) },
    { path: path('json'), type: 'application/feed+json; charset=utf-8', write: () => writeJson(draft) },
  ];
}

function feedPath(component: PageComponent | undefined, format: Format): string {
  return `${component === undefined ? '' : componentPath(component)}/feed.${format}`;
}

/** RSS takes no picture but one in dots, and has no word for "changed since": readers know Atom's. */
function writeRss(draft: Draft): string {
  const image = `${draft.scene.siteUrl}/feed-icon.png`;
  const feed = openFeed(draft, 'rss', { image });
  for (const item of draft.items()) {
    const updated = { name: 'atom:updated', objects: { _text: new Date(item.updated).toISOString() } };
    feed.addItem({ ...entryOf(draft, item), extensions: [updated] });
  }
  return legal(feed.rss2());
}

/** `feed` declares titles as HTML, which ours are not, and leaves the language out altogether. */
function writeAtom(draft: Draft): string {
  const { icon } = headOf(draft, 'atom');
  const feed = openFeed(draft, 'atom', { favicon: icon });
  for (const item of draft.items()) feed.addItem(entryOf(draft, item));
  const xml = feed.atom1().replaceAll('<title type="html">', '<title type="text">');
  return legal(xml.replace('<feed xmlns=', `<feed xml:lang="${draft.language}" xmlns=`));
}

function writeJson(draft: Draft): string {
  const items = draft.items().map((item) => ({ ...item, url: addressOf(draft, item) }));
  return writeJsonFeed(headOf(draft, 'json'), items);
}

function openFeed(draft: Draft, format: Format, pictures: { image?: string; favicon?: string }): Feed {
  const { snapshot, now } = draft.scene;
  const { title, description, language, operator, front, home, self } = headOf(draft, format);
  const changes = draft.items().map(({ updated }) => updated);
  return new Feed({
    id: home,
    link: home,
    title,
    description,
    language,
    generator: 'Noroshi',
    author: { name: operator, link: front },
    updated: new Date(changes.length === 0 ? Math.min(snapshot.committedAt, now) : Math.max(...changes)),
    feed: self,
    feedLinks: { [format]: self },
    ...pictures,
  });
}

function headOf({ scene, language, component }: Draft, format: Format): FeedHead {
  const { snapshot, siteUrl } = scene;
  const { page } = snapshot;
  const texts = catalogueOf(language).feed;
  const name = textIn(page.name, language, page.language);
  const about = component === undefined ? null : textIn(component.name, language, page.language);
  const address = (path: string) => siteUrl + pathIn(page, language, path);
  return {
    title: texts.title(name, about),
    description: texts.description(name, about),
    language,
    operator: page.operator === undefined ? name : textIn(page.operator.name, language, page.language),
    front: address('/'),
    home: address(component === undefined ? '/' : componentPath(component)),
    self: address(feedPath(component, format)),
    icon: `${siteUrl}/favicon.svg`,
  };
}

function entryOf(draft: Draft, item: FeedItem) {
  return {
    id: item.id,
    title: withoutTags(item.headline),
    link: addressOf(draft, item),
    description: escapeHtml(item.summary),
    content: item.content,
    date: new Date(item.updated),
    published: new Date(item.published),
  };
}

function addressOf({ scene, language }: Draft, { notice, update }: FeedItem): string {
  const path = pathIn(scene.snapshot.page, language, noticePath(notice));
  return `${scene.siteUrl}${path}#${updateAnchor(update.at)}`;
}

/** Some readers leave out of a title what looks like a tag, whatever the feed says it is. */
function withoutTags(text: string): string {
  return text.replaceAll('<', '＜').replaceAll('>', '＞');
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}

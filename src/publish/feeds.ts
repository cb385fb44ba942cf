import { Feed } from 'feed';
import type { Notice, Update } from '../incidents/notice.ts';
import { textIn } from '../incidents/page.ts';
import { latestAt, updatesAt } from '../incidents/updates-at.ts';
import { catalogueOf } from '../languages/catalogue.ts';
import type { Scene } from './pages.ts';
import type { Texts } from './texts.ts';
import { bodyOf, headlineOf, reportHtml } from './report-text.ts';
import { noticePath, pathIn, updateAnchor } from './view.ts';

const mostItems = 50;
const longestSummary = 280;

/** The three feeds of a language, without language prefix: one item per report, newest first. */
export function feedsOf(scene: Scene, language: string): { path: string; type: string; write: () => string }[] {
  let drawn: Item[] | undefined;
  const draft: Draft = { scene, language, items: () => (drawn ??= newestItems(scene, language)) };
  return [
    { path: '/feed.rss', type: 'application/rss+xml; charset=utf-8', write: () => writeRss(draft) },
    { path: '/feed.atom', type: 'application/atom+xml; charset=utf-8', write: () => writeAtom(draft) },
    { path: '/feed.json', type: 'application/feed+json; charset=utf-8', write: () => writeJson(draft) },
  ];
}

/** The three formats say the same, so their texts are drawn once, when the first of them is written. */
interface Draft {
  readonly scene: Scene;
  readonly language: string;
  readonly items: () => readonly Item[];
}

interface Item {
  readonly notice: Notice;
  readonly update: Update;
  readonly headline: string;
  readonly summary: string;
  readonly content: string;
}

/** Notices are sorted by their latest report, so that the search ends with the first that is too old altogether. */
function newestItems({ snapshot: { notices, unsettled }, now, texts }: Scene, language: string): Item[] {
  // What is not over for good may by now hold a later report, of the clock, than the one by which it was sorted.
  const reportsOf = (notice: Notice) => updatesAt(notice, now).map((update) => ({ notice, update }));
  let newest = newestFirst(unsettled.flatMap(reportsOf));
  const looked = new Set(unsettled);
  for (const notice of notices) {
    const oldest = newest[mostItems - 1];
    if (oldest !== undefined && (latestAt(notice, now) ?? 0) < oldest.update.at) break;
    if (!looked.has(notice)) newest = newestFirst([...newest, ...reportsOf(notice)]);
  }
  return newest.map(({ notice, update }) => ({
    notice,
    update,
    headline: headlineOf(notice, update, language),
    summary: summaryOf(texts, notice, update, language),
    content: reportHtml(texts, notice, update, language),
  }));
}

function newestFirst<Reported extends { readonly update: Update }>(reports: readonly Reported[]): Reported[] {
  return reports.toSorted((a, b) => b.update.at - a.update.at).slice(0, mostItems);
}

/** How a plain text is written where a format wants HTML. */
type Spelling = (text: string) => string;
const asIs: Spelling = (text) => text;

function writeRss(draft: Draft): string {
  return legal(feedOf(draft, 'rss', { summary: escapeHtml }).rss2());
}

/** `feed` writes Atom titles as HTML, so they are escaped here; the language it leaves out altogether. */
function writeAtom(draft: Draft): string {
  const xml = feedOf(draft, 'atom', { title: escapeHtml, summary: escapeHtml }).atom1();
  return legal(xml.replace('<feed xmlns=', `<feed xml:lang="${draft.language}" xmlns=`));
}

/** `feed` writes version 1; version 1.1 has the language and a list of authors. */
function writeJson(draft: Draft): string {
  const clean = (_: string, value: unknown) => (typeof value === 'string' ? legal(value) : value);
  const feed = JSON.parse(feedOf(draft, 'json', {}).json1(), clean) as Record<string, unknown>;
  const { author, items, ...rest } = feed;
  const authors = author === undefined ? {} : { authors: [author] };
  return JSON.stringify(
    { ...rest, version: 'https://jsonfeed.org/version/1.1', language: draft.language, ...authors, items },
    null,
    2,
  );
}

function feedOf(
  { scene: { snapshot, siteUrl }, language, items }: Draft,
  format: 'rss' | 'atom' | 'json',
  { title = asIs, summary = asIs }: { title?: Spelling; summary?: Spelling },
): Feed {
  const { page, committedAt } = snapshot;
  const name = textIn(page.name, language, page.language);
  const operator = page.operator === undefined ? name : textIn(page.operator.name, language, page.language);
  const texts = catalogueOf(language).feed;
  const address = (path: string) => `${siteUrl}${pathIn(page, language, path)}`;
  const feed = new Feed({
    id: address('/'),
    link: address('/'),
    title: texts.title(name),
    description: texts.description(name),
    language,
    generator: 'Noroshi',
    author: { name: operator, link: address('/') },
    updated: new Date(Math.max(committedAt, ...items().map(({ update }) => changedAt(update)))),
    feed: address(`/feed.${format}`),
    feedLinks: { [format]: address(`/feed.${format}`) },
  });
  for (const { notice, update, headline, summary: short, content } of items()) {
    feed.addItem({
      id: idOf(siteUrl, notice, update),
      link: `${address(noticePath(notice))}#${updateAnchor(update.at)}`,
      title: title(headline),
      description: summary(short),
      content,
      date: new Date(changedAt(update)),
      published: new Date(update.at),
    });
  }
  return feed;
}

/** The identity of a report: stays when the notice is renamed, translated or corrected; no language in it. */
function idOf(siteUrl: string, notice: Notice, update: Update): string {
  return `${siteUrl}${noticePath({ id: notice.formerly[0] ?? notice.id })}#${updateAnchor(update.at)}`;
}

function changedAt(update: Update): number {
  return Math.max(update.at, update.corrected ?? 0);
}

function summaryOf(texts: Texts, notice: Notice, update: Update, language: string): string {
  const text = texts.plain(bodyOf(notice, update, language).text).replace(/\s+/g, ' ');
  const short = [...text].length > longestSummary ? `${[...text].slice(0, longestSummary - 1).join('')}…` : text;
  return update.retracted ? `${catalogueOf(language).feed.retracted}${short}` : short;
}

/** XML 1.0 §2.2: what is not a character there cannot be written, not even escaped; JSON readers do without it too. */
function legal(xml: string): string {
  return xml.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '').toWellFormed();
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}

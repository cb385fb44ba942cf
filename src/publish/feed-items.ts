import type { Instant, Notice, Update } from '../incidents/notice.ts';
import type { PageComponent } from '../incidents/page.ts';
import { latestAt, updatesAt } from '../incidents/updates-at.ts';
import { catalogueOf } from '../languages/catalogue.ts';
import { concerns } from './concerns.ts';
import type { Scene } from './scene.ts';
import { bodyOf, headlineOf, reportHtml } from './report-text.ts';
import type { Texts } from './texts.ts';
import { noticePath, updateAnchor } from './view.ts';

const mostItems = 50;
const longestSummary = 280;

/** One report as every feed format tells it. */
export interface FeedItem {
  /** Stays when the notice is renamed, translated or corrected; no language in it. */
  readonly id: string;
  readonly notice: Notice;
  readonly update: Update;
  readonly headline: string;
  readonly summary: string;
  /** HTML. */
  readonly content: string;
  /** The language of the text where it is not the feed's. */
  readonly foreign: string | null;
  readonly published: Instant;
  /** Later than `published` once the report was corrected or taken back. */
  readonly updated: Instant;
}

/**
 * The newest reports, newest first; those that concern one component where one is given. Notices are sorted by their latest
 * report, so that the search ends with the first that is too old altogether.
 */
export function newestItems(scene: Scene, language: string, component?: PageComponent): FeedItem[] {
  const { snapshot, now } = scene;
  const { notices, unsettled, page } = snapshot;
  const isWanted = (notice: Notice) => component === undefined || concerns(notice, page, component.id);
  // What is not over for good may by now hold a later report, of the clock, than the one by which it was sorted.
  const reportsOf = (notice: Notice) => updatesAt(notice, now).map((update) => ({ notice, update }));
  let newest = newestFirst(unsettled.filter(isWanted).flatMap(reportsOf));
  const looked = new Set(unsettled);
  for (const notice of notices) {
    const oldest = newest[mostItems - 1];
    if (oldest !== undefined && (latestAt(notice, now) ?? 0) < oldest.update.at) break;
    if (!looked.has(notice) && isWanted(notice)) newest = newestFirst([...newest, ...reportsOf(notice)]);
  }
  return newest.map(({ notice, update }) => itemOf(scene, notice, update, language));
}

function newestFirst<Reported extends { readonly update: Update }>(reports: readonly Reported[]): Reported[] {
  return reports.toSorted((a, b) => b.update.at - a.update.at).slice(0, mostItems);
}

function itemOf(scene: Scene, notice: Notice, update: Update, language: string): FeedItem {
  const { snapshot, siteUrl, now, texts } = scene;
  const { language: written } = bodyOf(notice, update, language);
  // A report may be dated some minutes ahead. A feed may not: readers sort it before all that follows, or hide it.
  const published = update.at <= now ? update.at : Math.min(snapshot.committedAt, now);
  const takenBack = update.retracted ? (notice.changedAt ?? 0) : 0;
  const changed = Math.max(published, update.corrected ?? 0, takenBack);
  return {
    id: `${siteUrl}${noticePath({ id: notice.formerly[0] ?? notice.id })}#${updateAnchor(update.at)}`,
    notice,
    update,
    headline: headlineOf(notice, update, language),
    summary: summaryOf(texts, notice, update, language),
    content: reportHtml(scene, notice, update, language),
    foreign: written === language ? null : written,
    published,
    updated: Math.min(changed, Math.max(now, published)),
  };
}

function summaryOf(texts: Texts, notice: Notice, update: Update, language: string): string {
  const text = texts.plain(bodyOf(notice, update, language).text).replace(/\s+/g, ' ');
  const short = [...text].length > longestSummary ? `${[...text].slice(0, longestSummary - 1).join('')}…` : text;
  return update.retracted ? `${catalogueOf(language).feed.retracted}${short}` : short;
}

import type { Instant, Notice } from '../incidents/notice.ts';
import type { Snapshot } from '../incidents/snapshot.ts';
import { isRetracted, statusAt } from '../incidents/state.ts';
import { catalogueOf } from '../languages/catalogue.ts';
import { showDuration } from '../languages/dates.ts';
import { factsOf } from './notice-facts.ts';

/** A notice in a list, in one line below its title: 障害 · 復旧 · 3時間50分 · ウェブサイト. */
export function noticeLine(notice: Notice, snapshot: Snapshot, language: string, now: Instant): string {
  const { words } = catalogueOf(language);
  const { duration, affected } = factsOf(notice, snapshot, language, now);
  // What was taken back did not end: it never was.
  const status = isRetracted(notice) ? [] : [words.status[statusAt(notice, now)][0]];
  const length = duration === undefined || isRetracted(notice) ? [] : [showDuration(duration, language)];
  const named = affected.length === 0 ? [] : [affected.join(words.listSeparator)];
  return [words.type[notice.type][0], ...status, ...length, ...named].join(' · ');
}

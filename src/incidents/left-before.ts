import { newerOf, saidBy, type Said } from './component-states.ts';
import type { Instant, Notice } from './notice.ts';
import { leafComponents } from './page.ts';
import type { Snapshot } from './snapshot.ts';
import { isClosed } from './state.ts';

/** Whether a notice is closed at an instant and nothing is said in it from then on: a settled one, as soon as it has said its last. */
export function isOver(notice: Notice, at: Instant, unsettled: ReadonlySet<Notice>): boolean {
  return lastWord(notice) < at && (!unsettled.has(notice) || isClosed(notice, at));
}

/**
 * What was said last of each component of the page by notices that say nothing from an instant on. An old page has many of
 * them: of a month in which nothing is said any more it is known.
 */
export function leftBefore({ page, months }: Pick<Snapshot, 'page' | 'months'>, at: Instant): Map<string, Said> {
  const left = new Map<string, Said>();
  const onPage = new Set(leafComponents(page).map(({ id }) => id));
  const add = (id: string, said: Said) => onPage.has(id) && left.set(id, newerOf(left.get(id), said));
  for (const month of months.values()) {
    if (month.silentAfter < at) for (const [id, said] of Object.entries(month.left)) add(id, said);
    else for (const notice of month.notices) addOwn(notice);
  }
  function addOwn(notice: Notice): void {
    if (notice.type === 'exercise' || notice.updates.length === 0 || lastWord(notice) >= at) return;
    for (const [id, said] of saidBy(notice, page, at)) add(id, said);
  }
  return left;
}

/** The latest instant at which anything is said in a notice, by staff or by the clock. */
export function lastWord({ updates, automatic, scheduledFor = 0, scheduledUntil = 0 }: Notice): Instant {
  const last = updates.at(-1)?.at ?? -Infinity;
  return automatic ? Math.max(last, scheduledFor, scheduledUntil) : last;
}

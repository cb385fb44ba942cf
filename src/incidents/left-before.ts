import { newerOf, saidBy, type Said } from './component-states.ts';
import type { Instant, Notice } from './notice.ts';
import { leafComponents, type Page } from './page.ts';
import { isClosed } from './state.ts';

/** Whether a notice is closed at an instant and nothing is said in it from then on: a settled one, as soon as it has said its last. */
export function isOver(notice: Notice, at: Instant, unsettled: ReadonlySet<Notice>): boolean {
  return lastWord(notice) < at && (!unsettled.has(notice) || isClosed(notice, at));
}

/**
 * What was said last of each component of the page by notices that say nothing from an instant on. It is asked of every
 * old notice, and an old page has many: given the newest first, most of them need a look and no more.
 */
export function leftBefore(notices: readonly Notice[], page: Page, at: Instant): Map<string, Said> {
  const left = new Map<string, Said>();
  const onPage = new Set(leafComponents(page).map(({ id }) => id));
  const groups = new Set(page.components.filter(({ components }) => components !== undefined).map(({ id }) => id));
  for (const notice of notices) {
    const last = lastWord(notice);
    if (notice.updates.length === 0 || last >= at) continue;
    const isNewer = (id: string) => groups.has(id) || (onPage.has(id) && (left.get(id)?.at ?? -Infinity) <= last);
    if (!names(notice, isNewer)) continue;
    for (const [id, said] of saidBy(notice, page, at)) {
      if (onPage.has(id)) left.set(id, newerOf(left.get(id), said));
    }
  }
  return left;
}

/** Whether a notice names one of some components; asked of every old notice, so it makes nothing. */
function names(notice: Notice, isWanted: (id: string) => boolean): boolean {
  const has = (components: Notice['components']) => {
    for (const id in components) if (isWanted(id)) return true;
    return false;
  };
  return has(notice.components) || notice.updates.some(({ components }) => has(components));
}

/** The latest instant at which anything is said in a notice, by staff or by the clock. */
function lastWord({ updates, automatic, scheduledFor = 0, scheduledUntil = 0 }: Notice): Instant {
  const last = updates.at(-1)?.at ?? -Infinity;
  return automatic ? Math.max(last, scheduledFor, scheduledUntil) : last;
}

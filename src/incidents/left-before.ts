import { newerOf, saidBy, type Said } from './component-states.ts';
import type { Instant, Notice } from './notice.ts';
import { leafComponents, type Page } from './page.ts';
import { isClosed } from './state.ts';

/** Whether a notice is closed at an instant and nothing is said in it from then on. */
export function isOver(notice: Notice, at: Instant): boolean {
  return lastWord(notice) < at && isClosed(notice, at);
}

/**
 * What was said last of each component of the page by notices that say nothing from an instant on. The newest are looked
 * at first, and no more of them than it takes: an old page has many.
 */
export function leftBefore(notices: readonly Notice[], page: Page, at: Instant): Map<string, Said> {
  const left = new Map<string, Said>();
  const wanted = new Set(leafComponents(page).map(({ id }) => id));
  const groups = new Set(page.components.filter(({ components }) => components !== undefined).map(({ id }) => id));
  for (const notice of notices
    .filter((one) => one.updates.length > 0 && lastWord(one) < at)
    .toSorted((a, b) => lastWord(b) - lastWord(a))) {
    for (const [id, said] of left) {
      if (said.at > lastWord(notice)) wanted.delete(id);
    }
    if (wanted.size === 0) break;
    if (!names(notice, wanted, groups)) continue;
    for (const [id, said] of saidBy(notice, page, at)) {
      if (wanted.has(id)) left.set(id, newerOf(left.get(id), said));
    }
  }
  return left;
}

/** Whether a notice may name one of some components; asked of every old notice, so it makes nothing. */
function names(notice: Notice, wanted: ReadonlySet<string>, groups: ReadonlySet<string>): boolean {
  const has = (components: Notice['components']) => {
    for (const id in components) if (wanted.has(id) || groups.has(id)) return true;
    return false;
  };
  return has(notice.components) || notice.updates.some(({ components }) => has(components));
}

/** The latest instant at which anything is said in a notice, by staff or by the clock. */
function lastWord({ updates, automatic, scheduledFor = 0, scheduledUntil = 0 }: Notice): Instant {
  const last = updates.at(-1)?.at ?? -Infinity;
  return automatic ? Math.max(last, scheduledFor, scheduledUntil) : last;
}

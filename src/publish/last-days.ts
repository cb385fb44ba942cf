import { Temporal } from 'temporal-polyfill';
import type { Instant, Notice } from '../incidents/notice.ts';
import type { Snapshot } from '../incidents/snapshot.ts';
import { latestAt } from '../incidents/updates-at.ts';

/** A day with what was last said on it, or days in a row on which nothing was said. */
export interface LastDay {
  /** `2012-06-20`; `from` is the earlier one. */
  readonly from: string;
  readonly to: string;
  /** Also those that are not over: a day on which one of them was spoken of is none without a word. */
  readonly notices: readonly Notice[];
}

/** The last so many days of the page's calendar, the newest first, today included. */
export function lastDays(snapshot: Snapshot, now: Instant, count: number): LastDay[] {
  const zone = snapshot.page.time_zone;
  const dayOf = (at: Instant) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();
  const today = dayOf(now);
  const first = today.subtract({ days: count - 1 }).toZonedDateTime(zone).epochMilliseconds;
  const spokenOf = spokenSince(snapshot, first, now);
  const byDay = Map.groupBy(spokenOf, (notice) => dayOf(latestAt(notice, now) ?? 0).toString());
  const shown: LastDay[] = [];
  for (let back = 0; back < count; back += 1) {
    const day = today.subtract({ days: back }).toString();
    const notices = byDay.get(day) ?? [];
    const last = shown.at(-1);
    if (notices.length === 0 && last?.notices.length === 0) shown[shown.length - 1] = { ...last, from: day };
    else shown.push({ from: day, to: day, notices });
  }
  return shown;
}

/** Notices of which something was said since an instant, the newest word first. */
function spokenSince({ notices, unsettled }: Snapshot, since: Instant, now: Instant): Notice[] {
  const moving = new Set(unsettled);
  const spoken = (notice: Notice) => latestAt(notice, now) ?? 0;
  const end = notices.findIndex((notice) => !moving.has(notice) && spoken(notice) < since);
  const settled = (end < 0 ? notices : notices.slice(0, end)).filter((notice) => !moving.has(notice));
  const unsettledOnes = unsettled.filter((notice) => spoken(notice) >= since);
  return [...unsettledOnes, ...settled].toSorted((a, b) => spoken(b) - spoken(a));
}

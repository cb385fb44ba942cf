import { leftBy, newestLeft, type Left } from './component-states.ts';
import { lastWord } from './left-before.ts';
import type { Instant, Notice } from './notice.ts';
import type { Page } from './page.ts';
import type { Month, Snapshot } from './snapshot.ts';
import { isSettled, startedAt } from './state.ts';
import { latestAt } from './updates-at.ts';
import { openZone, type Zone } from './zone.ts';

/** A notice with what its place in the snapshot needs: told once for as long as the notice does not change. */
export interface IndexedNotice {
  readonly notice: Notice;
  /** What it is sorted by, newest first. */
  readonly latest: Instant;
  readonly began: Instant;
  /** In which it began, in the page's zone: `2012-06`. */
  readonly month: string;
  /** Null while it is not over for good. */
  readonly left: Left | null;
}

/** Notices in their places. Taken further by `indexAgain`, after which this one is not used any more. */
export interface NoticeIndex {
  readonly byId: Map<string, IndexedNotice>;
  /** Newest first, then by id. */
  readonly sorted: readonly IndexedNotice[];
  /** The parts of a snapshot that follow from its notices. */
  readonly parts: Pick<Snapshot, 'notices' | 'unsettled' | 'left'> & {
    readonly months: ReadonlyMap<string, IndexedMonth>;
  };
}

interface IndexedMonth extends Month {
  readonly indexed: readonly IndexedNotice[];
}

interface Needs {
  readonly page: Page;
  /** The page's zone, opened once for all notices. */
  readonly zone: Zone;
  /** An instant that has surely come. */
  readonly passed: Instant;
}

/** @param otherwise what stands for the time of a notice without a single report */
export function indexNotice({ page, zone, passed }: Needs, notice: Notice, otherwise: Instant): IndexedNotice {
  const began = startedAt(notice) ?? 0;
  return {
    notice,
    latest: latestAt(notice, passed) ?? otherwise,
    began,
    month: new Date(zone.wallTimeOf(began)).toISOString().slice(0, 7),
    left: isSettled(notice, passed) ? leftBy(notice, page) : null,
  };
}

export function indexAll(indexed: readonly IndexedNotice[]): NoticeIndex {
  const sorted = indexed.toSorted(byLatest);
  const months = [...Map.groupBy(indexed, ({ month }) => month)].map(([key, own]) => [key, monthOf(own)] as const);
  return {
    byId: new Map(indexed.map((one) => [one.notice.id, one])),
    sorted,
    parts: {
      notices: sorted.map(({ notice }) => notice),
      unsettled: sorted.filter(({ left }) => left === null).map(({ notice }) => notice),
      ...withMonths(new Map(months.toSorted(newestMonth))),
    },
  };
}

/**
 * The index after a change: what the ids stand for now, in the place of what they stood for. Costs what changed and a copy of
 * two lists: with ten thousand notices, a look at each would be felt in every report's way to the page.
 */
export function indexAgain(before: NoticeIndex, ids: ReadonlySet<string>, now: readonly IndexedNotice[]): NoticeIndex {
  const { byId } = before;
  const left = [...ids].flatMap((id) => byId.get(id) ?? []);
  const [sorted, notices] = [[...before.sorted], [...before.parts.notices]];
  for (const one of left) {
    const place = placeOf(sorted, one);
    sorted.splice(place, 1);
    notices.splice(place, 1);
    byId.delete(one.notice.id);
  }
  for (const one of now) {
    const place = placeOf(sorted, one);
    sorted.splice(place, 0, one);
    notices.splice(place, 0, one.notice);
    byId.set(one.notice.id, one);
  }
  const open = before.parts.unsettled.flatMap(({ id }) => (ids.has(id) ? [] : (byId.get(id) ?? [])));
  const unsettled = [...open, ...now.filter((one) => one.left === null)].toSorted(byLatest);
  return {
    byId,
    sorted,
    parts: {
      notices,
      unsettled: unsettled.map(({ notice }) => notice),
      ...withMonths(monthsAfter(before.parts.months, left, now)),
    },
  };
}

/** Where a notice stands, or would stand, among others in their order. */
function placeOf(sorted: readonly IndexedNotice[], one: IndexedNotice): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = sorted[middle];
    if (other !== undefined && byLatest(other, one) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function monthsAfter(
  before: ReadonlyMap<string, IndexedMonth>,
  left: readonly IndexedNotice[],
  now: readonly IndexedNotice[],
): ReadonlyMap<string, IndexedMonth> {
  const months = new Map(before);
  const gone = new Set(left);
  for (const key of new Set([...left, ...now].map(({ month }) => month))) {
    const stayed = (before.get(key)?.indexed ?? []).filter((one) => !gone.has(one));
    const own = [...stayed, ...now.filter(({ month }) => month === key)];
    if (own.length === 0) months.delete(key);
    else months.set(key, monthOf(own));
  }
  const hasNew = [...months.keys()].some((key) => !before.has(key));
  return hasNew ? new Map([...months].toSorted(newestMonth)) : months;
}

function withMonths<Months extends Snapshot['months']>(months: Months): { months: Months; left: Left } {
  return { months, left: newestLeft([...months.values()].map(({ left }) => left)) };
}

/** A snapshot of notices that were not indexed before. */
export function snapshotOf(facts: Omit<Snapshot, 'unsettled' | 'left' | 'months'>): Snapshot {
  const needs = { page: facts.page, zone: openZone(facts.page.time_zone), passed: -Infinity };
  return { ...facts, ...indexAll(facts.notices.map((notice) => indexNotice(needs, notice, 0))).parts };
}

function monthOf(own: readonly IndexedNotice[]): IndexedMonth {
  const indexed = own.toSorted((a, b) => b.began - a.began || byLatest(a, b));
  return {
    indexed,
    notices: indexed.map(({ notice }) => notice),
    left: newestLeft(indexed.map(({ left }) => left ?? {})),
    silentAfter: Math.max(...indexed.map(({ notice, left }) => (left === null ? Infinity : lastWord(notice)))),
  };
}

function byLatest(a: IndexedNotice, b: IndexedNotice): number {
  return b.latest - a.latest || (a.notice.id < b.notice.id ? -1 : a.notice.id > b.notice.id ? 1 : 0);
}

function newestMonth([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? 1 : -1;
}

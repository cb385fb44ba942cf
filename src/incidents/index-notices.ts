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

/** Notices in their places. */
export interface NoticeIndex {
  /** Newest first, then by id. */
  readonly sorted: readonly IndexedNotice[];
  readonly months: ReadonlyMap<string, IndexedMonth>;
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
  const months = [...Map.groupBy(indexed, ({ month }) => month)].map(([key, own]) => [key, monthOf(own)] as const);
  return { sorted: indexed.toSorted(byLatest), months: new Map(months.toSorted(newestMonth)) };
}

/**
 * The index after a change: what the ids stand for now, in the place of what they stood for. Costs little more than what
 * changed: with ten thousand notices, doing it all again would be felt in each report's way to the page.
 */
export function indexAgain(before: NoticeIndex, ids: ReadonlySet<string>, now: readonly IndexedNotice[]): NoticeIndex {
  const isOther = ({ notice }: IndexedNotice) => !ids.has(notice.id);
  const left = before.sorted.filter((one) => !isOther(one));
  const sorted = before.sorted.filter(isOther);
  for (const one of now) {
    const place = sorted.findIndex((other) => byLatest(one, other) < 0);
    sorted.splice(place === -1 ? sorted.length : place, 0, one);
  }
  const months = new Map(before.months);
  for (const key of new Set([...left, ...now].map(({ month }) => month))) {
    const own = [
      ...(before.months.get(key)?.indexed ?? []).filter(isOther),
      ...now.filter(({ month }) => month === key),
    ];
    if (own.length === 0) months.delete(key);
    else months.set(key, monthOf(own));
  }
  const hasNewMonth = [...months.keys()].some((key) => !before.months.has(key));
  return { sorted, months: hasNewMonth ? new Map([...months].toSorted(newestMonth)) : months };
}

/** The part of a snapshot that follows from its notices. */
export function partsOf({ sorted, months }: NoticeIndex): Pick<Snapshot, 'notices' | 'unsettled' | 'left' | 'months'> {
  return {
    notices: sorted.map(({ notice }) => notice),
    unsettled: sorted.filter(({ left }) => left === null).map(({ notice }) => notice),
    left: newestLeft([...months.values()].map(({ left }) => left)),
    months,
  };
}

/** A snapshot of notices that were not indexed before. */
export function snapshotOf(facts: Omit<Snapshot, 'unsettled' | 'left' | 'months'>): Snapshot {
  const needs = { page: facts.page, zone: openZone(facts.page.time_zone), passed: -Infinity };
  return { ...facts, ...partsOf(indexAll(facts.notices.map((notice) => indexNotice(needs, notice, 0)))) };
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

import { leftBy, newestLeft, type Left } from './component-states.ts';
import type { Instant, Notice } from './notice.ts';
import type { Page } from './page.ts';
import type { Snapshot } from './snapshot.ts';
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

/** The part of a snapshot that follows from its notices. Order: newest first, then by id. */
export function indexAll(
  indexed: readonly IndexedNotice[],
): Pick<Snapshot, 'notices' | 'unsettled' | 'left' | 'months'> {
  const sorted = indexed.toSorted(
    (a, b) => b.latest - a.latest || (a.notice.id < b.notice.id ? -1 : a.notice.id > b.notice.id ? 1 : 0),
  );
  return {
    notices: sorted.map(({ notice }) => notice),
    unsettled: sorted.filter(({ left }) => left === null).map(({ notice }) => notice),
    left: newestLeft(indexed.flatMap(({ left }) => (left === null ? [] : [left]))),
    months: monthsOf(sorted),
  };
}

function monthsOf(sorted: readonly IndexedNotice[]): Snapshot['months'] {
  const months = [...Map.groupBy(sorted, ({ month }) => month)].toSorted(([a], [b]) => (a < b ? 1 : -1));
  const byBeginning = (inMonth: readonly IndexedNotice[]) => inMonth.toSorted((a, b) => b.began - a.began);
  return new Map(months.map(([month, inMonth]) => [month, byBeginning(inMonth).map(({ notice }) => notice)]));
}

/** A snapshot of notices that were not indexed before. */
export function snapshotOf(facts: Omit<Snapshot, 'unsettled' | 'left' | 'months'>): Snapshot {
  const needs = { page: facts.page, zone: openZone(facts.page.time_zone), passed: -Infinity };
  return { ...facts, ...indexAll(facts.notices.map((notice) => indexNotice(needs, notice, 0))) };
}

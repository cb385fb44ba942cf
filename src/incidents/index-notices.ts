import { leftBy, newestLeft, type Left } from './component-states.ts';
import type { Instant, Notice } from './notice.ts';
import type { Page } from './page.ts';
import type { Snapshot } from './snapshot.ts';
import { isSettled } from './state.ts';
import { latestAt } from './updates-at.ts';

/** A notice with what its place in the snapshot needs: told once for as long as the notice does not change. */
export interface IndexedNotice {
  readonly notice: Notice;
  /** What it is sorted by, newest first. */
  readonly latest: Instant;
  /** Null while it is not over for good. */
  readonly left: Left | null;
}

/** @param otherwise what stands for the time of a notice without a single report. @param passed an instant that has surely come */
export function indexNotice(notice: Notice, page: Page, otherwise: Instant, passed: Instant): IndexedNotice {
  const left = isSettled(notice, passed) ? leftBy(notice, page) : null;
  return { notice, latest: latestAt(notice, passed) ?? otherwise, left };
}

/** The part of a snapshot that follows from its notices. Order: newest first, then by id. */
export function indexAll(indexed: readonly IndexedNotice[]): Pick<Snapshot, 'notices' | 'unsettled' | 'left'> {
  const sorted = indexed.toSorted(
    (a, b) => b.latest - a.latest || (a.notice.id < b.notice.id ? -1 : a.notice.id > b.notice.id ? 1 : 0),
  );
  return {
    notices: sorted.map(({ notice }) => notice),
    unsettled: sorted.filter(({ left }) => left === null).map(({ notice }) => notice),
    left: newestLeft(indexed.flatMap(({ left }) => (left === null ? [] : [left]))),
  };
}

/** A snapshot of notices that were not indexed before. */
export function snapshotOf(facts: Omit<Snapshot, 'unsettled' | 'left'>): Snapshot {
  return { ...facts, ...indexAll(facts.notices.map((notice) => indexNotice(notice, facts.page, 0, -Infinity))) };
}

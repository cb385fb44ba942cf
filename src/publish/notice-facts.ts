import type { Instant, Notice } from '../incidents/notice.ts';
import type { Snapshot } from '../incidents/snapshot.ts';
import { affectedComponents, effectiveUpdates, endedAt, expectedAt, isClosed, nextDue } from '../incidents/state.ts';
import { startedAt, statusAt } from '../incidents/state.ts';
import { componentName } from './component-list.ts';

/** What a reader wants to know of a notice at a glance. */
export interface NoticeFacts {
  readonly isClosed: boolean;
  readonly started: Instant | undefined;
  readonly ended: Instant | undefined;
  /** Milliseconds, once it is over. */
  readonly duration: number | undefined;
  readonly planned: { readonly from: Instant; readonly until: Instant | undefined } | undefined;
  readonly affected: readonly string[];
  readonly next: { readonly at: Instant; readonly isLate: boolean; readonly isFinal: boolean } | undefined;
  readonly expected: Instant | 'unknown' | undefined;
  /** The estimate before, when it was a time and is no longer the same. */
  readonly expectedBefore: Instant | undefined;
}

/** The facts of a notice at an instant, in a language. */
export function factsOf(notice: Notice, snapshot: Snapshot, language: string, now: Instant): NoticeFacts {
  const closed = isClosed(notice, now);
  const started = startedAt(notice);
  const ended = endedAt(notice, now);
  const due = nextDue(notice, now);
  const wasHeld = statusAt(notice, now) !== 'cancelled';
  const { scheduledFor: from, scheduledUntil: until } = notice;
  return {
    isClosed: closed,
    started,
    ended,
    duration: wasHeld && started !== undefined && ended !== undefined && ended > started ? ended - started : undefined,
    planned: notice.type === 'maintenance' && from !== undefined ? { from, until } : undefined,
    affected: affectedComponents(notice).map((id) => componentName(snapshot, id, language)),
    next: due === undefined ? undefined : { at: due, isLate: due <= now, isFinal: closed },
    expected: expectedAt(notice),
    expectedBefore: expectedBefore(notice),
  };
}

function expectedBefore(notice: Notice): Instant | undefined {
  const current = expectedAt(notice);
  if (current === undefined) return undefined;
  const said = effectiveUpdates(notice).flatMap(({ expected }) => (expected === undefined ? [] : [expected]));
  return said.findLast((estimate): estimate is Instant => typeof estimate === 'number' && estimate !== current);
}

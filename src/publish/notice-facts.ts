import type { Instant, Notice } from '../incidents/notice.ts';
import type { Freshness, Snapshot } from '../incidents/snapshot.ts';
import { affectedComponents } from '../incidents/component-states.ts';
import { estimatesOf } from '../incidents/estimates.ts';
import { endedAt, isClosed, nextDue, overdueAt, startedAt, statusAt } from '../incidents/state.ts';
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
  /** When it will work again, every answer in turn; only the last one holds, and none when it was never moved and is over. */
  readonly estimates: readonly (Instant | 'unknown')[];
  /** A maintenance that should have begun or ended by now, and nobody has said so. */
  readonly overdue: 'begin' | 'end' | undefined;
}

/** Whether a report is late: where nothing has been heard since before it was due, nobody knows. */
export function isKnownLate({ at, isLate }: NonNullable<NoticeFacts['next']>, freshness: Freshness): boolean {
  return isLate && (freshness.state === 'current' || at <= freshness.since);
}

/** The facts of a notice at an instant, in a language. */
export function factsOf(notice: Notice, snapshot: Snapshot, language: string, now: Instant): NoticeFacts {
  const closed = isClosed(notice, now);
  const started = startedAt(notice);
  const ended = endedAt(notice, now);
  const due = nextDue(notice, now);
  const estimates = estimatesOf(notice, now).map(({ expected }) => expected);
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
    estimates: closed && estimates.length < 2 ? [] : estimates,
    overdue: overdueAt(notice, now),
  };
}

import type { Instant, Notice, Status } from './notice.ts';
import type { Snapshot } from './snapshot.ts';
import { effectiveUpdates, updatesAt } from './updates-at.ts';

export const closedStatuses: readonly Status[] = ['resolved', 'postmortem', 'completed', 'cancelled'];

/** Its latest status. A wholly retracted notice is closed; a broken one that was not understood is not. */
export function statusAt(notice: Notice, now: Instant): Status {
  const last = effectiveUpdates(notice, now).at(-1);
  // Where a file is cut or its marks do not match, a word that closes may stand where nobody meant it: never green.
  const isUnsure = notice.broken?.mailable === false && (last === undefined || closedStatuses.includes(last.status));
  if (isUnsure) return notice.type === 'maintenance' ? 'in_progress' : 'investigating';
  if (last !== undefined) return last.status;
  if (notice.updates.length > 0) return notice.type === 'maintenance' ? 'cancelled' : 'resolved';
  return notice.type === 'maintenance' ? 'scheduled' : 'investigating';
}

/** Under way: neither finished nor still ahead (`isUpcoming`). */
export function isOpen(notice: Notice, now: Instant): boolean {
  return !isClosed(notice, now) && !isUpcoming(notice, now);
}

/** A maintenance that is announced and has not begun. */
export function isUpcoming(notice: Notice, now: Instant): boolean {
  return statusAt(notice, now) === 'scheduled';
}

/** Finished: resolved, completed, cancelled, reported on, or wholly retracted. */
export function isClosed(notice: Notice, now: Instant): boolean {
  return closedStatuses.includes(statusAt(notice, now));
}

/** Every report was taken back. */
export function isRetracted({ updates }: Notice): boolean {
  return updates.length > 0 && updates.every(({ retracted }) => retracted);
}

/** What is under way and real, without exercises, in the snapshot's order. */
export function openNotices(snapshot: Snapshot, now: Instant): Notice[] {
  return snapshot.unsettled.filter((notice) => notice.type !== 'exercise' && isOpen(notice, now));
}

/** When it began: a maintenance as scheduled, else the first report, else when the file that cannot be read came. */
export function startedAt(notice: Notice): Instant | undefined {
  if (notice.type === 'maintenance' && notice.scheduledFor !== undefined) return notice.scheduledFor;
  return (notice.updates.find(({ retracted }) => !retracted) ?? notice.updates[0])?.at ?? notice.broken?.since;
}

/** When it was over: the report that closed it last. Undefined while it is not. */
export function endedAt(notice: Notice, now: Instant): Instant | undefined {
  if (!isClosed(notice, now)) return undefined;
  const updates = effectiveUpdates(notice, now);
  const lastOpen = updates.findLastIndex(({ status }) => !closedStatuses.includes(status));
  return (updates[lastOpen + 1] ?? notice.updates.at(-1))?.at;
}

/** When the next report is due, the final one after `resolved` included. Any later report fulfils it. It may be past. */
export function nextDue(notice: Notice, now: Instant): Instant | undefined {
  const last = effectiveUpdates(notice, now).at(-1);
  return last?.status === 'cancelled' ? undefined : last?.next;
}

/**
 * What the clock says against a maintenance that staff begin and end by hand: `begin` when its time has come and nobody
 * has said that it began, `end` when it should be over and is not.
 */
export function overdueAt(notice: Notice, now: Instant): 'begin' | 'end' | undefined {
  const { scheduledFor = Infinity, scheduledUntil = Infinity } = notice;
  if (notice.type !== 'maintenance') return undefined;
  if (scheduledFor <= now && isUpcoming(notice, now)) return 'begin';
  return scheduledUntil <= now && isOpen(notice, now) ? 'end' : undefined;
}

/** When the clock alone changes next what is said of a notice: a maintenance begins, ends, or should have. */
export function nextStepAfter(notice: Notice, now: Instant): Instant | undefined {
  const instants = [notice.scheduledFor, notice.scheduledUntil].filter((at) => at !== undefined && at > now);
  const says = (at: Instant) => `${statusAt(notice, at)} ${overdueAt(notice, at) ?? ''}`;
  return instants.find((at) => at !== undefined && says(at) !== says(now));
}

/**
 * Over for good: no report is due, and the clock has nothing left to say. `passed` is an instant that has surely come;
 * without it, the moment at which the last report was published.
 */
export function isSettled(notice: Notice, passed = -Infinity): boolean {
  if (notice.broken !== undefined) return false;
  if (isRetracted(notice)) return true;
  const since = notice.updates.reduce((latest, { publishedAt }) => Math.max(latest, publishedAt), passed);
  const updates = updatesAt(notice, since);
  const last = updates.findLast(({ retracted }) => !retracted);
  if (last === undefined || !closedStatuses.includes(last.status)) return false;
  if (last.next !== undefined && last.status !== 'cancelled') return false;
  return updates === notice.updates || updates.length === updatesAt(notice, Infinity).length;
}

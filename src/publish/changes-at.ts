import type { Instant } from '../incidents/notice.ts';
import { nextDue, nextStepAfter } from '../incidents/state.ts';
import type { Snapshot } from '../incidents/snapshot.ts';

const minute = 60_000;

/**
 * The next instant at which the edition changes by itself: the minute of "as of" (midnight is one too), a report that
 * becomes late, the start or end of an automatic maintenance – whichever comes first.
 */
export function changesAt({ unsettled }: Pick<Snapshot, 'unsettled'>, now: Instant): Instant {
  const instants = unsettled.flatMap((notice) => [nextDue(notice, now), nextStepAfter(notice, now)]);
  const ahead = instants.filter((at) => at !== undefined).filter((at) => at > now);
  return Math.min((Math.floor(now / minute) + 1) * minute, ...ahead);
}

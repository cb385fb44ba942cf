import type { Instant, Notice } from './notice.ts';
import { effectiveUpdates } from './updates-at.ts';

/** One answer to "when will it work again?". */
export interface Estimate {
  readonly expected: Instant | 'unknown';
  /** The report that gave it. */
  readonly givenAt: Instant;
  /** Whether it still holds, or what a later report did to it. */
  readonly fate: 'holds' | 'moved' | 'withdrawn';
}

/** Every estimate of a notice, oldest first; one that is only repeated is no new one. */
export function estimatesOf(notice: Notice, now: Instant): Estimate[] {
  const given = effectiveUpdates(notice, now).flatMap(({ expected, at }) =>
    expected === undefined ? [] : [{ expected, givenAt: at }],
  );
  const changed = given.filter(({ expected }, index) => expected !== given[index - 1]?.expected);
  return changed.map((estimate, index) => {
    const later = changed[index + 1]?.expected;
    return { ...estimate, fate: later === undefined ? 'holds' : later === 'unknown' ? 'withdrawn' : 'moved' };
  });
}

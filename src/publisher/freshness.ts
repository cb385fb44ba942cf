import type { Instant } from '../incidents/notice.ts';
import type { Reading } from '../incidents/reading.ts';
import type { Freshness } from '../incidents/snapshot.ts';

/** A source that has not answered for so long may hold something newer that nobody sees: unknown is never green. */
const trustedFor = 15 * 60_000;

/** How far what was read can be trusted at an instant, when its source has not answered since `faultSince` (null: it does). */
export function freshnessOf(
  { freshness }: Pick<Reading, 'freshness'>,
  faultSince: Instant | null,
  at: Instant,
): Freshness {
  if (freshness.state === 'unknown') return freshness;
  if (faultSince === null) return { state: 'current', asOf: at };
  return at - faultSince < trustedFor
    ? { state: 'current', asOf: faultSince }
    : { state: 'unknown', since: faultSince };
}

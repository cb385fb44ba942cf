import type { Log } from '../log.ts';
import type { Outbox } from './outbox.ts';

/** Has passed for certain: nothing of this program was written before. A clock without its battery starts long before. */
const passed = Date.UTC(2025, 0, 1);
const year = 366 * 24 * 3600_000;

/** Whether the clock says what cannot be. */
export const isPlainlyWrong = (now: number): boolean => now < passed;

/**
 * The outbox, from which nothing is taken while the clock is before an instant that has passed for certain, or has leapt
 * ahead by more than a year since it was last looked at: a mail with such a date is sorted where nobody looks or refused as
 * spam, and what waits would be ended as too old. It waits for the right time instead.
 */
export function guardedOutbox(outbox: Outbox, log: Pick<Log, 'error' | 'info'>): Outbox {
  let last: number | null = null;
  let isMad = false;
  const look = (now: number): boolean => {
    const was = isMad;
    isMad = isPlainlyWrong(now) || (last !== null && now > last + year);
    if (!isMad) last = now;
    const clock = new Date(now).toISOString();
    if (isMad && !was) log.error({ outbox: outbox.name, clock }, 'the clock is wrong: no mail goes out until it is set, or until a restart if it is right'); // prettier-ignore
    if (was && !isMad) log.info({ outbox: outbox.name, clock }, 'the clock is right again: mail goes out');
    return isMad;
  };
  return {
    ...outbox,
    claim: async (limit, now) => (look(now) ? [] : outbox.claim(limit, now)),
    nextAt: async (now) => (look(now) ? null : outbox.nextAt(now)),
  };
}

import type { Instant } from '../incidents/notice.ts';
import type { Dates } from '../languages/dates.ts';

/** From when until when, with the zone once; the day is said once too where both are of the same. */
export function periodOf(
  dates: Dates,
  from: Instant,
  until: Instant | undefined,
  show: (at: Instant) => string,
): string {
  if (until === undefined) return `${show(from)} ${dates.zone(from)}`;
  const isSameDay = dates.day(from) === dates.day(until);
  return `${show(from)}–${isSameDay ? dates.time(until) : show(until)} ${dates.zone(until)}`;
}

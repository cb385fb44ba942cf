import { Temporal } from 'temporal-polyfill';
import type { ComponentState, Instant } from '../incidents/notice.ts';
import { leafComponents } from '../incidents/page.ts';
import type { Freshness, Snapshot } from '../incidents/snapshot.ts';
import { uptimesOf, type DayUptime, type Uptime } from '../incidents/uptime.ts';

/** So many days a bar shows, today included. */
export const barDays = 90;

/** One day of a bar. `none`: before the component began; `unknown`: nobody can tell. */
export interface BarDay {
  /** `2012-06-20`. */
  readonly day: string;
  readonly state: ComponentState | 'unknown' | 'none';
  /** Milliseconds in that state. */
  readonly length: number;
  readonly uptime: number | null;
}

/** The last days of one component, the oldest first. */
export interface UptimeBar {
  readonly id: string;
  readonly days: readonly BarDay[];
  /** Null where nothing was measured yet. */
  readonly uptime: number | null;
}

/** The bars of every component that shows one, by id. Days of which nothing is known are not taken for good ones. */
export function uptimeBars(
  snapshot: Snapshot,
  freshness: Freshness,
  now: Instant,
  days: number = barDays,
): Map<string, UptimeBar> {
  const uptimes = uptimesOf(snapshot, firstOf(days, snapshot.page.time_zone, now), now + 1, now);
  const shown = leafComponents(snapshot.page).filter(({ retired, showcase }) => showcase && !retired);
  return new Map(
    shown.flatMap(({ id }) => {
      const uptime = uptimes.get(id);
      return uptime === undefined ? [] : [[id, barOf(id, uptime, freshness)] as const];
    }),
  );
}

/** The days on which something was not as it should be, the newest first. */
export function unusualDays({ days }: UptimeBar): BarDay[] {
  return days.filter(({ state }) => state !== 'operational' && state !== 'none').toReversed();
}

/** The first instant of the first of so many days. */
function firstOf(days: number, zone: string, now: Instant): Instant {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate();
  return today.subtract({ days: days - 1 }).toZonedDateTime(zone).epochMilliseconds;
}

function barOf(id: string, { days, total }: Uptime, freshness: Freshness): UptimeBar {
  const shown = days.map((day, index): BarDay => {
    const seen = barDayOf(day);
    const isUnsure = freshness.state === 'unknown' && index === days.length - 1 && seen.state === 'operational';
    return isUnsure ? { ...seen, state: 'unknown' } : seen;
  });
  return { id, days: shown, uptime: total.uptime };
}

const gravestFirst = ['major_outage', 'partial_outage', 'degraded_performance', 'under_maintenance'] as const;

function barDayOf({ day, seconds, uptime }: DayUptime): BarDay {
  const state = gravestFirst.find((one) => seconds[one] > 0);
  if (state === undefined) return { day, state: uptime === null ? 'none' : 'operational', length: 0, uptime };
  return { day, state, length: seconds[state] * 1000, uptime };
}

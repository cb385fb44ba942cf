import { Temporal } from 'temporal-polyfill';
import { componentTimelines, type Interval } from './component-timeline.ts';
import type { ComponentState, Instant } from './notice.ts';
import { leafComponents } from './page.ts';
import type { Snapshot } from './snapshot.ts';

/** Seconds in each state that is not fine. */
export type Seconds = Readonly<Record<Exclude<ComponentState, 'operational'>, number>>;

export interface DayUptime {
  /** `2012-06-20`, of the day in the page's zone. */
  readonly day: string;
  readonly seconds: Seconds;
  /** From 0 to 1 of the time that has passed; null before the component's start date and in the future. */
  readonly uptime: number | null;
}

export interface Uptime {
  readonly days: readonly DayUptime[];
  /** Of all the days together, each second alike. */
  readonly total: Omit<DayUptime, 'day'>;
}

/**
 * How much a second in each state takes away, as Statuspage documents it for its uptime showcase: a partial outage is
 * 30 % as bad as a major one; slowness and maintenance take nothing.
 */
const weights: Seconds = { under_maintenance: 0, degraded_performance: 0, partial_outage: 0.3, major_outage: 1 };

/** A day of the page's calendar; it may have 23 or 25 hours. */
interface Day {
  readonly name: string;
  readonly from: Instant;
  readonly to: Instant;
}

/** The uptime of one component. See `uptimesOf`. */
export function uptimeOf(snapshot: Snapshot, id: string, from: Instant, to: Instant, now: Instant): Uptime | undefined {
  return uptimesOf(snapshot, from, to, now).get(id);
}

/**
 * The uptime of every component of the page, on every day that the time between two instants touches, in the page's
 * zone. What was taken back and what was rehearsed does not count, by the rule for a component's state.
 */
export function uptimesOf(snapshot: Snapshot, from: Instant, to: Instant, now: Instant): Map<string, Uptime> {
  const zone = snapshot.page.time_zone;
  const days = daysOf(zone, from, to);
  const [first, last] = [days[0]?.from ?? from, days.at(-1)?.to ?? to];
  const timelines = componentTimelines(snapshot, first, last);
  return new Map(
    leafComponents(snapshot.page).map(({ id, startDate }) => {
      const start = startDate === null ? -Infinity : startOf(startDate, zone);
      return [id, uptimeIn(days, timelines.get(id) ?? [], start, now)];
    }),
  );
}

function uptimeIn(days: readonly Day[], timeline: readonly Interval[], start: Instant, now: Instant): Uptime {
  const down = timeline.filter(({ state }) => state !== 'operational');
  let next = 0;
  const measured = days.map((day) => {
    const [from, to] = [Math.max(day.from, start), Math.min(day.to, now)];
    const seconds = { under_maintenance: 0, degraded_performance: 0, partial_outage: 0, major_outage: 0 };
    while ((down[next]?.to ?? Infinity) <= day.from) next += 1;
    for (let index = next; (down[index]?.from ?? Infinity) < to; index += 1) {
      const { state, ...interval } = down[index] as Interval & { state: keyof Seconds };
      seconds[state] += Math.max(0, Math.min(interval.to, to) - Math.max(interval.from, from)) / 1000;
    }
    return { day: day.name, seconds, passed: Math.max(0, to - from) / 1000 };
  });
  const total = { under_maintenance: 0, degraded_performance: 0, partial_outage: 0, major_outage: 0 };
  for (const { seconds } of measured) {
    for (const state of Object.keys(total) as (keyof Seconds)[]) total[state] += seconds[state];
  }
  const passed = measured.reduce((sum, day) => sum + day.passed, 0);
  return {
    days: measured.map(({ day, seconds, passed }) => ({ day, seconds, uptime: fractionOf(seconds, passed) })),
    total: { seconds: total, uptime: fractionOf(total, passed) },
  };
}

function fractionOf(seconds: Seconds, passed: number): number | null {
  if (passed === 0) return null;
  const states = Object.keys(weights) as (keyof Seconds)[];
  return 1 - states.reduce((lost, state) => lost + weights[state] * seconds[state], 0) / passed;
}

function daysOf(zone: string, from: Instant, to: Instant): Day[] {
  const days: Day[] = [];
  let date = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone).toPlainDate();
  let begins = date.toZonedDateTime(zone).epochMilliseconds;
  while (begins < to) {
    const tomorrow = date.add({ days: 1 });
    const ends = tomorrow.toZonedDateTime(zone).epochMilliseconds;
    days.push({ name: date.toString(), from: begins, to: ends });
    [date, begins] = [tomorrow, ends];
  }
  return days;
}

/** The first instant of a date in the page's zone; what is no date leaves nothing out. */
function startOf(date: string, zone: string): Instant {
  const [text] = /^\d{4}-\d{2}-\d{2}/.exec(date) ?? [];
  if (text === undefined || Number.isNaN(Date.parse(text))) return -Infinity;
  return Temporal.PlainDate.from(text).toZonedDateTime(zone).epochMilliseconds;
}

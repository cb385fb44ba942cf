import type { Instant } from './notice.ts';

/** Whether somebody answers, and until or from when. Times are wall-clock `HH:MM`; `weekday` 0 is Sunday. */
export type Answering =
  | { readonly open: true; readonly until: string | null }
  | { readonly open: false; readonly inDays: number; readonly weekday: number; readonly time: string };

const days = ['Su', 'Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa'];
const dayMinutes = 24 * 60;

/** One stretch of a week in minutes from Sunday 00:00; `until` may lie beyond the week's end. */
interface Stretch {
  readonly from: number;
  readonly until: number;
}

/**
 * Whether a telephone with these hours (schema.org's way: `Mo-Fr 09:00-17:00`, several after `;` or `,`) is answered now.
 * Null when the hours cannot be read: they are then shown as written, and nothing is claimed.
 */
export function answeringAt(hours: string, timeZone: string, now: Instant): Answering | null {
  const stretches = readHours(hours);
  if (stretches === null) return null;
  const week = 7 * dayMinutes;
  const here = minuteOfWeek(timeZone, now);
  // Last week's stretches may still run; next week's may be the next to begin.
  const all = [-week, 0, week]
    .flatMap((shift) => stretches.map(({ from, until }) => ({ from: from + shift, until: until + shift })))
    .toSorted((a, b) => a.from - b.from);
  if (all.some(({ from, until }) => from <= here && here < until)) {
    const until = endOf(all, here);
    return { open: true, until: until - here >= week ? null : clock(until) };
  }
  const next = all.find(({ from }) => from > here);
  if (next === undefined) return null;
  const inDays = Math.floor(next.from / dayMinutes) - Math.floor(here / dayMinutes);
  return { open: false, inDays, weekday: Math.floor(next.from / dayMinutes) % 7, time: clock(next.from) };
}

/** `Mo-Fr 09:00-17:00` with the days in a language's own words; unreadable hours come back as written. */
export function hoursIn(hours: string, weekdays: readonly string[]): string {
  if (readHours(hours) === null) return hours;
  const named = hours.replace(/\b(Su|Mo|Tu|We|Th|Fr|Sa)\b/g, (day) => weekdays[days.indexOf(day)] ?? day);
  return named.replace(/\s*-\s*/g, '–');
}

/** Where the stretches that touch one another end. */
function endOf(all: readonly Stretch[], here: number): number {
  return all.reduce((end, { from, until }) => (from <= end && until > end ? until : end), here);
}

function readHours(hours: string): Stretch[] | null {
  const parts = hours.trim().split(/\s*;\s*/);
  const read = parts.map((part) => {
    const match =
      /^(?:([A-Z][a-z](?:\s*[-,]\s*[A-Z][a-z])*)\s+)?(\d{1,2}:\d\d-\d{1,2}:\d\d(?:\s*,\s*\d{1,2}:\d\d-\d{1,2}:\d\d)*)$/.exec(
        part,
      );
    const named = readDays(match?.[1] ?? 'Su-Sa');
    const times = match?.[2]?.split(',').map((time) => readTimes(time.trim()));
    if (named === null || times === undefined) return null;
    return named.flatMap((day) =>
      times.map(({ from, until }) => ({ from: day * dayMinutes + from, until: day * dayMinutes + until })),
    );
  });
  return read.every((part) => part !== null) ? read.flat() : null;
}

function readDays(text: string): number[] | null {
  const spans = text.split(',').map((span) => {
    const [first = -1, last = first] = span
      .trim()
      .split(/\s*-\s*/)
      .map((day) => days.indexOf(day));
    if (first < 0 || last < 0) return null;
    return Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, step) => (first + step) % 7);
  });
  return spans.every((span) => span !== null) ? spans.flat() : null;
}

function readTimes(text: string): Stretch {
  const [from = 0, until = 0] = text.split('-').map((time) => {
    const [hour = 0, minute = 0] = time.split(':').map(Number);
    return hour * 60 + minute;
  });
  return { from, until: until <= from ? until + dayMinutes : until };
}

function minuteOfWeek(timeZone: string, now: Instant): number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  const part = Object.fromEntries(format.formatToParts(now).map(({ type, value }) => [type, value]));
  const weekday = days.indexOf((part['weekday'] ?? '').slice(0, 2));
  return weekday * dayMinutes + Number(part['hour']) * 60 + Number(part['minute']);
}

function clock(minute: number): string {
  const inDay = ((minute % dayMinutes) + dayMinutes) % dayMinutes;
  return `${String(Math.floor(inDay / 60)).padStart(2, '0')}:${String(inDay % 60).padStart(2, '0')}`;
}

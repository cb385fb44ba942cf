import { fold } from './fold.ts';
import type { Instant } from './notice.ts';
import type { WallTime, Zone } from './zone.ts';

/** A time as written: whole, or without its date. */
export interface WrittenTime {
  readonly year?: number;
  readonly month?: number;
  readonly day?: number;
  /** Up to 47 (`26:10`); NaN where a clock of twelve hours leaves open which is meant. */
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Milliseconds east of UTC, when written. */
  readonly offset?: number;
  /** As it stands in the file. */
  readonly text: string;
  /** How many signs of the text it takes. */
  readonly length: number;
}

/** An instant, or what is wrong with the time and what to do. */
export type ResolvedTime = { readonly at: Instant } | { readonly what: string; readonly cure: string };

/** The form that most reports have, read without the many others: a history holds thousands of them. */
const plainForm = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d)(?= [^\s+zugjap-]|$)/i;

const dash = '[-‐‑‒–—―−]';
const pattern = new RegExp(
  '^(?:(\\d{4})(?:' + dash + '|[/.年])(\\d{1,2})(?:' + dash + '|[/.月])(\\d{1,2})日?' +
    '(?:\\s*\\([月火水木金土日a-z]{1,3}\\))?(?:\\s*t\\s*|\\s+|(?<=日|\\))))?' +
    '(午前|午後)?\\s*(\\d{1,2})(?::(\\d{2})(?::(\\d{2})(?:[.,]\\d+)?)?|時(?!間|点)(?:(\\d{1,2})分)?)(?![\\d:])' +
    '(?:\\s?([ap])\\.?m(?:\\.|(?![a-z])))?' +
    '(?:\\s?(z|utc|gmt|jst)(?![a-z])|\\s?([+]|' + dash + ')(0\\d|1[0-4]):?(\\d{2})(?!\\d))?',
  'i',
); // prettier-ignore

/** Reads the time a text begins with; null when it begins with none. Whether there is such a time is `resolveTime`'s affair. */
export function readTime(text: string): WrittenTime | null {
  const plain = plainForm.exec(text);
  if (plain !== null) {
    const [whole, year, month, day, hour, minute] = plain;
    const time = {
      year: Number(year),
      month: Number(month),
      day: Number(day),
      hour: Number(hour),
      minute: Number(minute),
    };
    return { ...time, second: 0, text: whole, length: whole.length };
  }
  // No time is longer; what stands behind it is not looked at.
  const found = /^[\d０-９午]/.test(text) ? pattern.exec(fold(text.slice(0, 100))) : null;
  if (found === null) return null;
  const [whole, year, month, day, before, hour, minute, second, minutesAfterHour, behind, name, sign, hours, minutes] =
    found;
  const offset = namedOffset(name) ?? signedOffset(sign, hours, minutes);
  return {
    ...(year === undefined ? {} : { year: Number(year), month: Number(month), day: Number(day) }),
    hour: hourOfDay(Number(hour), before ?? behind?.toLowerCase()),
    minute: Number(minute ?? minutesAfterHour ?? 0),
    second: Number(second ?? 0),
    ...(offset === undefined ? {} : { offset }),
    text: text.slice(0, whole.length).trim(),
    length: whole.length,
  };
}

/** The hour on a clock of 24. Which of two 午後12時 is, people do not agree on: nobody is made to guess. */
function hourOfDay(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  const isLate = half === '午後' || half === 'p';
  if (hour === 12) return half === 'a' ? 0 : half === 'p' ? 12 : NaN;
  if (hour > 12) return isLate && hour < 24 ? hour : NaN;
  return isLate ? hour + 12 : hour;
}

/** How a time without a date is counted. */
export interface Counting {
  /** It may be the very time that it is counted from. */
  readonly inclusive?: boolean;
  /** That time was written past 24:00 itself: the night still belongs to the day before (25:10, then 26:10). */
  readonly isNight?: boolean;
}

/**
 * The instant of a time. One without a date is the first such time after `after`; from 24:00 up it is counted from that
 * day.
 */
export function resolveTime(
  time: WrittenTime,
  zone: Zone,
  after: Instant | null,
  { inclusive = false, isNight = false }: Counting = {},
): ResolvedTime {
  const { year, month = 1, day = 1, hour, minute, second, text } = time;
  if (!(hour <= 47) || minute > 59 || second > 59) return noSuch(text);
  const ofDay = ((hour * 60 + minute) * 60 + second) * 1000;
  if (year !== undefined) {
    const midnight = Date.UTC(year, month - 1, day);
    const date = new Date(midnight);
    if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || year < 1970) return noSuch(text);
    return instantOf(midnight + ofDay, time, zone);
  }
  if (after === null) return { what: `"${text}" has no date.`, cure: `Write it with its date: 2012-06-20 ${text}.` };
  // With an offset of its own a time alone is looked for on that clock, not on the page's.
  const from = time.offset === undefined ? zone.wallTimeOf(after) : after + time.offset;
  const nightBefore = isNight && isPastMidnight(time) ? 86_400_000 : 0;
  const today = Math.floor(from / 86_400_000) * 86_400_000 - nightBefore + ofDay;
  const isPast = inclusive ? today < Math.floor(from / 60_000) * 60_000 : today <= from;
  return instantOf(isPast ? today + 86_400_000 : today, time, zone);
}

/** Written as hours of the day before: `26:10`. */
export function isPastMidnight(time: WrittenTime | null): boolean {
  return time !== null && time.hour >= 24;
}

function instantOf(wall: WallTime, { offset, text }: WrittenTime, zone: Zone): ResolvedTime {
  if (offset !== undefined) return { at: wall - offset };
  const found = zone.instantOf(wall);
  if ('at' in found) return found;
  const what =
    found.problem === 'ambiguous'
      ? `"${text}" comes twice: the clocks of ${zone.name} are put back.`
      : `"${text}" never comes: the clocks of ${zone.name} are put forward.`;
  return { what, cure: `Write the offset behind it: ${found.offsets.map((one) => `${text}${one}`).join(' or ')}.` };
}

function noSuch(text: string): ResolvedTime {
  return { what: `There is no time "${text}".`, cure: 'Write it as YYYY-MM-DD HH:MM, for example 2012-06-20 17:10.' };
}

function namedOffset(name: string | undefined): number | undefined {
  if (name === undefined) return undefined;
  return name.toLowerCase() === 'jst' ? 9 * 3_600_000 : 0;
}

function signedOffset(sign: string | undefined, hours = '', minutes = ''): number | undefined {
  if (sign === undefined) return undefined;
  return (sign === '+' ? 1 : -1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

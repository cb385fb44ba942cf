/**
 * How an instant is shown in a language and zone. Intl gives the numbers, the order and the words are ours: what a page
 * says must not change with the next ICU.
 */
export interface Dates {
  /** `2012年6月20日(水) 17:10`, `20 June 2012 (Wed) 17:10`. */
  readonly dateTime: (at: number) => string;
  /** The same without the year, where it is that of `now`. */
  readonly near: (at: number, now: number) => string;
  /** Without the time. */
  readonly date: (at: number) => string;
  /** Without the time, and without the year where it is that of `now`. */
  readonly nearDate: (at: number, now: number) => string;
  /** `17:10`. */
  readonly time: (at: number) => string;
  /** `JST`, `UTC`, else the offset at that instant: `UTC+9`, `UTC-3:30`. */
  readonly zone: (at: number) => string;
  /** `2012-06-20`, of the day in that zone. */
  readonly day: (at: number) => string;
}

const months = [
  'January', 'February', 'March', 'April', 'May', 'June', 'July',
  'August', 'September', 'October', 'November', 'December',
] as const; // prettier-ignore

/** Kept in mind by whoever is kept open for long. */
const mostWalls = 2_000;

/** Open once per language and zone, use for many instants: opening costs about 0.1 ms. Throws RangeError for no such zone. */
export function openDates(language: string, timeZone: string): Dates {
  const format = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  // A page asks for the same few instants again and again, most of all for now.
  const walls = new Map<number, Date>();
  const wall = (at: number) => {
    const known = walls.get(at);
    if (known !== undefined) return known;
    if (walls.size === mostWalls) walls.clear();
    const read = wallTime(format, at);
    walls.set(at, read);
    return read;
  };
  const written = language === 'ja' ? japaneseDate : englishDate;
  const date = (at: number) => written(wall(at), true);
  const year = (at: number) => wall(at).getUTCFullYear();
  const time = (at: number) => wall(at).toISOString().slice(11, 16);
  return {
    date,
    time,
    near: (at, now) => `${written(wall(at), year(at) !== year(now))} ${time(at)}`,
    nearDate: (at, now) => written(wall(at), year(at) !== year(now)),
    dateTime: (at) => `${date(at)} ${time(at)}`,
    zone: (at) => zoneLabel(timeZone, wall(at).getTime() - Math.floor(at / 1000) * 1000),
    day: (at) => wall(at).toISOString().slice(0, 10),
  };
}

/** `2時間15分`, `2 hours 15 minutes`; the two largest units, whole minutes, at least one. Days from 48 hours on. */
export function showDuration(milliseconds: number, language: string): string {
  const total = Math.max(1, Math.round(milliseconds / 60_000));
  const long = total >= 48 * 60;
  const parts: [number, string, string][] = long
    ? [[Math.floor(total / 1440), '日', 'day'], [Math.floor((total % 1440) / 60), '時間', 'hour']] // prettier-ignore
    : [[Math.floor(total / 60), '時間', 'hour'], [total % 60, '分', 'minute']]; // prettier-ignore
  const shown = parts.filter(([count]) => count > 0);
  if (language === 'ja') return shown.map(([count, unit]) => `${count}${unit}`).join('');
  return shown.map(([count, , unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`).join(' ');
}

function japaneseDate(wall: Date, withYear: boolean): string {
  const weekday = '日月火水木金土'.charAt(wall.getUTCDay());
  const year = withYear ? `${wall.getUTCFullYear()}年` : '';
  return `${year}${wall.getUTCMonth() + 1}月${wall.getUTCDate()}日(${weekday})`;
}

function englishDate(wall: Date, withYear: boolean): string {
  const weekday = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][wall.getUTCDay()] ?? '';
  const year = withYear ? ` ${wall.getUTCFullYear()}` : '';
  return `${wall.getUTCDate()} ${months[wall.getUTCMonth()] ?? ''}${year} (${weekday})`;
}

function zoneLabel(timeZone: string, offset: number): string {
  if (timeZone === 'Asia/Tokyo') return 'JST';
  if (offset === 0) return 'UTC';
  const minutes = Math.abs(Math.round(offset / 60_000));
  const rest = minutes % 60;
  return `UTC${offset < 0 ? '-' : '+'}${Math.floor(minutes / 60)}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}

/** The wall clock as a Date whose UTC fields are the local ones. */
function wallTime(format: Intl.DateTimeFormat, at: number): Date {
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(at)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second));
}

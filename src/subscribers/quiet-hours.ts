/** The page's time zone, as src/incidents/zone.ts opens it. */
export interface WallClock {
  readonly wallTimeOf: (at: number) => number;
  readonly instantOf: (wall: number) => { readonly at: number } | { readonly problem: string };
}

/** Minutes since midnight on the page's clock; over midnight when `until` is the smaller one. */
export interface QuietHours {
  readonly from: number;
  readonly until: number;
}

const minute = 60_000;
const day = 24 * 60 * minute;

/** The longest that may be quiet: a mail that waits longer tells of yesterday. */
export const longestQuiet = 12 * 60;

/** `22:00`; null for what is no time. */
export function readClock(text: string): number | null {
  const [, hours = '', minutes = ''] = /^(\d{1,2}):(\d{2})(?::00)?$/.exec(text.normalize('NFKC').trim()) ?? [];
  const found = Number(hours) * 60 + Number(minutes);
  return hours !== '' && Number(minutes) < 60 && found < day / minute ? found : null;
}

export function clockText(minutes: number): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

export function lengthOf({ from, until }: QuietHours): number {
  return (until - from + day / minute) % (day / minute);
}

/** Minutes since midnight. */
export function minuteOfDay(clock: WallClock, now: number): number {
  return Math.floor((((clock.wallTimeOf(now) % day) + day) % day) / minute);
}

export function isQuietAt({ from, until }: QuietHours, minutes: number): boolean {
  return from < until ? minutes >= from && minutes < until : minutes >= from || minutes < until;
}

/** The next instant at which the page's clock shows `until`. A clock change moves it by what the clock moved. */
export function quietUntil(clock: WallClock, until: number, now: number): number {
  const wall = clock.wallTimeOf(now);
  const today = Math.floor(wall / day) * day + until * minute;
  const end = today > wall ? today : today + day;
  const found = clock.instantOf(end);
  return 'at' in found ? found.at : now + (end - wall);
}

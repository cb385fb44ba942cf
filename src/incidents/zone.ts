import { Temporal } from 'temporal-polyfill';
import { UserError } from '../errors.ts';
import type { Instant } from './notice.ts';

/** What the clock on the wall shows, as if it were UTC milliseconds: easy to add to, never an instant. */
export type WallTime = number;

/** An instant, or why there is none: a clock change makes this wall time come twice, or never. */
export type InstantOfWallTime =
  | { readonly at: Instant }
  | {
      readonly problem: 'ambiguous' | 'impossible';
      /** How the offset would be written. */ readonly offsets: readonly string[];
    };

/** A time zone, opened once and used for many times: it remembers the offsets of weeks it has seen. */
export interface Zone {
  readonly name: string;
  /** The instant of a wall time; what is double or impossible is reported, not guessed. */
  readonly instantOf: (wall: WallTime) => InstantOfWallTime;
  readonly wallTimeOf: (at: Instant) => WallTime;
}

const day = 86_400_000;
const week = 7 * day;

/** Whether this is an IANA time zone (`Asia/Tokyo`, `UTC`); a bare offset is none, it knows no summer. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}

/** Throws UserError `invalid` when there is no such zone. */
export function openZone(name: string): Zone {
  if (!isTimeZone(name)) throw new UserError('invalid', `There is no time zone "${name}". Write one like Asia/Tokyo.`);
  const weeks = new Map<number, number | null>();
  /** The offset of the whole week around, a day more on each side; null when the clock changes in it. */
  const steadyOffset = (around: number): number | null => {
    const index = Math.floor(around / week);
    const known = weeks.get(index);
    if (known !== undefined) return known;
    const before = offsetAt(name, index * week - day);
    const steady = before === offsetAt(name, (index + 1) * week + day) ? before : null;
    weeks.set(index, steady);
    return steady;
  };
  return {
    name,
    instantOf: (wall) => {
      const offset = steadyOffset(wall);
      return offset === null ? instantNearChange(name, wall) : { at: wall - offset };
    },
    wallTimeOf: (at) => at + (steadyOffset(at) ?? offsetAt(name, at)),
  };
}

/** `+09:00`, as it is written behind a time. */
export function offsetText(milliseconds: number): string {
  const minutes = Math.abs(Math.round(milliseconds / 60_000));
  const two = (number: number) => String(number).padStart(2, '0');
  return `${milliseconds < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Tries the offsets that hold a day before and after: a wall time is one instant when exactly one of them gives it back. */
function instantNearChange(name: string, wall: WallTime): InstantOfWallTime {
  const offsets = [...new Set([offsetAt(name, wall - day), offsetAt(name, wall + day)])];
  const instants = offsets.map((offset) => wall - offset).filter((at) => at + offsetAt(name, at) === wall);
  const [only] = instants;
  if (instants.length === 1 && only !== undefined) return { at: only };
  return { problem: instants.length === 0 ? 'impossible' : 'ambiguous', offsets: offsets.map(offsetText) };
}

function offsetAt(name: string, at: Instant): number {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(name).offsetNanoseconds / 1e6;
}

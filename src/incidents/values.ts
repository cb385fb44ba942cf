import type { Entry } from './entries.ts';
import { wordKey } from './fold.ts';
import { didYouMeanOf } from './nearest.ts';
import type { Instant } from './notice.ts';
import type { Report } from './report.ts';
import { readTime, resolveTime, type Counting } from './time-of-update.ts';
import { readYesNo, type Vocabulary } from './words.ts';
import type { Zone } from './zone.ts';

/** The meaning of a field's word; reported, and undefined, when it has none. */
export function readWord<Meaning extends string>(
  entry: Entry | undefined,
  vocabulary: Vocabulary<Meaning>,
  report: Report,
): Meaning | undefined {
  if (entry === undefined) return undefined;
  const meaning = vocabulary.get(wordKey(entry.value));
  if (meaning === undefined) {
    const cure = `${didYouMeanOf(entry.value, vocabulary)}Use one of ${[...new Set(vocabulary.values())].join(', ')}.`;
    report.error(entry.valuePlace, `"${entry.value}" is no value of "${entry.word}".`, cure);
  }
  return meaning;
}

/** `true` or `false`; reported, and the fallback, when it is neither. */
export function readSwitch(entry: Entry | undefined, fallback: boolean, report: Report): boolean {
  if (entry === undefined) return fallback;
  const value = readYesNo(entry.value);
  if (value === null)
    report.error(entry.valuePlace, `"${entry.value}" is neither true nor false.`, 'Write true or false.');
  return value ?? fallback;
}

/** The instant of a time field; one without a date is the first such time after `after`. Reported, and undefined, when there is none. */
export function readInstant(
  entry: Entry | undefined,
  zone: Zone,
  after: Instant | null,
  report: Report,
  counting: Counting = {},
): Instant | undefined {
  if (entry === undefined) return undefined;
  const time = readTime(entry.value);
  const rest = time === null ? '' : entry.value.slice(time.length).trim();
  if (time === null || !/^(?:(?:頃|ごろ|まで|までに|予定|の予定|[.。])*)$/.test(rest)) {
    const cure = 'Write 18:00, or 2012-06-20 18:00 with its date.';
    report.error(entry.valuePlace, `"${entry.value}" is no time.`, cure);
    return undefined;
  }
  const resolved = resolveTime(time, zone, after, counting);
  if ('at' in resolved) return resolved.at;
  report.error(entry.valuePlace, resolved.what, resolved.cure);
  return undefined;
}

import type { HeadingLine } from './heading-line.ts';
import { nearestWord } from './nearest.ts';
import { wordKey } from './fold.ts';
import type { NoticeType, Status } from './notice.ts';
import type { Place, Report } from './report.ts';
import { readTime, type WrittenTime } from './time-of-update.ts';
import { statusesOf, statusWords } from './words.ts';

/** The heading of an update: when, and what is said about the status, not yet resolved. */
export interface UpdateHeading {
  readonly line: number;
  /** Null when it is nothing but a status. */
  readonly time: (WrittenTime & Place) | null;
  /** What stands after the time. */
  readonly rest: { readonly text: string } & Place;
}

/** Signs that may stand around words: spaces and punctuation, and 第N報. */
const fillers = /第\s*[\d一二三四五六七八九十]+\s*報|\breport\s*(?:no\.?\s*)?\d+|[\s\p{P}\p{S}]+/giu;
/** What may follow a Japanese status word without making another word of it. */
const endings = /(?:でした|です|しました|いたしました|となりました|のお知らせ|のご報告|について)$/u;

/** What stands further out in a heading is not read. */
const longestHeading = 300;

/** An update's heading, or null when the line is text. */
export function readHeading({ level, text: body, start }: HeadingLine, number: number): UpdateHeading | null {
  if (level !== 2) return null;
  const time = readTime(body);
  const column = start + 1;
  const place = { line: number, column };
  if (time !== null) {
    const text = body.slice(time.length, longestHeading);
    const rest = {
      text: text.trim(),
      line: number,
      column: column + time.length + (text.length - text.trimStart().length),
    };
    return { line: number, time: { ...time, ...place }, rest };
  }
  if (statusWords.has(wordKey(bare(body)))) return { line: number, time: null, rest: { text: body, ...place } };
  return null;
}

/** The status that the words after the time name; undefined when they name none. What cannot be understood is reported. */
export function readStatus({ rest }: UpdateHeading, type: NoticeType, report: Report): Status | undefined {
  const words = statusesIn(rest.text);
  const [first] = words;
  const allowed = statusesOf(type);
  const names = allowed.join(', ');
  if (first === undefined) {
    reportUnknown(rest, allowed, report);
    return undefined;
  }
  const place = { line: rest.line, column: rest.column + first.index };
  const fitting = words.filter(({ status }) => allowed.includes(status));
  const [status, other] = new Set(fitting.map((word) => word.status));
  if (status === undefined) {
    const kind = type === 'maintenance' ? 'an incident' : 'a maintenance';
    const cure =
      type === 'maintenance'
        ? `Use one of ${names}.`
        : `Use one of ${names}, or write "type: maintenance" in the header.`;
    report.error(place, `"${first.text}" is a status of ${kind}.`, cure);
    return undefined;
  }
  const leads = first.status === status && bare(rest.text.slice(0, first.index)) === '';
  if (other !== undefined && !leads) {
    report.error(
      place,
      `This heading names two statuses, ${status} and ${other}.`,
      'Leave one in the heading, directly after the time.',
    );
  }
  return status;
}

/** Warns of a heading that was probably meant to begin an update. */
export function warnOfNearMiss({ level, text: body }: HeadingLine, line: number, report: Report): void {
  const words = bare(body);
  const timed =
    /^(?:\d{4}\D\d{1,2}\D\d{1,2}(?!\d)|\d{1,2}[/月]\d{1,2}|(?:午前|午後|am|pm)\s*\d|\d{1,2}[:.;]\d{2})/i.test(body);
  const status = words.replace(/^現在/u, '').replace(endings, '');
  const meant = statusWords.has(wordKey(status))
    ? status
    : level === 2 && body.length < 24
      ? nearestWord(words, statusNames)
      : undefined;
  const place = { line, column: 1 };
  if (level === 2 && words === '' && /報|report/i.test(body)) {
    const cure = 'Say a time or a status in it: ## 17:10 第2報, or ## 調査中 第2報.';
    report.warning(place, 'This heading names no time and no status, so it is read as text.', cure);
    return;
  }
  if (!timed && meant === undefined) return;
  const cure = timed
    ? 'Begin it with ## and the time: ## 2012-06-20 17:10 or ## 17:10.'
    : `Write ## ${meant ?? ''}, or ## and the time.`;
  report.warning(place, 'This heading looks like a report but is read as text.', cure);
}

const statusNames: readonly string[] = [...statusWords.keys()];

/** Every status word that stands for itself, not inside a longer word (復旧見込み is no 復旧). */
function statusesIn(text: string): { status: Status; text: string; index: number }[] {
  const whole = statusWords.get(text);
  if (whole !== undefined) return [{ status: whole, text, index: 0 }];
  const found: { status: Status; text: string; index: number }[] = [];
  const tokens = [...text.matchAll(/[^\s\p{P}\p{S}]+(?:[_-][^\s\p{P}\p{S}]+)*/gu)];
  for (let first = 0; first < tokens.length; first++) {
    for (const count of [3, 2, 1]) {
      const [start, last] = [tokens[first], tokens[first + count - 1]];
      if (start === undefined || last === undefined) continue;
      const words = text.slice(start.index, last.index + last[0].length);
      const status =
        statusWords.get(wordKey(words)) ?? statusWords.get(wordKey(words.replace(/^現在/u, '').replace(endings, '')));
      if (status === undefined) continue;
      found.push({ status, text: words, index: start.index });
      first += count - 1;
      break;
    }
  }
  return found;
}

/** A single word that is no status was meant to be one; a sentence was not, unless it hides one. */
function reportUnknown(rest: UpdateHeading['rest'], allowed: readonly Status[], report: Report): void {
  const word = withoutMarksAround(rest.text.replace(/第\s*[\d一二三四五六七八九十]+\s*報/gu, ''));
  if (word === '') return;
  const place = { line: rest.line, column: rest.column + Math.max(0, rest.text.indexOf(word)) };
  const meant = nearestWord(word, statusNames);
  const isOneWord = /^[a-z_-]+$/i.test(word);
  if (isOneWord || meant !== undefined) {
    const status = meant === undefined ? undefined : (statusWords.get(meant) ?? meant);
    // 復旧中 is one sign from 復旧 and means that it is not over yet: nobody is talked into closing a notice.
    const misleads = !isOneWord && ['resolved', 'completed', 'cancelled'].includes(status ?? '');
    const question = status === undefined || misleads ? '' : `Did you mean "${status}"? `;
    report.error(place, `"${word}" is no status.`, `${question}Use one of ${allowed.join(', ')}.`);
    return;
  }
  const hidden = statusNames.find((name) => name.length > 1 && /[^\u0000-\u007f]/.test(name) && word.includes(name));
  if (hidden === undefined) return;
  report.warning(
    place,
    `"${hidden}" inside "${word}" is not taken as the status.`,
    'If it is meant, put a space on each side of it.',
  );
}

/** From the first letter or digit to the last: no pattern from the end, which would be tried at every sign. */
function withoutMarksAround(text: string): string {
  const words = [...text.matchAll(/[^\p{P}\p{S}\s]+/gu)];
  const [first, last] = [words[0], words.at(-1)];
  return first === undefined || last === undefined ? '' : text.slice(first.index, last.index + last[0].length);
}

function bare(text: string): string {
  return text.replace(fillers, ' ').trim();
}

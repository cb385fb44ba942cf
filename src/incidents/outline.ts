import { fold, isFence, wordKey } from './fold.ts';
import { readHeadingLine, type HeadingLine } from './heading-line.ts';
import { readHeading, warnOfNearMiss, type UpdateHeading } from './heading.ts';
import type { Line } from './lines.ts';
import type { Place, Report } from './report.ts';
import { fieldWords } from './words.ts';

/** A notice's parts, not yet understood. */
export interface Outline {
  readonly header: readonly Line[];
  /** `# title`, where it stands instead of or below a header. */
  readonly title: (Place & { readonly text: string }) | null;
  readonly sections: readonly Section[];
}

export interface Section {
  readonly heading: UpdateHeading;
  /** All below the heading up to the next one: fields, then text. */
  readonly lines: readonly Line[];
}

/** Cuts the lines into header, title and updates. */
export function readOutline(lines: readonly Line[], report: Report): Outline {
  const { header, rest } = cutHeader(lines, report);
  const sections: { heading: UpdateHeading; lines: Line[] }[] = [];
  let title: Outline['title'] = null;
  let stray: Line | null = null;
  for (const line of rest) {
    const section = sections.at(-1);
    const any = line.inside !== null ? null : readHeadingLine(line.raw);
    const heading = any === null ? null : readHeading(any, line.number);
    const top: Outline['title'] =
      any?.level === 1 && any.text !== '' && title === null && section === undefined ? titleIn(line, any) : null;
    if (heading !== null) {
      sections.push({ heading, lines: [] });
    } else if (top !== null) {
      title = top;
    } else {
      if (any !== null) warnOfNearMiss(any, line.number, report);
      if (section !== undefined) section.lines.push(line);
      else if (line.raw.trim() !== '' && line.inside !== 'comment') stray ??= line;
    }
  }
  if (stray !== null && sections.length > 0) {
    const place = { line: stray.number, column: 1 };
    report.error(
      place,
      'This text stands before the first report and would be shown nowhere.',
      'Move it below a heading such as ## 17:10 investigating.',
    );
  }
  return { header, title, sections };
}

/** The title as written, not folded. */
function titleIn({ raw, number }: Line, { text, start }: HeadingLine): Outline['title'] {
  return { text: raw.slice(start, start + text.length), line: number, column: start + 1 };
}

/** The lines between two fences; a header that lost a fence is reported and taken as far as it goes. */
function cutHeader(lines: readonly Line[], report: Report): { header: readonly Line[]; rest: readonly Line[] } {
  const start = lines.findIndex(({ raw, inside }) => raw.trim() !== '' && inside !== 'comment');
  const first = lines[start];
  if (first === undefined) return { header: [], rest: [] };
  if (!isFence(first.raw.trim())) {
    if (!isField(first)) return { header: [], rest: lines };
    report.error(
      { line: first.number, column: 1 },
      'The header has no --- above it.',
      'Put a line with --- above and below the header.',
    );
    return upTo(lines, start);
  }
  const rest = lines.slice(start + 1);
  const end = rest.findIndex(({ raw }) => isFence(raw));
  const early = rest.findIndex(({ raw }) => /^ {0,3}[#＃]{2}/.test(raw));
  if (end >= 0 && (early < 0 || end < early)) return { header: rest.slice(0, end), rest: rest.slice(end + 1) };
  report.error({ line: first.number, column: 1 }, 'The header never ends.', 'Put a line with --- below the header.');
  return upTo(lines, start + 1);
}

/** Fields from here to the first line that is none. */
function upTo(lines: readonly Line[], start: number): { header: readonly Line[]; rest: readonly Line[] } {
  const rest = lines.slice(start);
  const length = rest.findIndex((line) => !isField(line) && !/^\s+\S/.test(line.raw));
  const header = length < 0 ? rest : rest.slice(0, length);
  const after = rest.slice(header.length);
  const [fence] = after;
  return { header, rest: fence !== undefined && isFence(fence.raw) ? after.slice(1) : after };
}

function isField({ raw }: Line): boolean {
  const plain = fold(raw);
  const key = plain.slice(0, Math.max(0, plain.indexOf(':')));
  return key !== '' && !/^\s/.test(key) && fieldWords.has(wordKey(key));
}

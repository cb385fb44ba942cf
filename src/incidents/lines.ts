import type { Report } from './report.ts';

export interface Line {
  /** From 1. */
  readonly number: number;
  /** As written; whoever looks for structure folds it. */
  readonly raw: string;
  /** Within a code block or an HTML comment, where nothing is structure. */
  readonly inside: 'code' | 'comment' | null;
}

/**
 * The text as lines, whatever ends them, with code blocks and comments marked. One that never ends is reported and not
 * taken as one: it would swallow every report below it.
 */
export function splitLines(text: string, report: Report): Line[] {
  const raw = text.split(/\r\n|\n|\r/);
  const blocks = linesInBlocks(raw, report);
  return raw.map((line, index) => ({ number: index + 1, raw: line, inside: blocks.get(index) ?? null }));
}

/** What a line begins: a code block with its marks (``` or longer), or a comment. */
interface Opening {
  readonly mark: '`' | '~' | '<!--';
  readonly length: number;
}

function linesInBlocks(raw: readonly string[], report: Report): Map<number, 'code' | 'comment'> {
  const blocks = new Map<number, 'code' | 'comment'>();
  /** From this length on nothing below closes such a block: looked for once, so that a text of openings costs no more. */
  const hopeless = { '`': Infinity, '~': Infinity, '<!--': Infinity };
  for (let index = 0; index < raw.length; index++) {
    const opening = openingOf(raw[index] ?? '');
    if (opening === null) continue;
    const end = opening.length < hopeless[opening.mark] ? endOf(opening, raw, index) : -1;
    if (end < 0) {
      hopeless[opening.mark] = Math.min(hopeless[opening.mark], opening.length);
      reportUnclosed(opening, index + 1, report);
      continue;
    }
    for (let at = index; at <= end; at++) blocks.set(at, opening.mark === '<!--' ? 'comment' : 'code');
    index = end;
  }
  return blocks;
}

function openingOf(line: string): Opening | null {
  const start = afterIndent(line);
  const [mark] = start;
  if (start.startsWith('<!--')) return { mark: '<!--', length: 4 };
  if (mark !== '`' && mark !== '~') return null;
  const length = runLength(start, mark);
  return length < 3 || (mark === '`' && start.includes('`', length)) ? null : { mark, length };
}

/** Index of the line that ends the block; a comment may end on the line it begins on. -1: none. */
function endOf({ mark, length }: Opening, raw: readonly string[], from: number): number {
  for (let index = mark === '<!--' ? from : from + 1; index < raw.length; index++) {
    const line = raw[index] ?? '';
    if (mark === '<!--' ? line.includes('-->') : isClosing(afterIndent(line).trimEnd())) return index;
  }
  return -1;

  function isClosing(text: string): boolean {
    return text.length >= length && runLength(text, mark) === text.length;
  }
}

/** The line without up to three spaces before it; with more it is code by itself, and begins nothing. */
function afterIndent(line: string): string {
  const start = line.trimStart();
  return line.length - start.length > 3 ? '' : start;
}

function runLength(text: string, sign: string): number {
  let length = 0;
  while (text[length] === sign) length++;
  return length;
}

function reportUnclosed({ mark, length }: Opening, line: number, report: Report): void {
  const place = { line, column: 1 };
  if (mark === '<!--') report.error(place, 'This comment is never closed.', 'Put --> at its end.');
  else
    report.error(place, 'This code block is never closed.', `Put a line with ${mark.repeat(length)} below the code.`);
}

/** An unfinished merge: both sides stand there, and nobody can tell which is meant. */
export function checkMerge(lines: readonly Line[], report: Report): void {
  const conflict = lines.find(({ raw }) => /^(<{7}|>{7})( |$)/.test(raw));
  if (conflict !== undefined) {
    const place = { line: conflict.number, column: 1 };
    report.error(
      place,
      'A merge was left unfinished here.',
      'Choose one side and delete the <<<<<<<, ======= and >>>>>>> lines.',
    );
  }
}

/** What a template left to be filled in. */
export function checkBlanks(lines: readonly Line[], report: Report): void {
  for (const line of lines) {
    const blank = blankIn(line);
    if (blank === null) continue;
    report.error(
      { line: line.number, column: blank.index + 1 },
      `"${blank[0]}" was left from a template.`,
      'Fill it in.',
    );
  }
}

/** What a template may ask for, as `{telephone}`: `new` fills it in. */
export const templateFields = [
  'components', 'telephone', 'email', 'hours', 'time', 'next', 'began', 'ended', 'retracted',
] as const; // prettier-ignore

const blanks = new RegExp(`[〇○◯]{2,}|\\bTODO\\b|\\{(?:${templateFields.join('|')})\\}`);

/** A place of a template that nobody has filled in yet: 〇〇, TODO, or {telephone} where the file was copied by hand. */
export function blankIn({ raw, inside }: Line): RegExpExecArray | null {
  return inside !== null ? null : blanks.exec(raw);
}

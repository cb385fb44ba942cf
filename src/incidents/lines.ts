import type { Report } from './report.ts';

export interface Line {
  /** From 1. */
  readonly number: number;
  /** As written; whoever looks for structure folds it. */
  readonly raw: string;
  /** Part of a code block: never structure. */
  readonly isCode: boolean;
}

/** The text as lines, whatever ends them, with code blocks marked. A block that never ends is reported and not taken as one. */
export function splitLines(text: string, report: Report): Line[] {
  const raw = text.split(/\r\n|\n|\r/);
  const code = codeLines(raw, report);
  return raw.map((line, index) => ({
    number: index + 1,
    raw: line,
    isCode: code.has(index),
  }));
}

function codeLines(raw: readonly string[], report: Report): Set<number> {
  const code = new Set<number>();
  for (let index = 0; index < raw.length; index++) {
    if (!/^ {0,3}[`~]/.test(raw[index] ?? '')) continue;
    const [, mark] = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/.exec(raw[index] ?? '') ?? [];
    if (mark === undefined) continue;
    const closing = new RegExp(`^ {0,3}${mark[0]}{${mark.length},}\\s*$`);
    const length = raw.slice(index + 1).findIndex((line) => closing.test(line));
    if (length < 0) {
      const place = { line: index + 1, column: 1 };
      report.error(place, 'This code block is never closed.', `Put a line with ${mark} below the code.`);
      continue;
    }
    for (let inside = index; inside <= index + 1 + length; inside++) code.add(inside);
    index += length + 1;
  }
  return code;
}

/** What is wrong with the text as a whole: an unfinished merge, a template's blanks. */
export function checkText(lines: readonly Line[], report: Report): void {
  const conflict = lines.find(({ raw }) => /^(<{7}|>{7})( |$)/.test(raw));
  if (conflict !== undefined) {
    const place = { line: conflict.number, column: 1 };
    report.error(
      place,
      'A merge was left unfinished here.',
      'Choose one side and delete the <<<<<<<, ======= and >>>>>>> lines.',
    );
  }
  for (const { number, raw, isCode } of lines) {
    const blank = isCode ? null : /[〇○◯]{2,}|\bTODO\b/.exec(raw);
    if (blank === null) continue;
    report.error({ line: number, column: blank.index + 1 }, `"${blank[0]}" was left from a template.`, 'Fill it in.');
  }
}

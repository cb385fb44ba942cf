import type { Finding } from './finding.ts';
import { isWide, printable } from './text-width.ts';

/** So many columns of a long line are shown, the place meant about in the middle. */
const longest = 100;

/**
 * The line a finding points at, and below it a caret under the place; nothing where the file as a whole is meant. `text`
 * is the file's.
 *
 *        2 | ## 17:10 exploded
 *          |          ^
 */
export function excerptOf({ line, column }: Pick<Finding, 'line' | 'column'>, text: string): readonly string[] {
  const signs = [...(text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/)[line - 1] ?? '')].map((sign) =>
    sign === '\t' ? ' ' : printable(sign),
  );
  if (signs.join('').trim() === '' || (line === 1 && column === 1)) return [];
  const from = Math.max(0, Math.min(column - 1 - longest / 2, signs.length - longest));
  const shown = signs.slice(from, from + longest);
  const before = shown.slice(0, column - 1 - from);
  const number = String(line).padStart(5);
  return [
    `${number} | ${from > 0 ? '…' : ''}${shown.join('')}`.trimEnd(),
    `${' '.repeat(number.length)} | ${from > 0 ? ' ' : ''}${before.map((sign) => (isWide(sign) ? '  ' : ' ')).join('')}^`,
  ];
}

import type { FieldName } from '../languages/catalogue.ts';
import { fold, unquoted, wordKey } from './fold.ts';
import type { Line } from './lines.ts';
import type { Place } from './report.ts';
import { fieldWords } from './words.ts';

/** One `key: value` line, as written. */
export interface Entry extends Place {
  /** The key as written. */
  readonly word: string;
  /** The field it names, if any; a component's name is none. */
  readonly field: FieldName | undefined;
  /** Free text, as written but for the quotes around it: what stands in it is meant. */
  readonly text: string;
  /** A word or time: folded, and without a comment behind it. */
  readonly value: string;
  readonly valuePlace: Place;
}

/** Reads a line as `key: value`; null when it is none. Only the first colon counts, so `title: 障害: …` is what it looks like. */
export function readEntry({ raw, number }: Line): Entry | null {
  const plain = fold(raw);
  const colon = plain.indexOf(':');
  const before = /^\s*(?:-\s+)?/.exec(plain)?.[0].length ?? 0;
  const key = plain.slice(before, Math.max(before, colon)).trimEnd();
  if (key === '') return null;
  const start = plain.length - plain.slice(colon + 1).trimStart().length;
  const word = unquoted(raw.slice(before, before + key.length));
  return {
    word,
    field: fieldWords.get(wordKey(word)),
    text: unquoted(withoutCommentBehindQuotes(raw.slice(start).trim())),
    value: plainValue(plain.slice(start)),
    line: number,
    column: before + 1,
    valuePlace: { line: number, column: start + 1 },
  };
}

/** A value without comment and quotes, in plain signs. */
export function plainValue(text: string): string {
  return unquoted(fold(text).replace(/(^|\s)#.*$/, '').trim()).trim(); // prettier-ignore
}

/** In free text # is meant, but not behind the quote that ends it. */
function withoutCommentBehindQuotes(text: string): string {
  const [, quoted] = /^("[^"]*"|'[^']*')\s+#/.exec(fold(text)) ?? [];
  return quoted === undefined ? text : text.slice(0, quoted.length);
}

import { fold } from './fold.ts';

/** A markdown heading: its level, and its text in plain signs. */
export interface HeadingLine {
  readonly level: number;
  readonly text: string;
  /** Where the text begins in the line, from 0: folding moves nothing. */
  readonly start: number;
}

/** Reads `## text ##`, the space after the marks not required, the marks of any width; null when the line is none. */
export function readHeadingLine(raw: string): HeadingLine | null {
  if (!/^ {0,3}[#＃]/.test(raw)) return null;
  const plain = fold(raw);
  const marks = plain.indexOf('#');
  let start = marks;
  while (plain[start] === '#') start++;
  const level = start - marks;
  if (level > 6) return null;
  while (isSpace(plain[start])) start++;
  return { level, text: withoutClosing(plain.slice(start).trimEnd()), start };
}

/** Markdown lets a heading end with marks of its own, after a space: `C#` keeps its sign. */
function withoutClosing(text: string): string {
  let end = text.length;
  while (text[end - 1] === '#') end--;
  return end === 0 || isSpace(text[end - 1]) ? text.slice(0, end).trimEnd() : text;
}

function isSpace(sign: string | undefined): boolean {
  return sign !== undefined && sign.trim() === '';
}

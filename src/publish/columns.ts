import { isWide, printable } from '../incidents/text-width.ts';
import { legal } from './xml-text.ts';

/** May not begin a line of Japanese, nor be parted from what it follows in any writing. */
const closing = /^[、。，．・：；？！ー”’）〕］｝〉》」』】ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ々〜～,.:;?!)\]}%]/u;
/** May not end a line. */
const opening = /[（〔［｛〈《「『【“‘([{]$/u;

/** How many columns of a terminal a text takes; a kana takes two. */
export function columnsOf(text: string): number {
  return signsOf(text).reduce((sum, sign) => sum + (isWide(sign) || sign.includes('\ufe0f') ? 2 : 1), 0);
}

/**
 * A text in lines of so many columns at most, each behind the indentation. What may not stand at the end or the beginning of
 * a line does not; an address or a word that is longer than a line is left whole.
 */
export function wrapped(text: string, columns: number, indentation = ''): string[] {
  const room = columns - columnsOf(indentation);
  return tidy(text)
    .split('\n')
    .flatMap((line) => wrapLine(line, room))
    .map((line) => (line === '' ? '' : `${indentation}${line}`));
}

/** Without what a terminal would obey instead of showing it: nothing that is read as a command, nothing that turns it round. */
export function tidy(text: string): string {
  const lines = legal(text).split(/\r\n|[\n\r\u2028\u2029]/);
  return lines.map((line) => printable(line.replaceAll('\t', ' ')).replaceAll('\ufffd', '').trimEnd()).join('\n');
}

/** At most so many UTF-16 units, cut between signs, with an ellipsis if that is not all. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  let kept = '';
  for (const sign of signsOf(text.slice(0, most))) {
    if (kept.length + sign.length >= most) break;
    kept += sign;
  }
  return most < 1 ? '' : `${kept.trimEnd()}…`;
}

const segmenter = new Intl.Segmenter();

function signsOf(text: string): string[] {
  return [...segmenter.segment(text)].map(({ segment }) => segment);
}

function wrapLine(line: string, room: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const piece of piecesOf(line)) {
    if (current !== '' && columnsOf(current + piece.trimEnd()) > room) {
      lines.push(current.trimEnd());
      current = piece.trimStart();
    } else {
      current += piece;
    }
  }
  return [...lines, current.trimEnd()];
}

/** The smallest parts that stay together: words of letters with the space behind them, single kana, with what clings to them. */
function piecesOf(line: string): string[] {
  const pieces: string[] = [];
  let current = '';
  let before = '';
  for (const sign of signsOf(line)) {
    const isBorder = before === ' ' || isWide(sign) || isWide(before);
    if (isBorder && current !== '' && sign !== ' ' && !opening.test(before) && !closing.test(sign)) {
      pieces.push(current);
      current = '';
    }
    current += sign;
    before = sign;
  }
  return [...pieces, current];
}

import { isUtf8 } from 'node:buffer';
import { likelyEncoding } from './encoding.ts';
import type { Report } from './report.ts';

/** 64 kB: a notice that is longer is no notice. */
export const largestFile = 64 * 1024;

/**
 * The text of a file's bytes: UTF-8 only, without a byte order mark. What is wrong is reported; the text given back is then
 * what could be read, and `whole` is false.
 */
export function readText(bytes: Uint8Array, report: Report): { text: string; whole: boolean } {
  const start = { line: 1, column: 1 };
  if (bytes.length > largestFile) {
    report.error(start, 'The file is larger than 64 kB.', 'Shorten it, or split it into two notices.');
    return { text: salvaged(bytes.subarray(0, largestFile)), whole: false };
  }
  if (!isUtf8(bytes)) {
    const bad = firstBadByte(bytes);
    const before = decoded(bytes.subarray(0, bad));
    const named = [...bytes.subarray(bad, bad + 4)].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase());
    const what = `The bytes ${named.join(' ')} are not UTF-8${looks(bytes)}.`;
    report.error(placeAfter(before), what, 'Save the file as UTF-8.');
    return { text: salvaged(bytes), whole: false };
  }
  const text = decoded(bytes);
  const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.exec(text);
  if (control === null) return { text, whole: true };
  const code = control[0].charCodeAt(0);
  const name =
    code === 0 ? 'a NUL character' : `the control character U+${code.toString(16).padStart(4, '0').toUpperCase()}`;
  const look = looks(bytes);
  const cure = look === '' ? 'Delete it.' : 'Save the file as UTF-8.';
  report.error(placeAfter(text.slice(0, control.index)), `The text holds ${name}${look}.`, cure);
  return { text: salvaged(bytes), whole: false };
}

/** `; the file looks like Shift_JIS`, or nothing. */
function looks(bytes: Uint8Array): string {
  const encoding = likelyEncoding(bytes);
  return encoding === undefined ? '' : `; the file looks like ${encoding}`;
}

/** What can be shown of bytes that are not all text; signs that cannot be read become U+FFFD. */
function salvaged(bytes: Uint8Array): string {
  return decoded(bytes).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '\ufffd');
}

function placeAfter(text: string) {
  const lines = text.split(/\r\n|\n|\r/);
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

/** Index of the first byte that begins no well-formed UTF-8 sequence; the bytes before it are halved to find it. */
function firstBadByte(bytes: Uint8Array): number {
  let [good, bad] = [0, bytes.length];
  while (bad - good > 16) {
    const middle = boundaryAt(bytes, (good + bad) >> 1);
    if (isUtf8(bytes.subarray(good, middle))) good = middle;
    else bad = middle;
  }
  while (good < bytes.length) {
    const length = [1, 2, 3, 4].find((count) => isUtf8(bytes.subarray(good, good + count)));
    if (length === undefined) break;
    good += length;
  }
  return good;
}

/** The nearest place at or before an index where no sequence is cut, if the bytes there are UTF-8. */
function boundaryAt(bytes: Uint8Array, index: number): number {
  let at = index;
  while (at > index - 3 && ((bytes[at] ?? 0) & 0xc0) === 0x80) at--;
  return at;
}

/** Without a byte order mark. What is no UTF-8 becomes U+FFFD. */
function decoded(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

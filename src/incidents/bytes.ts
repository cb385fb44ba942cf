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
  const text = decoded(bytes);
  if (text === null) {
    const bad = firstBadByte(bytes);
    const before = new TextDecoder().decode(bytes.subarray(0, bad));
    const named = [...bytes.subarray(bad, bad + 4)].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase());
    report.error(placeAfter(before), `The bytes ${named.join(' ')} are not UTF-8.`, 'Save the file as UTF-8.');
    return { text: salvaged(bytes), whole: false };
  }
  const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.exec(text);
  if (control === null) return { text, whole: true };
  const code = control[0].charCodeAt(0);
  const name =
    code === 0 ? 'a NUL character' : `the control character U+${code.toString(16).padStart(4, '0').toUpperCase()}`;
  report.error(placeAfter(text.slice(0, control.index)), `The text holds ${name}.`, 'Delete it.');
  return { text: salvaged(bytes), whole: false };
}

/** What can be shown of bytes that are not all text; signs that cannot be read become U+FFFD. */
function salvaged(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '\ufffd');
}

function placeAfter(text: string) {
  const lines = text.split(/\r\n|\n|\r/);
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

/** Index of the first byte that begins no well-formed UTF-8 sequence. Halves the search with the platform's decoder. */
function firstBadByte(bytes: Uint8Array): number {
  let [good, bad] = [0, bytes.length + 1];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (middle <= bytes.length && decoded(bytes.subarray(0, middle), { stream: true }) !== null) good = middle;
    else bad = middle;
  }
  // `good` bytes are fine as far as they go; a sequence begun before the bad byte is bad from its first byte on.
  while (good > 0 && decoded(bytes.subarray(0, good)) === null) good--;
  return good;
}

function decoded(bytes: Uint8Array, options?: { stream: boolean }): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, options);
  } catch {
    return null;
  }
}

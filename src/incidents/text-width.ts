/** Signs that take two columns where letters take one: kana, kanji, full-width forms, most pictures. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

/** Whether a sign (one code point) is as wide as two letters. */
export function isWide(sign: string): boolean {
  return wide.test(sign);
}

/**
 * How wide a text is where a phone shows it, in letters. Two letters are as wide as one kana in a terminal, but proportional
 * letters are a little wider than half a kana and break only between words, which leaves the ends of lines empty: three
 * letters for two kana come close.
 */
export function widthOnPhone(text: string): number {
  return [...text].reduce((width, sign) => width + (isWide(sign) ? 1.5 : 1), 0);
}

/** So much of a text as fits into a number of columns, a kana counted as two, and an ellipsis if that is not all. */
export function shortened(text: string, columns: number): string {
  const signs = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  const widths = signs.map((sign) => (isWide(sign) ? 2 : 1));
  if (widths.reduce((sum, width) => sum + width, 0) <= columns) return text;
  let room = columns - 1;
  const end = widths.findIndex((width) => (room -= width) < 0);
  return `${signs.slice(0, end).join('').trimEnd()}…`;
}

/** What no terminal, log or mail shall be handed from a file: control signs, and those that turn the direction of writing. */
const unprintable = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** The text with a placeholder for every sign that would do something instead of being seen. */
export function printable(text: string): string {
  return text.replace(unprintable, '\ufffd');
}

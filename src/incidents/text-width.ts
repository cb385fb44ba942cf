/** Signs that take two columns where letters take one: kana, kanji, full-width forms, most pictures. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

/** Whether a sign (one code point) is as wide as two letters. */
export function isWide(sign: string): boolean {
  return wide.test(sign);
}

/** What no terminal, log or mail shall be handed from a file: control signs, and those that turn the direction of writing. */
const unprintable = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** The text with a placeholder for every sign that would do something instead of being seen. */
export function printable(text: string): string {
  return text.replace(unprintable, '\ufffd');
}

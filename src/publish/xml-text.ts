/** XML 1.0 §2.2: what is not a character there cannot be written, not even escaped; JSON and text readers do without it too. */
export function legal(text: string): string {
  return text.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '').toWellFormed();
}

/** What is not legal and what might be: JSON writes all of it as these escapes, but for the last two. */
const doubtful = /\\[ubf]|[\uFFFE\uFFFF]/;

/** `JSON.stringify` of what holds texts that people typed or pasted. Mostly there is nothing to take out. */
export function legalJson(value: unknown): string {
  const text = JSON.stringify(value);
  if (!doubtful.test(text)) return text;
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'string' ? legal(part) : part));
}

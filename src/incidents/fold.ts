/** Full-width ASCII and space, curly and corner-less quotes: what a phone or a Japanese keyboard puts for the plain sign. */
const lookalikes: Readonly<Record<string, string>> = {
  '　': ' ', '\u00a0': ' ', '‘': "'", '’': "'", '‛': "'", '“': '"', '”': '"', '„': '"', '‟': '"', '〝': '"', '〟': '"',
}; // prettier-ignore

/** A structural line as plain signs. One sign stays one sign, so a column in it is a column in the file. */
export function fold(text: string): string {
  // Most lines hold none of them; looking is quicker than replacing.
  if (!/[\uff01-\uff5e　\u00a0‘’‛“”„‟〝〟]/.test(text)) return text;
  return text.replace(/[\uff01-\uff5e　\u00a0‘’‛“”„‟〝〟]/g, (sign) => {
    return lookalikes[sign] ?? String.fromCharCode(sign.charCodeAt(0) - 0xfee0);
  });
}

/** A line of nothing but dashes, of whatever kind a keyboard made of `---`. */
export function isFence(line: string): boolean {
  const dashes = line.trimEnd();
  return /^[-‐‑‒–−─━ーｰ－—―]+$/.test(dashes) && (dashes.length > 1 || dashes === '—' || dashes === '―');
}

/** A word as it is looked up: width, capitals, spaces, hyphens and underscores do not matter. */
export function wordKey(text: string): string {
  // Most words are folded already; normalising is slow.
  if (/^[a-z0-9ぁ-ゖァ-ヴー一-龠]*$/.test(text)) return text;
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_-]+/g, '');
}

/** A value without the quotes around it. */
export function unquoted(text: string): string {
  const plain = fold(text);
  const [quote] = plain;
  const isQuoted = plain.length > 1 && (quote === '"' || quote === "'") && plain.endsWith(quote);
  return isQuoted ? text.slice(1, -1) : text;
}

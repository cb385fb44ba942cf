/**
 * The encoding that bytes look like which are not UTF-8, for a message only: nothing is ever read by a guess. Undefined
 * where they look like nothing that a Japanese keyboard or an old Windows writes.
 */
export function likelyEncoding(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  const zeros = bytes.reduce((count, byte) => count + (byte === 0 ? 1 : 0), 0);
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || zeros > bytes.length / 4)
    return 'UTF-16';
  if (/\u001b[$(][@BJ]/.test(new TextDecoder('latin1').decode(bytes))) return 'ISO-2022-JP';
  const [best] = (['Shift_JIS', 'EUC-JP'] as const)
    .map((name) => ({ name, signs: japaneseSigns(bytes, name) }))
    .toSorted((one, other) => other.signs - one.signs);
  return best !== undefined && best.signs > 0 ? best.name : undefined;
}

/** How many kana and kanji the bytes hold when read so; none when they cannot be read so. */
function japaneseSigns(bytes: Uint8Array, encoding: string): number {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return text.match(/[ぁ-ゖァ-ヴー一-龠]/g)?.length ?? 0;
  } catch {
    return 0;
  }
}

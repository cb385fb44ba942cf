/**
 * How long it takes to read a text aloud, in seconds, judged on the slow side (docs/decisions/033). A Japanese announcer reads
 * 300 characters a minute: a kana takes a fifth of a second, a kanji, of two sounds mostly, a little more. An English one reads
 * 150 words a minute; a long word counts as two. Digits are read one by one, and a sentence ends with a breath.
 */
export function spokenSeconds(text: string): number {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  const words = (text.match(/[\p{Script=Latin}'’-]+/gu) ?? []).map((word) => Math.ceil(word.length / 8));
  return (
    count(/[\p{Script=Hiragana}\p{Script=Katakana}ー]/gu) * 0.2 +
    count(/[\p{Script=Han}々〇]/gu) * 0.27 +
    count(/\p{Nd}/gu) * 0.35 +
    words.reduce((sum, length) => sum + length * 0.4, 0) +
    count(/[^\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}\p{Script=Latin}\p{Nd}\p{P}\s]/gu) * 0.3 +
    count(/[。.!?！？]/g) * 0.4 +
    count(/[、,:;：；]/g) * 0.2
  );
}

import { wordKey } from './fold.ts';

/** The known word that was probably meant, or undefined: a slip or two away from it. */
export function nearestWord(word: string, known: Iterable<string>): string | undefined {
  const meant = wordKey(word);
  let best: string | undefined;
  let least = Infinity;
  for (const candidate of known) {
    const key = wordKey(candidate);
    const allowed = slipsAllowed(meant, key);
    if (Math.abs(key.length - meant.length) > allowed || !sharesSign(meant, key)) continue;
    const slips = distance(meant, key);
    if (slips <= allowed && slips < least) [best, least] = [candidate, slips];
  }
  return best;
}

/** ` Did you mean "x"?` or nothing, to stand behind a cure. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const nearest = nearestWord(word, known);
  return nearest === undefined ? '' : `Did you mean "${nearest}"? `;
}

/** The same for words that mean something: `major_outage` as it is written, not as it is looked up. */
export function didYouMeanOf(word: string, vocabulary: ReadonlyMap<string, string>): string {
  const nearest = nearestWord(word, vocabulary.keys());
  if (nearest === undefined) return '';
  const meaning = vocabulary.get(nearest);
  return `Did you mean "${meaning !== undefined && wordKey(meaning) === nearest ? meaning : nearest}"? `;
}

/** A kanji carries more than a letter: one slip there, two in a longer word of letters, none in a single sign. */
function slipsAllowed(one: string, other: string): number {
  if (one.length < 2 || other.length < 2) return 0;
  return /^[a-z0-9]*$/.test(one + other) && Math.max(one.length, other.length) >= 5 ? 2 : 1;
}

/** Words without a sign in common are never near; told quickly, since most are not. */
function sharesSign(one: string, other: string): boolean {
  for (const sign of one) if (other.includes(sign)) return true;
  return false;
}

/** Levenshtein, with two neighbours swapped counted as one slip. */
function distance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      const cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current.push(swapped ? Math.min(cost, (beforeLast[column - 2] ?? 0) + 1) : cost);
    }
    [beforeLast, last] = [last, current];
  }
  return last[to.length] ?? 0;
}

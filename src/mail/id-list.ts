/**
 * Ids for an `in (…)`, the last one repeated up to a power of two: so that few texts of a statement come up again and again,
 * and stay prepared.
 */
export function idList(ids: readonly number[]): readonly number[] {
  const last = ids.at(-1);
  if (last === undefined) return ids;
  const length = 2 ** Math.ceil(Math.log2(ids.length));
  return [...ids, ...Array<number>(length - ids.length).fill(last)];
}

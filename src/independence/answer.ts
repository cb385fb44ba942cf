/** What was asked of somebody else: an answer, or why there is none. No answer is never a good one. */
export type Answer<Value> =
  { readonly known: true; readonly value: Value } | { readonly known: false; readonly why: string };

export const known = <Value>(value: Value): Answer<Value> => ({ known: true, value });
export const unknown = (why: string): Answer<never> => ({ known: false, why });

/** All of them together: unknown as soon as one is, by its reason. */
export function allOf<Value>(answers: readonly Answer<Value>[]): Answer<Value[]> {
  const values: Value[] = [];
  for (const answer of answers) {
    if (!answer.known) return answer;
    values.push(answer.value);
  }
  return known(values);
}

/** Asks until the answer is neither false nor null nor undefined; throws with `what` after `milliseconds`. */
export async function eventually<T>(
  what: string,
  ask: () => T | Promise<T>,
  milliseconds = 30_000,
): Promise<NonNullable<Exclude<T, false>>> {
  const until = Date.now() + milliseconds;
  for (;;) {
    const answer = await ask();
    if (answer !== false && answer !== null && answer !== undefined) return answer as NonNullable<Exclude<T, false>>;
    if (Date.now() > until) throw new Error(`still waiting for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

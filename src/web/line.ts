/** Who stands in it is let in one after the other. */
export interface Line {
  /** True when it is one's turn; false when that took too long. Whoever was let in has to leave. */
  enter(): Promise<boolean>;
  leave(): void;
}

/** How long somebody stands in line. */
const patience = 5_000;

export function createLine(mostAtOnce: number): Line {
  const waiting = new Set<(isIn: boolean) => void>();
  let inside = 0;
  return {
    enter() {
      if (inside < mostAtOnce) {
        inside += 1;
        return Promise.resolve(true);
      }
      return new Promise((resolve) => {
        const answer = (isIn: boolean) => {
          clearTimeout(timer);
          waiting.delete(answer);
          resolve(isIn);
        };
        const timer = setTimeout(() => answer(false), patience);
        waiting.add(answer);
      });
    },
    leave() {
      const [next] = waiting;
      if (next === undefined) inside -= 1;
      else next(true);
    },
  };
}

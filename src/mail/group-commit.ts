interface Needs<Item> {
  readonly write: (items: readonly Item[]) => Promise<void>;
  /** How many milliseconds an item waits for others at most. */
  readonly patience: (item: Item) => number;
  /** Nothing more is to be expected: the group need not wait. */
  readonly isFull: (items: readonly Item[]) => boolean;
}

/**
 * Collects what arrives within a moment and writes it with one call, one group after the other, so that ten connections
 * cost one commit and not ten. The promise of an item is fulfilled when its group is written.
 */
export function groupCommit<Item>({ write, patience, isFull }: Needs<Item>): (item: Item) => Promise<void> {
  let items: Item[] = [];
  let answers: { resolve: () => void; reject: (error: unknown) => void }[] = [];
  let deadline = Infinity;
  let timer: NodeJS.Timeout | undefined;
  let isWriting = false;

  const schedule = () => {
    clearTimeout(timer);
    if (items.length === 0 || isWriting) return;
    if (isFull(items)) return void flush();
    timer = setTimeout(() => void flush(), Math.max(0, deadline - performance.now()));
  };
  const flush = async () => {
    isWriting = true;
    const [group, groupAnswers] = [items, answers];
    items = [];
    answers = [];
    deadline = Infinity;
    try {
      await write(group);
      for (const { resolve } of groupAnswers) resolve();
    } catch (error) {
      for (const { reject } of groupAnswers) reject(error);
    }
    isWriting = false;
    schedule();
  };
  return (item) =>
    new Promise<void>((resolve, reject) => {
      items.push(item);
      answers.push({ resolve, reject });
      const until = performance.now() + patience(item);
      const isSooner = until < deadline;
      deadline = Math.min(deadline, until);
      if (isSooner || isFull(items)) schedule();
    });
}

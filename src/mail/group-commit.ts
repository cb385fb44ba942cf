/**
 * Collects what arrives within a moment and writes it with one call, one group after the other, so that ten connections
 * cost one commit and not ten. The promise of an item is fulfilled when its group is written.
 */
export function groupCommit<Item>(write: (items: readonly Item[]) => Promise<void>, waitMilliseconds: number) {
  let waiting: { item: Item; resolve: () => void; reject: (error: unknown) => void }[] = [];
  let running: Promise<void> | null = null;

  const run = async () => {
    while (waiting.length > 0) {
      await new Promise((resolve) => setTimeout(resolve, waitMilliseconds));
      const group = waiting;
      waiting = [];
      try {
        await write(group.map(({ item }) => item));
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    running = null;
  };
  return (item: Item) =>
    new Promise<void>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      running ??= run();
    });
}

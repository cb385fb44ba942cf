import { groupCommit } from './group-commit.ts';
import type { Mark, Outbox, Settlement } from './outbox.ts';

type Entry =
  | { readonly outbox: Outbox; readonly mark: Mark; readonly settlement?: never }
  | { readonly outbox: Outbox; readonly settlement: Settlement; readonly mark?: never };

/** How long a mark, which a connection waits for, waits for those of the others; a commit takes about as long. */
const markPatience = 4;
/** Nobody waits for a result: it goes with the next mark. */
const resultPatience = 50;

/**
 * Writes marks and results down, those of a moment together and as one: a connection's last result is durable with its next
 * mark at the latest, so that after a crash no more mails than connections can be in doubt. `underWay`: how many mails may
 * still ask for a mark.
 */
export function recorder(now: () => number, underWay: () => number): Recorder {
  const write = groupCommit<Entry>({
    patience: ({ mark }) => (mark === undefined ? resultPatience : markPatience),
    isFull: (entries) => entries.filter(({ mark }) => mark !== undefined).length >= underWay(),
    write: async (entries) => {
      for (const [outbox, own] of Map.groupBy(entries, (entry) => entry.outbox)) {
        const results = own.flatMap(({ settlement }) => (settlement === undefined ? [] : [settlement]));
        const marks = own.flatMap(({ mark }) => (mark === undefined ? [] : [mark]));
        await outbox.record({ results, marks }, now());
      }
    },
  });
  return {
    mark: (outbox, id, provider) => write({ outbox, mark: { id, provider } }),
    settle: (outbox, settlement) => write({ outbox, settlement }),
  };
}

export interface Recorder {
  /** Durable when it resolves. */
  readonly mark: (outbox: Outbox, id: number, provider: string) => Promise<void>;
  readonly settle: (outbox: Outbox, settlement: Settlement) => Promise<void>;
}

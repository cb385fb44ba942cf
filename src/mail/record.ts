import { groupCommit } from './group-commit.ts';
import type { Outbox, Settlement } from './outbox.ts';

type Entry =
  | { readonly outbox: Outbox; readonly mark: { readonly id: number; readonly provider: string } }
  | { readonly outbox: Outbox; readonly settlement: Settlement };

/** How long marks and results of several connections wait for each other. */
const gatherMilliseconds = 1;

/** Writes marks and results down, those of a moment together. */
export function recorder(now: () => number): Recorder {
  const write = groupCommit<Entry>(async (entries) => {
    for (const outbox of new Set(entries.map((entry) => entry.outbox))) {
      const own = entries.filter((entry) => entry.outbox === outbox);
      // Results first: a connection's last result is durable before its next mark, so that after a crash no more mails than
      // connections can be in doubt.
      const settlements = own.flatMap((entry) => ('settlement' in entry ? [entry.settlement] : []));
      if (settlements.length > 0) await outbox.settle(settlements, now());
      const marks = Map.groupBy(
        own.flatMap((entry) => ('mark' in entry ? [entry.mark] : [])),
        ({ provider }) => provider,
      );
      for (const [provider, group] of marks) {
        await outbox.mark(
          group.map(({ id }) => id),
          provider,
          now(),
        );
      }
    }
  }, gatherMilliseconds);
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

import type { Database } from '../database.ts';
import { claimDeliveries, waitingInOrder } from './claim.ts';
import { newComposer, type ComposerNeeds } from './composer.ts';
import type { Outbox, Owed } from './outbox.ts';
import { countRefusals } from './refusals.ts';
import { markDeliveries, settleDeliveries } from './settle.ts';

export interface LedgerNeeds extends ComposerNeeds {
  readonly database: Pick<Database, 'read' | 'write'>;
  /** Milliseconds after which what still waits is told to nobody any more: `ALERT_MAX_AGE`. */
  readonly maxAge: number;
  readonly key: Uint8Array;
}

/** The outbox over the ledger of alerts (`deliveries`). */
export function alertsOutbox(needs: LedgerNeeds): Outbox {
  const { database, maxAge, key } = needs;
  const compose = newComposer(needs);
  // Marks as they stood at the claim: a clear no takes the try's own mark back.
  const marksBefore = new Map<number, number>();
  return {
    name: 'alerts',
    claim: async (limit, now) => {
      const claims = await database.write((trx) => claimDeliveries(trx, { limit, now, maxAge }));
      return claims.map((claim): Owed => {
        marksBefore.set(claim.id, claim.marks);
        return { id: claim.id, to: claim.address, ...compose(claim) };
      });
    },
    mark: (ids, provider) => database.write((trx) => markDeliveries(trx, ids, provider, marksBefore)),
    settle: async (results, now) => {
      await database.write(async (trx) => {
        await settleDeliveries(trx, results, now, marksBefore);
        await countRefusals({ trx, key, now }, results);
      });
      for (const { id } of results) marksBefore.delete(id);
    },
    nextAt: async () => {
      const row = await database.read((db) =>
        waitingInOrder(db)
          .select((eb) => eb.fn.min('d.next_try_at').as('at'))
          .executeTakeFirst(),
      );
      return row?.at ? Date.parse(row.at) : null;
    },
  };
}

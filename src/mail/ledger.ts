import type { Database } from '../database.ts';
import { claimDeliveries, waitingInOrder, type Claim } from './claim.ts';
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
  // As they stood at the claim: a clear no takes the try's own mark back.
  const claimed = new Map<number, Pick<Claim, 'marks' | 'tries'>>();
  return {
    name: 'alerts',
    claim: async (limit, now) => {
      const claims = await database.write((trx) => claimDeliveries(trx, { limit, now, maxAge }));
      return claims.map((claim): Owed => {
        claimed.set(claim.id, { marks: claim.marks, tries: claim.tries });
        return { id: claim.id, to: claim.address, tries: claim.tries, ...compose(claim) };
      });
    },
    record: async ({ results, marks }, now) => {
      await database.write(async (trx) => {
        await settleDeliveries(trx, results, now, claimed);
        await countRefusals({ trx, key, now }, results);
        await markDeliveries(trx, marks, claimed);
      });
      for (const { id } of results) claimed.delete(id);
    },
    nextAt: async () => {
      const row = await database.read((db) =>
        waitingInOrder(db).select('d.next_try_at as at').orderBy('d.next_try_at').limit(1).executeTakeFirst(),
      );
      return row === undefined ? null : Date.parse(row.at);
    },
  };
}

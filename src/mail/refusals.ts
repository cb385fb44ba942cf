import type { Kysely } from 'kysely';
import type { Tables } from '../schema.ts';
import type { Settlement } from './outbox.ts';
import { countBounce } from './take-bounces.ts';

/** Counts the mailboxes that do not exist, as a provider said at once, by the same rules as mail that comes back later. */
export async function countRefusals(
  needs: { readonly trx: Kysely<Tables>; readonly key: Uint8Array; readonly now: number },
  results: readonly Settlement[],
): Promise<void> {
  for (const { id, outcome } of results.filter((result) => result.outcome.class === 'hard_bounce')) {
    const row = await needs.trx
      .selectFrom('deliveries as d')
      .innerJoin('subscribers as s', 's.id', 'd.subscriber_id')
      .select(['d.announcement_id as announcement', 's.address_key as addressKey'])
      .where('d.id', '=', id)
      .executeTakeFirst();
    if (row === undefined) continue;
    const code = /\b[45]\.\d{1,3}\.\d{1,3}\b/.exec(outcome.reply)?.[0] ?? 'refused';
    await countBounce(needs, { ...row, name: `mail ${id}` }, { kind: 'hard', code });
  }
}

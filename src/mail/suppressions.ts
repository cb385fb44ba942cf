import { createHmac } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { SuppressionReason, Tables } from '../schema.ts';
import { announcementIds, waitingState } from './live.ts';

interface Needs {
  readonly trx: Kysely<Tables>;
  /** Our secret: without it nobody learns from the list who is on it. */
  readonly key: Uint8Array;
  readonly now: number;
}

/** How an address (`address_key`) stands in the list. */
export function suppressionHash(key: Uint8Array, addressKey: string): string {
  return createHmac('sha256', key).update(`noroshi suppression ${addressKey}`).digest('hex');
}

/** Why an address must not be mailed; null when it may be. */
export async function suppressionOf(
  trx: Kysely<Tables>,
  key: Uint8Array,
  addressKey: string,
): Promise<SuppressionReason | null> {
  const newest = await trx
    .selectFrom('suppressions')
    .select('reason')
    .where('address_hash', '=', suppressionHash(key, addressKey))
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return newest === undefined || newest.reason === 'lifted' ? null : newest.reason;
}

/** Nobody writes to this address from now on: what waits for it ends `left`, what is being claimed is looked at again. */
export async function suppress(
  { trx, key, now }: Needs,
  addressKey: string,
  reason: SuppressionReason,
  code = '',
): Promise<void> {
  const at = new Date(now).toISOString();
  const address_hash = suppressionHash(key, addressKey);
  await trx.insertInto('suppressions').values({ address_hash, reason, code, at }).execute();
  await trx.updateTable('subscribers').set({ suppressed: reason }).where('address_key', '=', addressKey).execute();
  await trx
    .updateTable('deliveries')
    .set({ state: 'left', last_outcome: suppressedOutcome, settled_at: at })
    .where('state', '=', waitingState)
    .where('announcement_id', 'in', announcementIds(trx))
    .where('subscriber_id', 'in', (eb) =>
      eb.selectFrom('subscribers').select('id').where('address_key', '=', addressKey),
    )
    .execute();
}

/** What `last_outcome` says of a mail that was not sent for it. */
export const suppressedOutcome = 'suppressed';

/** The person asks for our mail again, and has proved that it arrives. False after a complaint: that is for staff to lift. */
export async function liftByConsent(needs: Needs, addressKey: string): Promise<boolean> {
  const reason = await suppressionOf(needs.trx, needs.key, addressKey);
  if (reason === 'complaint') return false;
  if (reason !== null) await lift(needs, addressKey, 'consent');
  return true;
}

/** The address may be mailed again. `code` says why. */
export async function lift({ trx, key, now }: Needs, addressKey: string, code: string): Promise<void> {
  const address_hash = suppressionHash(key, addressKey);
  const at = new Date(now).toISOString();
  await trx.insertInto('suppressions').values({ address_hash, reason: 'lifted', code, at }).execute();
  await trx.updateTable('subscribers').set({ suppressed: null }).where('address_key', '=', addressKey).execute();
  // What it was suppressed for is settled: the next bounce counts from one again.
  await trx.deleteFrom('bounces').where('address_hash', '=', address_hash).execute();
}

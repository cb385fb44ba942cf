import type { Kysely } from 'kysely';
import type { Tables } from '../schema.ts';

/** The newest move to a new address that a person has asked for and not confirmed; a mail may be on its way. */
export function newestAskedAddress(trx: Kysely<Tables>, subscriberId: number, now: number) {
  return trx
    .selectFrom('confirmations')
    .selectAll()
    .where('subscriber_id', '=', subscriberId)
    .where('purpose', '=', 'change')
    .where('used_at', 'is', null)
    .where('expires_at', '>', new Date(now).toISOString())
    .orderBy('id', 'desc')
    .limit(1);
}

/** Whether there is a code to type. Also where no mail was sent, so that nothing is said of the other address. */
export async function isAddressAsked(trx: Kysely<Tables>, subscriberId: number, now: number): Promise<boolean> {
  return (await newestAskedAddress(trx, subscriberId, now).executeTakeFirst()) !== undefined;
}

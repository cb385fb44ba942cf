import type { Kysely } from 'kysely';
import { suppress, suppressionOf } from '../mail/suppressions.ts';
import type { Tables } from '../schema.ts';

/**
 * Erases all that is known of a person: address, choices, proof of consent, what was sent. Their links end with them. False
 * if there is no such person. What keeps an address from being mailed again (suppressions) is a hash and not of theirs.
 */
export async function forgetSubscriber(trx: Kysely<Tables>, id: number): Promise<boolean> {
  const { numDeletedRows } = await trx.deleteFrom('subscribers').where('id', '=', id).executeTakeFirst();
  return numDeletedRows > 0n;
}

/** The same at a person's wish: a keyed hash of the address stays, so that no old list brings them back. */
export async function eraseSubscriber(
  { trx, key, now }: { readonly trx: Kysely<Tables>; readonly key: Uint8Array; readonly now: number },
  id: number,
): Promise<boolean> {
  const person = trx.selectFrom('subscribers').select('address_key').where('id', '=', id);
  const found = await person.executeTakeFirst();
  if (found === undefined) return false;
  // A complaint weighs more: it stays the newest word on this address.
  const isSuppressed = (await suppressionOf(trx, key, found.address_key)) !== null;
  if (!isSuppressed) await suppress({ trx, key, now }, found.address_key, 'erased');
  return forgetSubscriber(trx, id);
}

/**
 * Forgets who never confirmed and whose links have all run out; gives how many. A stranger may have typed the address: after
 * a week nothing of it is left.
 */
export async function forgetUnconfirmed(trx: Kysely<Tables>, now: number): Promise<number> {
  const at = new Date(now).toISOString();
  const { numDeletedRows } = await trx
    .deleteFrom('subscribers')
    .where('status', '=', 'unconfirmed')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('confirmations')
            .select('confirmations.id')
            .whereRef('confirmations.subscriber_id', '=', 'subscribers.id')
            .where('confirmations.expires_at', '>', at),
        ),
      ),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}

import type { Kysely } from 'kysely';
import type { Database } from '../database.ts';
import { suppressionOf } from '../mail/suppressions.ts';
import type { Tables } from '../schema.ts';
import { mailboxOf, type Address } from './address.ts';
import { confirmationDays, confirmationMessageId, writeConfirmationMail, type MailNeeds } from './confirmation-mail.ts';
import { withinLimits } from './limits.ts';
import { confirmationSecrets, firstLinkVersion } from './token.ts';

export interface Wish {
  readonly address: Address;
  /** Empty = everything. */
  readonly components: readonly string[];
  readonly language: string;
  readonly network: string;
}

type Needs = MailNeeds & { readonly db: Database; readonly key: Uint8Array; readonly now: () => number };

/**
 * Asks an address for its confirmation: new, waiting and confirmed ones alike, so that neither the answer nor its timing says
 * who is subscribed. When it returns the mail is owed, durably; beyond the limits nothing is, and it returns all the same.
 */
export async function askToConfirm(needs: Needs, wish: Wish): Promise<void> {
  const { db, key, siteUrl } = needs;
  const now = needs.now();
  const secrets = confirmationSecrets(key);
  const { language, address } = wish;
  const messageId = confirmationMessageId(siteUrl, secrets.tokenHash);
  const mail = await writeConfirmationMail(needs, { ...secrets, to: address.address, language, messageId, at: now });
  await db.write(async (trx) => {
    const counted = { trx, key, now };
    if (!(await withinLimits(counted, 'network', wish.network))) return;
    if (!(await withinLimits(counted, 'mailbox', mailboxOf(address)))) return;
    // Who called our mail spam gets none, whoever fills in the form; staff can lift it.
    if ((await suppressionOf(trx, key, address.key)) === 'complaint') return;
    const subscriber_id = await subscriberOf(trx, wish, now);
    const confirmation = {
      subscriber_id,
      token_hash: secrets.tokenHash,
      code_hash: secrets.codeHash,
      code_tries: 0,
      components: JSON.stringify(wish.components),
      language,
      created_at: new Date(now).toISOString(),
      expires_at: new Date(now + confirmationDays * 86_400_000).toISOString(),
      used_at: null,
      mail,
      state: 'waiting',
      marked_at: null,
      tries: 0,
      next_try_at: new Date(now).toISOString(),
    } as const;
    await trx.insertInto('confirmations').values(confirmation).execute();
  });
}

/** The row of this address, made when it is new. What is known of it stays until the mail is answered. */
async function subscriberOf(trx: Kysely<Tables>, { address, language }: Wish, now: number): Promise<number> {
  const fresh = {
    address: address.address,
    address_key: address.key,
    language,
    status: 'unconfirmed',
    created_at: new Date(now).toISOString(),
    confirmed_at: null,
    unsubscribed_at: null,
    link_version: firstLinkVersion(),
  } as const;
  await trx
    .insertInto('subscribers')
    .values(fresh)
    .onConflict((conflict) => conflict.column('address_key').doNothing())
    .execute();
  const row = trx.selectFrom('subscribers').select('id').where('address_key', '=', address.key);
  return (await row.executeTakeFirstOrThrow()).id;
}

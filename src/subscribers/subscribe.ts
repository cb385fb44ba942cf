import type { Kysely } from 'kysely';
import type { Database } from '../database.ts';
import { suppressionOf } from '../mail/suppressions.ts';
import type { Tables } from '../schema.ts';
import { mailboxOf, type Address } from './address.ts';
import type { Choices } from './choices.ts';
import {
  confirmationDays, confirmationMessageId, writeConfirmationMail, type MailNeeds, type PageOfForms,
} from './confirmation-mail.ts'; // prettier-ignore
import { consentText, keepConsentText } from './consent.ts';
import { nextSlot, withinLimits } from './limits.ts';
import { nextSubscriberId } from './next-id.ts';
import { confirmationSecrets, firstLinkVersion, hashForLimit } from './token.ts';

export interface Wish {
  readonly address: Address;
  /** Empty = everything. */
  readonly components: readonly string[];
  /** Null where the form did not ask. */
  readonly choices: Choices | null;
  readonly language: string;
  /** In which the form was read. */
  readonly formLanguage: string;
  readonly network: string;
}

type Needs = MailNeeds & {
  readonly page: PageOfForms;
  readonly db: Database;
  readonly key: Uint8Array;
  readonly now: () => number;
};

/**
 * Asks an address for its confirmation: new, waiting and confirmed ones alike, so that neither the answer nor its timing says
 * who is subscribed. When it returns true the mail is owed, durably, or the mailbox has had its share; then as much is written,
 * and no mail. Above the pace of a network, or of all, it waits in the queue; false when that is full.
 */
export async function askToConfirm(needs: Needs, wish: Wish): Promise<boolean> {
  const { db, key, siteUrl } = needs;
  const now = needs.now();
  const secrets = confirmationSecrets(key);
  const { language, address, network } = wish;
  const messageId = confirmationMessageId(siteUrl, secrets.tokenHash);
  const mail = await writeConfirmationMail(needs, { ...secrets, to: address.address, language, messageId, at: now });
  const text = consentText(needs.page, wish.formLanguage);
  const at = new Date(now).toISOString();
  return db.write(async (trx) => {
    const counted = { trx, key, now };
    const slot = await nextSlot(counted, network);
    if (slot === null) return false;
    const isWithin = await withinLimits(counted, 'mailbox', mailboxOf(address));
    // Who called our mail spam gets none, whoever fills in the form; staff can lift it.
    const isAllowed = (await suppressionOf(trx, key, address.key)) !== 'complaint' && isWithin;
    const subscriber_id = await subscriberOf(trx, wish, now);
    await keepConsentText(trx, text);
    const confirmation = {
      subscriber_id,
      token_hash: secrets.tokenHash,
      code_hash: secrets.codeHash,
      code_tries: 0,
      components: JSON.stringify(wish.components),
      choices: wish.choices === null ? null : JSON.stringify(wish.choices),
      language,
      created_at: at,
      expires_at: isAllowed ? new Date(slot + confirmationDays * 86_400_000).toISOString() : at,
      used_at: null,
      mail: isAllowed ? mail : '',
      state: isAllowed ? 'waiting' : 'refused',
      marked_at: null,
      tries: 0,
      next_try_at: new Date(slot).toISOString(),
      network_hash: hashForLimit(key, 'network', network),
      text_version: text.version,
    } as const;
    await trx.insertInto('confirmations').values(confirmation).execute();
    return true;
  });
}

/** The row of this address, made when it is new. What is known of it stays until the mail is answered. */
async function subscriberOf(trx: Kysely<Tables>, { address, language }: Wish, now: number): Promise<number> {
  const fresh = {
    id: await nextSubscriberId(trx),
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

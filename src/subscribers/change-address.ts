import type { InferResult, Kysely } from 'kysely';
import type { Database } from '../database.ts';
import { liftByConsent } from '../mail/suppressions.ts';
import type { Tables } from '../schema.ts';
import { mailboxOf, type Address } from './address.ts';
import { newestAskedAddress } from './asked-address.ts';
import {
  confirmationDays, confirmationMessageId, undoDays, writeAddressMail, type MailNeeds,
} from './confirmation-mail.ts'; // prettier-ignore
import { suppressionOf } from '../mail/suppressions.ts';
import { forgetSubscriber } from './forget.ts';
import { nextSlot, withinLimits } from './limits.ts';
import { confirmationSecrets, firstLinkVersion, hashForLimit, hashToken } from './token.ts';
import { isCodeRight } from './typed-code.ts';

type Needs = MailNeeds & { readonly db: Database; readonly key: Uint8Array; readonly now: () => number };

interface Letter {
  readonly subscriberId: number;
  readonly purpose: 'change' | 'undo';
  readonly to: Address;
  readonly language: string;
  readonly network: string;
}

const day = 86_400_000;

/**
 * Asks a new address whether it is the person's. The same for every address, so that nobody learns by it who is subscribed;
 * the limits of the form hold here as well.
 */
export async function askNewAddress(needs: Needs, letter: Omit<Letter, 'purpose'>): Promise<void> {
  const { db, key } = needs;
  const now = needs.now();
  const row = await confirmation(needs, { ...letter, purpose: 'change' }, now);
  await db.write(async (trx) => {
    const counted = { trx, key, now };
    const isWithin = await withinLimits(counted, 'mailbox', mailboxOf(letter.to));
    const isAllowed = (await suppressionOf(trx, key, letter.to.key)) !== 'complaint' && isWithin;
    const slot = await nextSlot(counted, letter.network);
    const next_try_at = new Date(slot ?? now).toISOString();
    const state = isAllowed && slot !== null ? { next_try_at } : ({ state: 'refused', mail: '' } as const);
    await trx
      .insertInto('confirmations')
      .values({ ...row, ...state })
      .execute();
  });
}

/** By the button in the mail to the new address, or in the one to the old. False for a link that does not hold. */
export async function moveByToken(needs: Needs, token: string, network: string): Promise<boolean> {
  const token_hash = hashToken(token);
  const found = await needs.db.read((trx) => changes(trx).where('token_hash', '=', token_hash).executeTakeFirst());
  if (found === undefined) return false;
  if (found.used_at !== null) return found.address_key === found.to_key;
  return move(needs, found, network);
}

/**
 * By the six digits of the mail to the new address, typed behind the link of an older mail: for who reads the new address on
 * another device, or cannot open links. False for digits that do not hold, whatever the reason.
 */
export async function moveByCode(
  needs: Needs,
  { subscriberId, code, network }: { readonly subscriberId: number; readonly code: string; readonly network: string },
): Promise<boolean> {
  const { db, key } = needs;
  const now = needs.now();
  const found = await db.write(async (trx) => {
    if (!(await withinLimits({ trx, key, now }, 'code', network))) return undefined;
    // Above the limits no mail was sent: the digits of the one before it hold.
    const sent = newestAskedAddress(trx, subscriberId, now).where('state', '<>', 'refused');
    const asked = await sent.executeTakeFirst();
    if (!(await isCodeRight({ trx, key }, asked, code)) || asked === undefined) return undefined;
    return changes(trx).where('confirmations.id', '=', asked.id).executeTakeFirst();
  });
  return found !== undefined && move(needs, found, network);
}

/**
 * Moves the subscription. Links in older mails end with it, since they lie in a mailbox that is another's now, or in the hands
 * of whoever changed it. The old address is told, once. Whoever was subscribed with the new address is the same person.
 */
async function move(needs: Needs, found: Change, network: string): Promise<boolean> {
  const { db } = needs;
  const now = needs.now();
  const at = new Date(now).toISOString();
  const old = { address: found.address, key: found.address_key };
  const letter = { subscriberId: found.subscriber_id, language: found.language, to: old, network };
  const note = await confirmation(needs, { ...letter, purpose: 'undo' }, now);
  return db.write(async (trx) => {
    const change = await changes(trx).where('confirmations.id', '=', found.id).executeTakeFirst();
    const isStale = change === undefined || change.used_at !== null || change.address_key !== old.key;
    if (isStale || change.expires_at <= at || change.to_address === null || change.to_key === null) return false;
    // The mail arrived there: it is no dead mailbox any more.
    if (!(await liftByConsent({ trx, key: needs.key, now }, change.to_key))) return false;
    await forgetOther(trx, change.to_key, change.subscriber_id);
    await trx
      .updateTable('subscribers')
      .set({
        address: change.to_address,
        address_key: change.to_key,
        link_version: firstLinkVersion(),
        suppressed: null,
      })
      .where('id', '=', change.subscriber_id)
      .execute();
    await trx.updateTable('confirmations').set({ used_at: at }).where('id', '=', change.id).execute();
    await endOthers(trx, change.subscriber_id, at);
    // Taking it back ends the matter: else the two would go on for ever.
    if (change.purpose === 'change') await trx.insertInto('confirmations').values(note).execute();
    return true;
  });
}

async function forgetOther(trx: Kysely<Tables>, address_key: string, id: number): Promise<void> {
  const other = trx.selectFrom('subscribers').select('id').where('address_key', '=', address_key);
  const found = await other.where('id', '<>', id).executeTakeFirst();
  if (found !== undefined) await forgetSubscriber(trx, found.id);
}

type Change = InferResult<ReturnType<typeof changes>>[number];

function changes(trx: Kysely<Tables>) {
  return trx
    .selectFrom('confirmations')
    .innerJoin('subscribers', 'subscribers.id', 'confirmations.subscriber_id')
    .selectAll('confirmations')
    .select(['subscribers.address', 'subscribers.address_key'])
    .where('purpose', 'in', ['change', 'undo']);
}

/** Other moves that were under way start from an address that is not theirs any more. */
async function endOthers(trx: Kysely<Tables>, subscriberId: number, at: string): Promise<void> {
  const others = trx
    .updateTable('confirmations')
    .where('subscriber_id', '=', subscriberId)
    .where('used_at', 'is', null);
  await others.set({ expires_at: at }).where('purpose', '<>', 'undo').where('expires_at', '>', at).execute();
  await others
    .set({ state: 'refused', mail: '' })
    .where('purpose', '<>', 'undo')
    .where('state', '=', 'waiting')
    .execute();
}

/** The row of the queue with its mail. */
async function confirmation(needs: Needs, { subscriberId, purpose, to, language, network }: Letter, now: number) {
  const { token, code, tokenHash, codeHash } = confirmationSecrets(needs.key);
  const messageId = confirmationMessageId(needs.siteUrl, tokenHash);
  const mail = await writeAddressMail(needs, purpose, { to: to.address, language, token, code, messageId, at: now });
  const days = purpose === 'undo' ? undoDays : confirmationDays;
  return {
    subscriber_id: subscriberId,
    purpose,
    to_address: to.address,
    to_key: to.key,
    token_hash: tokenHash,
    code_hash: codeHash,
    code_tries: 0,
    components: '[]',
    language,
    created_at: new Date(now).toISOString(),
    expires_at: new Date(now + days * day).toISOString(),
    used_at: null,
    mail,
    state: 'waiting',
    marked_at: null,
    tries: 0,
    next_try_at: new Date(now).toISOString(),
    network_hash: hashForLimit(needs.key, 'network', network),
  } as const;
}

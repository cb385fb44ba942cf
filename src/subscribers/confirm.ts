import type { Kysely, Selectable } from 'kysely';
import type { Database } from '../database.ts';
import { liftByConsent } from '../mail/suppressions.ts';
import type { ConfirmationTable, Tables } from '../schema.ts';
import type { Address } from './address.ts';
import { choiceColumns, type Choices } from './choices.ts';
import { keepConsent } from './consent.ts';
import { withinLimits } from './limits.ts';
import { hashToken } from './token.ts';
import { isCodeRight } from './typed-code.ts';

interface Needs {
  readonly db: Database;
  readonly key: Uint8Array;
  readonly now: () => number;
}

type Confirmation = Selectable<ConfirmationTable>;

/** By the link's button. True also when it was pressed before; false for a token that is unknown, expired or revoked. */
export async function confirmByToken({ db, key, now }: Needs, token: string): Promise<boolean> {
  const token_hash = hashToken(token);
  return db.write(async (trx) => {
    const found = await trx
      .selectFrom('confirmations')
      .selectAll()
      .where('token_hash', '=', token_hash)
      .where('purpose', '=', 'subscribe')
      .executeTakeFirst();
    return found !== undefined && accept({ trx, key, now: now() }, found);
  });
}

/** By address and the six digits of the newest mail, for who cannot open links. Five tries; the answer tells nothing else. */
export async function confirmByCode(
  { db, key, now }: Needs,
  { address, code, network }: { readonly address: Address; readonly code: string; readonly network: string },
): Promise<boolean> {
  return db.write(async (trx) => {
    const at = now();
    if (!(await withinLimits({ trx, key, now: at }, 'code', network))) return false;
    const found = await trx
      .selectFrom('confirmations')
      .innerJoin('subscribers', 'subscribers.id', 'confirmations.subscriber_id')
      .selectAll('confirmations')
      .where('subscribers.address_key', '=', address.key)
      .where('purpose', '=', 'subscribe')
      // Above the limits no mail was sent: the digits of the one before it hold.
      .where('confirmations.state', '<>', 'refused')
      .orderBy('confirmations.id', 'desc')
      .executeTakeFirst();
    const isRight = await isCodeRight({ trx, key }, found, code);
    return isRight && found !== undefined && accept({ trx, key, now: at }, found);
  });
}

async function accept(
  { trx, key, now }: { readonly trx: Kysely<Tables>; readonly key: Uint8Array; readonly now: number },
  confirmation: Confirmation,
): Promise<boolean> {
  const { id, subscriber_id, language, expires_at, used_at } = confirmation;
  if (used_at !== null) return isConfirmed(trx, subscriber_id);
  const at = new Date(now).toISOString();
  if (expires_at <= at) return false;
  const person = trx.selectFrom('subscribers').select('address_key').where('id', '=', subscriber_id);
  const { address_key } = await person.executeTakeFirstOrThrow();
  if (!(await liftByConsent({ trx, key, now }, address_key))) return false;
  await trx
    .updateTable('subscribers')
    .set({ status: 'confirmed', confirmed_at: at, unsubscribed_at: null, language, ...chosenIn(confirmation) })
    .where('id', '=', subscriber_id)
    .execute();
  await keepConsent(trx, confirmation, at);
  await trx.updateTable('confirmations').set({ used_at: at }).where('id', '=', id).execute();
  await trx.deleteFrom('subscriptions').where('subscriber_id', '=', subscriber_id).execute();
  const chosen = (JSON.parse(confirmation.components) as string[]).map((component_id) => ({
    subscriber_id,
    component_id,
  }));
  if (chosen.length > 0) await trx.insertInto('subscriptions').values(chosen).execute();
  return true;
}

/** What the form asked besides services and language; nothing where it did not. */
function chosenIn({ choices }: Pick<Confirmation, 'choices'>) {
  return choices === null ? {} : choiceColumns(JSON.parse(choices) as Choices);
}

/** An old button must neither bring back someone who has left since, nor tell them that they are subscribed. */
async function isConfirmed(trx: Kysely<Tables>, id: number): Promise<boolean> {
  const row = await trx.selectFrom('subscribers').select('status').where('id', '=', id).executeTakeFirstOrThrow();
  return row.status === 'confirmed';
}

import type { Kysely } from 'kysely';
import type { Database } from '../database.ts';
import { suppressionHash } from '../mail/suppressions.ts';
import type { Tables } from '../schema.ts';
import { confirmationDays, confirmationMessageId, writeConfirmationMail, type MailNeeds } from './confirmation-mail.ts';
import type { ReadPerson } from './csv.ts';
import { nextSubscriberId } from './next-id.ts';
import { confirmationSecrets, firstLinkVersion } from './token.ts';

export interface ImportNeeds {
  readonly db: Database;
  readonly key: Uint8Array;
  readonly now: number;
  /** What a mail that asks is made of; null when nobody needs to be asked. */
  readonly mail: MailNeeds | null;
  /** Counts, and writes nothing. */
  readonly isDry: boolean;
}

/** What became of the lines; they add up. */
export interface Imported {
  readonly confirmed: number;
  readonly asked: number;
  readonly already: number;
  /** Had left, been erased, or been suppressed: nobody is brought back by a list. */
  readonly departed: number;
}

/** Mails that ask go out one after the other, so that they neither look like a flood nor become one. */
const askEvery = 1_000;
/** One short transaction each: the worker writes in between. */
const inOne = 500;

/**
 * Takes a list in, some at a time, and what was taken stays when it is interrupted: run again, it goes on where it was. Those
 * with a date of consent are confirmed as of it, the others are asked. `onProgress` hears how many lines are done.
 */
export async function importPeople(
  needs: ImportNeeds,
  people: readonly ReadPerson[],
  onProgress: (done: number) => void,
): Promise<Imported> {
  const sum = { confirmed: 0, asked: 0, already: 0, departed: 0 };
  for (let from = 0; from < people.length; from += inOne) {
    const some = people.slice(from, from + inOne);
    const plan = await needs.db.read((db) => planFor(db, needs.key, some));
    if (!needs.isDry) await takeIn(needs, plan, sum.asked);
    for (const { fate } of plan) sum[fate] += 1;
    onProgress(from + some.length);
  }
  return sum;
}

interface Planned {
  readonly person: ReadPerson;
  readonly fate: keyof Imported;
  /** Its row, if there is one. */
  readonly id: number | null;
}

async function planFor(db: Kysely<Tables>, key: Uint8Array, people: readonly ReadPerson[]): Promise<Planned[]> {
  const keys = people.map((person) => person.key);
  const rows = await db
    .selectFrom('subscribers')
    .select(['id', 'address_key', 'status', 'unsubscribed_at'])
    .where('address_key', 'in', keys)
    .execute();
  const rowOf = new Map(rows.map((row) => [row.address_key, row]));
  const suppressed = await suppressedAmong(db, key, keys);
  return people.map((person) => {
    const row = rowOf.get(person.key);
    const id = row?.id ?? null;
    if (suppressed.has(person.key) || row?.status === 'unsubscribed') return { person, id, fate: 'departed' };
    if (row?.status === 'confirmed') return { person, id, fate: 'already' };
    if (person.confirmedAt !== null) return { person, id, fate: 'confirmed' };
    return { person, id, fate: row === undefined ? 'asked' : 'already' };
  });
}

async function suppressedAmong(db: Kysely<Tables>, key: Uint8Array, keys: readonly string[]): Promise<Set<string>> {
  const keyOf = new Map(keys.map((one) => [suppressionHash(key, one), one]));
  const rows = await db
    .selectFrom('suppressions')
    .select(['address_hash', 'reason'])
    .where('address_hash', 'in', [...keyOf.keys()])
    .orderBy('id')
    .execute();
  const newest = new Map(rows.map(({ address_hash, reason }) => [address_hash, reason]));
  const still = [...newest].filter(([, reason]) => reason !== 'lifted');
  return new Set(still.map(([hash]) => keyOf.get(hash) ?? ''));
}

async function takeIn(needs: ImportNeeds, plan: readonly Planned[], askedBefore: number): Promise<void> {
  const going = plan.filter(({ fate }) => fate === 'confirmed' || fate === 'asked');
  if (going.length === 0) return;
  const asked = going.filter(({ fate }) => fate === 'asked');
  const mails = await Promise.all(
    asked.map(({ person }, index) => askMail(needs, person, needs.now + (askedBefore + index) * askEvery)),
  );
  await needs.db.write(async (trx) => {
    const idOf = await rowsFor(trx, going, needs.now);
    const id = (key: string) => idOf.get(key) ?? 0;
    const confirmed = going.flatMap(({ fate, person }) =>
      fate === 'confirmed' && idOf.has(person.key) ? [person] : [],
    );
    const chosen = confirmed.flatMap(({ key, components }) =>
      components.map((component_id) => ({ subscriber_id: id(key), component_id })),
    );
    if (chosen.length > 0)
      await trx
        .insertInto('subscriptions')
        .values(chosen)
        .onConflict((c) => c.doNothing())
        .execute();
    const proofs = confirmed.map(({ key, confirmedAt, language, components }) => ({
      subscriber_id: id(key),
      asked_at: confirmedAt ?? '',
      confirmed_at: confirmedAt ?? '',
      network_hash: '',
      language,
      text_version: 'imported',
      components: JSON.stringify(components),
    }));
    if (proofs.length > 0) await trx.insertInto('consents').values(proofs).execute();
    const rows = mails.flatMap(({ key, ...mail }) => (idOf.has(key) ? [{ ...mail, subscriber_id: id(key) }] : []));
    if (rows.length > 0) await trx.insertInto('confirmations').values(rows).execute();
  });
}

/** Makes the rows that are missing; who had asked and never answered is confirmed by the date of the list. */
async function rowsFor(trx: Kysely<Tables>, going: readonly Planned[], now: number): Promise<Map<string, number>> {
  const first = await nextSubscriberId(trx);
  const values = going.map(({ person, fate }, index) => ({
    id: first + index,
    address: person.address,
    address_key: person.key,
    language: person.language,
    status: fate === 'confirmed' ? ('confirmed' as const) : ('unconfirmed' as const),
    created_at: new Date(now).toISOString(),
    confirmed_at: person.confirmedAt,
    link_version: firstLinkVersion(),
  }));
  const rows = await trx
    .insertInto('subscribers')
    .values(values)
    .onConflict((conflict) =>
      conflict
        .column('address_key')
        .doUpdateSet((eb) => ({
          status: eb.ref('excluded.status'),
          confirmed_at: eb.ref('excluded.confirmed_at'),
          language: eb.ref('excluded.language'),
        }))
        // Somebody may have confirmed, or left, since the plan was made.
        .where('subscribers.status', '=', 'unconfirmed'),
    )
    .returning(['id', 'address_key'])
    .execute();
  return new Map(rows.map(({ id, address_key }) => [address_key, id]));
}

async function askMail({ key, mail: needs }: ImportNeeds, person: ReadPerson, at: number) {
  if (needs === null) throw new Error('Somebody must be asked, and nothing says what a mail is made of.');
  const secrets = confirmationSecrets(key);
  const { address: to, language } = person;
  const messageId = confirmationMessageId(needs.siteUrl, secrets.tokenHash);
  const mail = await writeConfirmationMail(needs, { ...secrets, to, language, messageId, at });
  return {
    key: person.key,
    token_hash: secrets.tokenHash,
    code_hash: secrets.codeHash,
    code_tries: 0,
    components: JSON.stringify(person.components),
    language,
    created_at: new Date(at).toISOString(),
    expires_at: new Date(at + confirmationDays * 86_400_000).toISOString(),
    mail,
    state: 'waiting' as const,
    tries: 0,
    next_try_at: new Date(at).toISOString(),
  };
}

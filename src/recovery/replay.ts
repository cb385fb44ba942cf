import type { Insertable, Kysely } from 'kysely';
import type { Database } from '../database.ts';
import { UserError } from '../errors.ts';
import { chainHash, newestEvent } from '../event-chain.ts';
import { replayingKey } from '../event-tables.ts';
import type { Tables } from '../schema.ts';
import type { Segment } from './segment.ts';

type Events = Segment['events'];

/**
 * Carries out in a restored database what happened after the copy was made, in one transaction. Gives how many events were
 * new. Rows come back as they stood; who is gone goes only where that was somebody's wish (docs/decisions/038). What was owed
 * counts as sent, since it may have been. Throws UserError `invalid` when the segment does not follow on what is there.
 */
export async function replaySegment(
  { write }: Pick<Database, 'write'>,
  segment: Segment,
  now: number,
): Promise<number> {
  return write(async (trx) => {
    const events = await newEvents(trx, segment);
    if (events.length === 0) return 0;
    await trx.insertInto('state').values({ key: replayingKey, value: '' }).execute();
    await upsert(trx, 'consent_texts', segment.texts, 'version');
    for (const people of inSome(segment.people)) await restorePeople(trx, people);
    for (const event of events) await apply(trx, event);
    for (const announcement of segment.announcements) await restoreAnnouncement(trx, announcement, now);
    await insertSome(trx, 'events', events);
    await trx.deleteFrom('state').where('key', '=', replayingKey).execute();
    return events.length;
  });
}

/** The part of a segment that is not there yet, if the rest is the same. */
async function newEvents(trx: Kysely<Tables>, { events, before }: Segment): Promise<Events> {
  const head = await newestEvent(trx);
  let hash = before;
  let meets = events[0]?.id === head.id + 1 && before === head.hash;
  for (const event of events) {
    hash = chainHash(hash, event);
    if (hash !== event.hash)
      throw new UserError('invalid', `its event ${event.id} does not follow on the one before it`);
    if (event.id === head.id) meets = hash === head.hash;
  }
  if (!meets)
    throw new UserError('invalid', `it does not follow on event ${head.id} of the copy: another host wrote it`);
  return events.filter(({ id }) => id > head.id);
}

/** Puts people back as they stood, with all that is theirs. */
async function restorePeople(trx: Kysely<Tables>, people: Segment['people']): Promise<void> {
  const rows = people.map(({ row }) => row as unknown as Tables['subscribers'] & { id: number });
  const ids = rows.map(({ id }) => id);
  const others = await othersInPlace(trx, rows);
  if (others.length > 0) await trx.deleteFrom('subscribers').where('id', 'in', others).execute();
  await upsert(trx, 'subscribers', people.map(({ row }) => row), 'id'); // prettier-ignore
  for (const table of ['subscriptions', 'mutes', 'consents'] as const) {
    await trx.deleteFrom(table).where('subscriber_id', 'in', ids).execute();
  }
  await insertSome(trx, 'subscriptions', people.flatMap(({ row, components }) => components.map((component_id) => ({ subscriber_id: row['id'], component_id })))); // prettier-ignore
  await insertSome(trx, 'mutes', people.flatMap(({ mutes }) => mutes)); // prettier-ignore
  await insertSome(trx, 'consents', people.flatMap(({ consents }) => consents.map(({ id: _, ...consent }) => consent))); // prettier-ignore
  // The link in an old mail must not bring back who has used it, or has left, since.
  await trx
    .updateTable('confirmations')
    .set((eb) => ({
      used_at: eb
        .selectFrom('subscribers')
        .select((of) => of.fn.coalesce('confirmed_at', 'created_at').as('at'))
        .whereRef('subscribers.id', '=', 'confirmations.subscriber_id'),
    }))
    .where('subscriber_id', 'in', ids)
    .where('used_at', 'is', null)
    .execute();
}

/** Who stands where these people belong: under the number of one of them, or with the address of one. */
async function othersInPlace(
  trx: Kysely<Tables>,
  rows: readonly { readonly id: number; readonly address_key: string; readonly created_at: string }[],
): Promise<number[]> {
  const created = new Map(rows.map(({ id, created_at }) => [id, created_at]));
  const owner = new Map(rows.map(({ id, address_key }) => [address_key, id]));
  const there = trx.selectFrom('subscribers').select(['id', 'address_key', 'created_at']);
  const byNumber = await there.where('id', 'in', [...created.keys()]).execute();
  const byAddress = await there.where('address_key', 'in', [...owner.keys()]).execute();
  // A number is given again once its first owner was forgotten without ever having confirmed.
  const reused = byNumber.filter(({ id, created_at }) => created.get(id) !== created_at);
  // Whoever had the address meanwhile, or before, is the same person.
  const same = byAddress.filter(({ id, address_key }) => owner.get(address_key) !== id);
  return [...reused, ...same].map(({ id }) => id);
}

/** What rows that came along cannot say. */
async function apply(trx: Kysely<Tables>, { kind, subject, detail }: Events[number]): Promise<void> {
  const told = JSON.parse(detail) as Readonly<Record<string, string | number | null>>;
  if (kind === 'suppression') {
    await upsert(trx, 'suppressions', [{ id: subject, ...told }], null);
  }
  if (kind === 'removed' && told['suppressed'] != null) {
    const person = trx.deleteFrom('subscribers').where('id', '=', subject);
    await person.where('link_version', '=', Number(told['version'])).execute();
  }
  if (kind === 'withdrawal') {
    await trx
      .updateTable('subscribers')
      .set({ status: 'unsubscribed', unsubscribed_at: String(told['at']) })
      .where('id', '=', subject)
      .where('link_version', '=', Number(told['version']))
      .where('status', '<>', 'unsubscribed')
      .where((is) => is.or([is('confirmed_at', 'is', null), is('confirmed_at', '<=', String(told['at']))]))
      .where((is) => is.or([is('returned_at', 'is', null), is('returned_at', '<=', String(told['at']))]))
      .execute();
  }
}

async function restoreAnnouncement(
  trx: Kysely<Tables>,
  { row, messages, owed }: Segment['announcements'][number],
  now: number,
): Promise<void> {
  const announcement = row as unknown as Tables['announcements'] & { id: number };
  await upsert(trx, 'announcements', [row], 'id');
  await upsert(trx, 'messages', messages, 'id');
  const settled_at = new Date(now).toISOString();
  for (const [first, last, message] of owed) {
    await trx
      .insertInto('deliveries')
      .columns([
        'announcement_id',
        'subscriber_id',
        'message_id',
        'notice_id',
        'at',
        'state',
        'next_try_at',
        'settled_at',
        'last_outcome',
      ]) // prettier-ignore
      .expression((eb) =>
        eb
          .selectFrom('subscribers')
          .select(({ val, ref }) => [
            val(announcement.id).as('announcement_id'),
            ref('id').as('subscriber_id'),
            val(message).as('message_id'),
            val(announcement.notice_id).as('notice_id'),
            val(announcement.at).as('at'),
            val('unknown').as('state'),
            val(settled_at).as('next_try_at'),
            val(settled_at).as('settled_at'),
            val('restored').as('last_outcome'),
          ])
          .where('id', '>=', first)
          .where('id', '<=', last),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/** Rows come from a segment whose proof was right; the columns' own checks say the rest. */
async function upsert(
  trx: Kysely<Tables>,
  table: 'subscribers' | 'announcements' | 'messages' | 'consent_texts' | 'suppressions',
  rows: Segment['texts'],
  key: 'id' | 'version' | null,
): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const insert = trx.insertInto(table).values(rows as never);
  if (key === null) await insert.onConflict((conflict) => conflict.doNothing()).execute();
  else {
    const columns = Object.keys(first);
    const newer = (eb: { ref: (column: never) => unknown }) =>
      Object.fromEntries(columns.map((column) => [column, eb.ref(`excluded.${column}` as never)]));
    await insert.onConflict((conflict) => conflict.column(key as never).doUpdateSet(newer as never)).execute();
  }
}

async function insertSome<Table extends 'events' | 'subscriptions' | 'mutes' | 'consents'>(
  trx: Kysely<Tables>,
  table: Table,
  rows: readonly object[],
): Promise<void> {
  for (const some of inSome(rows)) {
    await trx
      .insertInto(table)
      .values(some as unknown as Insertable<Tables[Table]>[])
      .execute();
  }
}

/** As many as go well into one statement. */
function inSome<Row>(rows: readonly Row[]): Row[][] {
  const some = 500;
  return Array.from({ length: Math.ceil(rows.length / some) }, (_, index) => rows.slice(index * some, (index + 1) * some)); // prettier-ignore
}

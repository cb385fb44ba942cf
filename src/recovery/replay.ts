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
    for (const row of segment.texts) await upsert(trx, 'consent_texts', row, 'version');
    for (const person of segment.people) await restorePerson(trx, person);
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

async function restorePerson(trx: Kysely<Tables>, person: Segment['people'][number]): Promise<void> {
  const row = person.row as unknown as Tables['subscribers'] & { id: number };
  const there = await trx.selectFrom('subscribers').select('created_at').where('id', '=', row.id).executeTakeFirst();
  // A number is given again once its first owner was forgotten without ever having confirmed.
  const isOther = there !== undefined && there.created_at !== row.created_at;
  if (isOther) await trx.deleteFrom('subscribers').where('id', '=', row.id).execute();
  // Whoever had the address meanwhile, or before, is the same person.
  await trx.deleteFrom('subscribers').where('address_key', '=', row.address_key).where('id', '<>', row.id).execute();
  await upsert(trx, 'subscribers', person.row, 'id');
  await trx.deleteFrom('subscriptions').where('subscriber_id', '=', row.id).execute();
  await insertSome(trx, 'subscriptions', person.components.map((component_id) => ({ subscriber_id: row.id, component_id }))); // prettier-ignore
  await trx.deleteFrom('mutes').where('subscriber_id', '=', row.id).execute();
  await insertSome(trx, 'mutes', person.mutes);
  await trx.deleteFrom('consents').where('subscriber_id', '=', row.id).execute();
  await insertSome(trx, 'consents', person.consents.map(({ id: _, ...consent }) => consent)); // prettier-ignore
  const pending = trx.updateTable('confirmations').where('subscriber_id', '=', row.id);
  // The link in an old mail must not bring back who has used it, or has left, since.
  await pending
    .set({ used_at: row.confirmed_at ?? row.created_at })
    .where('used_at', 'is', null)
    .execute();
}

/** What rows that came along cannot say. */
async function apply(trx: Kysely<Tables>, { kind, subject, detail }: Events[number]): Promise<void> {
  const told = JSON.parse(detail) as Readonly<Record<string, string | number | null>>;
  if (kind === 'suppression') {
    await upsert(trx, 'suppressions', { id: subject, ...told }, null);
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
  await upsert(trx, 'announcements', row, 'id');
  for (const message of messages) await upsert(trx, 'messages', message, 'id');
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
  row: Segment['texts'][number],
  key: 'id' | 'version' | null,
): Promise<void> {
  const insert = trx.insertInto(table).values(row as never);
  if (key === null) await insert.onConflict((conflict) => conflict.doNothing()).execute();
  else await insert.onConflict((conflict) => conflict.column(key as never).doUpdateSet(row as never)).execute();
}

async function insertSome<Table extends 'events' | 'subscriptions' | 'mutes' | 'consents'>(
  trx: Kysely<Tables>,
  table: Table,
  rows: readonly object[],
): Promise<void> {
  const some = 500;
  for (let start = 0; start < rows.length; start += some) {
    const values = rows.slice(start, start + some) as unknown as Insertable<Tables[Table]>[];
    await trx.insertInto(table).values(values).execute();
  }
}

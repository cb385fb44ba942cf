import { expect, test } from 'vitest';
import { retryDeliveries } from '../../src/mail/retry.ts';
import { temporaryFolder } from '../support/folder.ts';
import { addSubscribers, announceReport, ledgerDatabase } from '../support/ledger.ts';

const now = Date.parse('2012-06-22T08:12:00.000Z');

test('whoever has had a newer report, or has left, is not sent the older one', async () => {
  const database = ledgerDatabase(temporaryFolder(), true);
  const [waits, newer, gone] = await addSubscribers(database, 3);
  const first = await announceReport(database, [waits!, newer!, gone!], '11');
  const second = await announceReport(database, [newer!], '20');
  await database.write(async (trx) => {
    const set = (announcement: number, ...states: ('in_flight' | 'accepted' | 'unknown')[]) =>
      Promise.all(states.map((state) => trx.updateTable('deliveries').set({ state }).where('announcement_id', '=', announcement).execute())); // prettier-ignore
    await set(first, 'in_flight', 'unknown');
    await set(second, 'in_flight', 'accepted');
    await trx.updateTable('subscribers').set({ status: 'unsubscribed', unsubscribed_at: '2012-06-21T00:00:00.000Z' }).where('id', '=', gone!).execute(); // prettier-ignore
  });
  const retry = () =>
    database.write((trx) => retryDeliveries(trx, { states: ['unknown'], announcements: [first, second], now }));
  expect(await retry()).toEqual({ retried: 1, left: 2 });
  const rows = await database.read((db) => db.selectFrom('deliveries').select(['subscriber_id', 'state']).where('announcement_id', '=', first).orderBy('subscriber_id').execute()); // prettier-ignore
  expect(rows.map(({ state }) => state)).toEqual(['waiting', 'unknown', 'unknown']);
  const { announced_at } = await database.read((db) => db.selectFrom('announcements').select('announced_at').where('id', '=', first).executeTakeFirstOrThrow()); // prettier-ignore
  expect(announced_at).toBe('2012-06-22T08:12:00.000Z');
});

test('a report that was retracted is not sent again', async () => {
  const database = ledgerDatabase(temporaryFolder(), true);
  const people = await addSubscribers(database, 1);
  const first = await announceReport(database, people, '11');
  await database.write(async (trx) => {
    for (const state of ['in_flight', 'refused'] as const) await trx.updateTable('deliveries').set({ state }).execute();
    const row = await trx.selectFrom('announcements').selectAll().executeTakeFirstOrThrow();
    const { notice_id, at, status, text_hash, announced_at } = row;
    await trx
      .insertInto('announcements')
      .values({ notice_id, at, status, text_hash, announced_at, kind: 'retraction' })
      .execute();
  });
  const result = await database.write((trx) =>
    retryDeliveries(trx, { states: ['refused'], announcements: [first], now }),
  );
  expect(result).toEqual({ retried: 0, left: 1 });
});

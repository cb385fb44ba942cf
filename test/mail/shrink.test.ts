import { expect, test } from 'vitest';
import { countDeliveries, tallyDeliveries } from '../../src/mail/counts.ts';
import { shrinkLedger } from '../../src/mail/shrink.ts';
import { temporaryFolder } from '../support/folder.ts';
import { addSubscribers, announcedAt, announceReport, ledgerDatabase } from '../support/ledger.ts';

const day = 86_400_000;
const later = (days: number) => Date.parse(announcedAt) + days * day;

/** Three people, two reports: the first superseded for one of them, all else accepted. */
async function settled() {
  const database = ledgerDatabase(temporaryFolder(), true);
  const people = await addSubscribers(database, 3);
  const first = await announceReport(database, people, '20');
  const second = await announceReport(database, people, '40');
  await database.write(async (trx) => {
    const rows = await trx.selectFrom('deliveries').select(['id', 'announcement_id', 'subscriber_id']).execute();
    const newer = rows.find((row) => row.announcement_id === second && row.subscriber_id === people[0]);
    for (const row of rows) {
      const isOver = row.announcement_id === first && row.subscriber_id === people[0];
      const update = trx.updateTable('deliveries').where('id', '=', row.id);
      if (isOver) {
        await update.set({ state: 'superseded', superseded_by: newer?.id ?? null, settled_at: announcedAt }).execute();
        continue;
      }
      await update.set({ state: 'in_flight' }).execute();
      await update.set({ state: 'accepted', provider: 'first', marks: 1, settled_at: announcedAt }).execute();
    }
  });
  return { database, people, second };
}

test('after 90 days rows become counts, some people at a time, and every count stays what it was', async () => {
  const { database } = await settled();
  const before = await database.read(countDeliveries);
  expect(before).toMatchObject({ owed: 6, accepted: 5, superseded: 1 });
  expect(await database.write((trx) => shrinkLedger(trx, later(89), 2))).toEqual({ rows: 0, more: false });

  const rows: number[] = [];
  for (let more = true; more;) {
    const done = await database.write((trx) => shrinkLedger(trx, later(91), 2));
    rows.push(done.rows);
    more = done.more;
    expect(await database.read(countDeliveries)).toEqual(before);
  }
  expect(rows).toEqual([4, 2, 0]);
  expect(await database.read((db) => db.selectFrom('deliveries').select('id').execute())).toEqual([]);
  const tallies = await database.read(tallyDeliveries);
  expect(tallies.map(({ state, provider, count }) => `${state} ${provider} ${count}`).toSorted()).toEqual([
    'accepted first 2',
    'accepted first 3',
    'superseded  1',
  ]);
  await database.close();
});

test('what is still owed, or was said of the notice lately, keeps all its rows', async () => {
  const { database, people, second } = await settled();
  const third = await announceReport(database, people.slice(0, 1), '50');
  expect(await database.write((trx) => shrinkLedger(trx, later(91)))).toEqual({ rows: 0, more: false });
  await database.write((trx) => trx.deleteFrom('deliveries').where('announcement_id', '=', third).execute());
  await database.write((trx) =>
    trx
      .updateTable('announcements')
      .set({ announced_at: new Date(later(30)).toISOString() })
      .where('id', '=', second)
      .execute(),
  );
  expect(await database.write((trx) => shrinkLedger(trx, later(91)))).toEqual({ rows: 0, more: false });
  expect((await database.write((trx) => shrinkLedger(trx, later(121)))).rows).toBe(6);
  await database.close();
});

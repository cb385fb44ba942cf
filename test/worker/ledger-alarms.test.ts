import { pino } from 'pino';
import { expect, test } from 'vitest';
import { hold, readHolds, release } from '../../src/mail/holds.ts';
import type { UnreadBounces } from '../../src/mail/unread-bounces.ts';
import { createLedgerAlarms } from '../../src/worker/ledger-alarms.ts';
import { openAlerting } from '../support/alerting.ts';
import { addPerson } from '../support/people.ts';
import { makeNotice, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';

async function begin() {
  const alerting = openAlerting();
  const { database } = alerting;
  const clock = { now: tokyo('2012-06-20 17:11') };
  const came: { unread: UnreadBounces | null } = { unread: null };
  const make = () =>
    createLedgerAlarms({
      now: () => clock.now,
      log: pino({ level: 'silent' }),
      siteUrl: 'https://status.example',
      channels: ['hook'],
      language: () => 'ja',
      onTold: () => {},
      unread: () => came.unread,
    });
  await alerting.announce(makeSnapshot([]), '2012-06-20 09:00');
  await addPerson(database, 'hanako@example.jp');
  const told = () =>
    database.read((db) => db.selectFrom('staff_messages').select(['subject', 'text']).orderBy('id').execute());
  return {
    alerting,
    database,
    clock,
    came,
    make,
    told,
    subjects: async () => (await told()).map(({ subject }) => subject),
  };
}

test('what the brake holds is told once, with the command, also over a restart, and once that it is over', async () => {
  const { alerting, database, make, told, subjects } = await begin();
  const four = ['d', 'e', 'f', 'g'].map((id) => makeNotice(id, [makeUpdate('2012-06-20 17:10', 'investigating')]));
  await alerting.announce(makeSnapshot(four), '2012-06-20 17:11');
  const first = make();
  await first.hear(database, true);
  await first.hear(database, true);
  await make().hear(database, true);
  expect(await subjects()).toEqual(['【警報】メールを保留しています（4通待ち）']);
  expect((await told())[0]?.text).toContain('npm run noroshi -- mail release d');
  await database.write(async (trx) => release(trx, (await readHolds(trx)).map(({ id }) => id))); // prettier-ignore
  const later = make();
  for (let times = 0; times < 3; times += 1) await later.hear(database, true);
  expect(await subjects()).toEqual(['【警報】メールを保留しています（4通待ち）', '【回復】メールの保留を解除しました']);
});

test('a mail that may go and has waited for more than a minute is told once, and when none does any more', async () => {
  const { alerting, database, clock, make, subjects } = await begin();
  await alerting.announce(makeSnapshot([makeNotice('lost', [makeUpdate('2012-06-20 17:10', 'investigating')])]), '2012-06-20 17:11'); // prettier-ignore
  const alarms = make();
  for (let times = 0; times < 30; times += 1, clock.now += 2000) await alarms.hear(database, true);
  expect(await subjects()).toEqual([]);
  for (let times = 0; times < 30; times += 1, clock.now += 2000) await alarms.hear(database, true);
  expect(await subjects()).toEqual(['【警報】メールが遅れています（1通待ち）']);
  await alerting.deliver();
  for (let times = 0; times < 3; times += 1) await alarms.hear(database, true);
  expect(await subjects()).toEqual(['【警報】メールが遅れています（1通待ち）', '【回復】メールの遅れが解消しました']);
});

test('what is held, or waits for providers that are all down, is not late', async () => {
  const { alerting, database, clock, make, subjects } = await begin();
  await alerting.announce(makeSnapshot([makeNotice('lost', [makeUpdate('2012-06-20 17:10', 'investigating')])]), '2012-06-20 17:11'); // prettier-ignore
  const alarms = make();
  for (let times = 0; times < 100; times += 1, clock.now += 2000) await alarms.hear(database, false);
  await alarms.hear(database, true);
  expect(await subjects()).toEqual([]);
  await database.write((trx) => hold(trx, { notice: 'lost', reason: 'staff' }, clock.now));
  for (let times = 0; times < 100; times += 1, clock.now += 2000) await alarms.hear(database, true);
  expect(await subjects()).toEqual(['【警報】メールを保留しています（1通待ち）']);
});

test('mail that came back for a person to read is told once a day, also over a restart', async () => {
  const { database, came, make, told, subjects } = await begin();
  const alarms = make();
  await alarms.hear(database, true);
  expect(await subjects()).toEqual([]);
  came.unread = { folder: '/data/unread-bounces', count: 1, newest: '2012-06-20' };
  await alarms.hear(database, true);
  came.unread = { ...came.unread, count: 2 };
  for (const again of [alarms, make()]) await again.hear(database, true);
  expect(await subjects()).toEqual(['【警報】戻ってきたメールをご確認ください（1通）']);
  expect((await told())[0]?.text).toContain('/data/unread-bounces');
  came.unread = { ...came.unread, count: 3, newest: '2012-06-21' };
  await alarms.hear(database, true);
  expect(await subjects()).toHaveLength(2);
});

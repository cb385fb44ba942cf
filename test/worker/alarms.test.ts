import { expect, test } from 'vitest';
import { staffProblems } from '../../src/alerts/staff-health.ts';
import type { ProviderHealth } from '../../src/mail/deliver.ts';
import { countBounce } from '../../src/mail/take-bounces.ts';
import { nextSlot, noteFlood } from '../../src/subscribers/limits.ts';
import { createAlarms } from '../../src/worker/alarms.ts';
import { openAlerting } from '../support/alerting.ts';
import { addPerson } from '../support/people.ts';
import { makeNotice, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';

const second = 1000;
const provider = (isWell: boolean, others: Partial<ProviderHealth> = {}): ProviderHealth => ({
  name: 'first',
  isWell,
  reason: isWell ? null : 'connect: no answer',
  askedAgainAt: null,
  trouble: null,
  usedUpUntil: null,
  ...others,
});

/** Alarms on a database of their own, in which a mail waits, and a clock that the test turns. */
async function begin(channels = ['hook']) {
  const { database, announce } = openAlerting();
  const clock = { now: tokyo('2012-06-20 17:20') };
  let woken = 0;
  const alarms = createAlarms({
    now: () => clock.now,
    siteUrl: 'https://status.example',
    channels,
    language: () => 'ja',
    onTold: () => (woken += 1),
  });
  await announce(makeSnapshot([]), '2012-06-20 09:00');
  await addPerson(database, 'hanako@example.jp');
  await announce(makeSnapshot([makeNotice('lost', [makeUpdate('2012-06-20 17:10', 'investigating')])]), '2012-06-20 17:11'); // prettier-ignore
  const told = () =>
    database.read((db) => db.selectFrom('staff_messages').select(['subject', 'text']).orderBy('id').execute());
  const subjects = async () => (await told()).map(({ subject }) => subject);
  return { database, clock, alarms, told, subjects, woken: () => woken };
}

test('providers that are all down for a minute while mails wait are told once, and once that they are back', async () => {
  const { database, clock, alarms, told, subjects, woken } = await begin();
  for (let times = 0; times < 200; times += 1, clock.now += 2 * second) {
    await alarms.hearProviders(database, [provider(false)]);
    if (times === 29) expect(await subjects()).toEqual([]);
  }
  expect(await subjects()).toEqual(['【警報】メールを送れません（1通待ち）']);
  expect((await told())[0]?.text).toContain('first: connect: no answer');
  for (let times = 0; times < 3; times += 1) await alarms.hearProviders(database, [provider(true), provider(false)]);
  expect(await subjects()).toEqual(['【警報】メールを送れません（1通待ち）', '【回復】メールを送れるようになりました']);
  expect(woken()).toBe(2);
});

test('a moment without a provider, or none while nothing waits, is no alarm', async () => {
  const { database, clock, alarms, subjects } = await begin();
  await alarms.hearProviders(database, [provider(false)]);
  clock.now += 30 * second;
  await alarms.hearProviders(database, [provider(true)]);
  await database.write((trx) => trx.deleteFrom('deliveries').execute());
  for (let times = 0; times < 100; times += 1, clock.now += 2 * second)
    await alarms.hearProviders(database, [provider(false)]);
  expect(await subjects()).toEqual([]);
});

test('content that is not reached for a minute is told with the reason, and when it is again', async () => {
  const { database, clock, alarms, told, subjects } = await begin();
  for (let times = 0; times < 60; times += 1, clock.now += 2 * second)
    await alarms.hearPublisher(database, ['git is missing. Install it.']);
  await alarms.hearPublisher(database, []);
  expect(await subjects()).toEqual([
    '【警報】新しい内容を公開できません',
    '【回復】新しい内容を公開できるようになりました',
  ]);
  expect((await told())[0]?.text).toContain('git is missing. Install it.');
});

test('the database that is back is told; with no channel set nothing ever is', async () => {
  const { database, alarms, subjects } = await begin();
  await alarms.databaseIsBack(database);
  expect(await subjects()).toEqual(['【回復】データベースが使えるようになりました']);
  const silent = await begin([]);
  await silent.alarms.databaseIsBack(silent.database);
  expect(await silent.subjects()).toEqual([]);
});

test('a channel over which the last message did not arrive is a problem until one does', async () => {
  const { database, clock, alarms } = await begin(['mail:oncall@staff.example', 'hook']);
  const problems = () => database.read((db) => staffProblems(db, ['mail:oncall@staff.example', 'hook']));
  const end = (state: 'refused' | 'accepted') =>
    database.write((trx) =>
      trx
        .updateTable('staff_messages')
        .set({ state, last_outcome: 'HTTP 404' })
        .where('state', '=', 'waiting')
        .execute(),
    );
  await alarms.databaseIsBack(database);
  expect(await problems()).toEqual([]);
  await end('refused');
  expect(await problems()).toEqual([
    expect.stringContaining('address 1 of STAFF_EMAIL ended refused (HTTP 404)'),
    expect.stringContaining('STAFF_HOOK ended refused (HTTP 404)'),
  ]);
  clock.now += 60 * second;
  await alarms.databaseIsBack(database);
  await end('accepted');
  expect(await problems()).toEqual([]);
});

test('a refused log-in is told at once, once, and when it is mended; one that is put off waits a minute like any fault', async () => {
  const { database, clock, alarms, told, subjects } = await begin();
  const second = provider(true, { name: 'second' });
  const refused = provider(false, { trouble: 'credentials', reason: 'auth: 535 5.7.8 no' });
  for (let times = 0; times < 100; times += 1, clock.now += 2 * 1000) await alarms.hearProviders(database, [refused, second]); // prettier-ignore
  expect(await subjects()).toEqual(['【警報】first にログインできません']);
  expect((await told())[0]?.text).toContain('auth: 535 5.7.8 no');
  await alarms.hearProviders(database, [provider(true), second]);
  const putOff = provider(false, { reason: 'auth: 454 4.7.0 later' });
  for (let times = 0; times < 40; times += 1, clock.now += 2 * 1000) {
    await alarms.hearProviders(database, [putOff, second]);
    if (times === 29) expect(await subjects()).toHaveLength(2);
  }
  expect((await subjects()).slice(1)).toEqual([
    '【回復】first がメールを受け取るようになりました',
    '【警報】first がメールを受け取りません',
  ]);
});

test('mail that comes back in a mass is told once', async () => {
  const { database, alarms, told, subjects, woken } = await begin();
  await alarms.hearBounces(database);
  expect(woken()).toBe(0);
  const mass = { announcement_id: 1, notice_id: 'lost', bounced: 11, owed: 100, code: '5.1.1' };
  await database.write((trx) =>
    trx
      .insertInto('mass_bounces')
      .values({ ...mass, at: '2012-06-20T08:20:00.000Z' })
      .execute(),
  );
  for (let times = 0; times < 3; times += 1) await alarms.hearBounces(database);
  expect(woken()).toBe(1);
  expect((await told())[0]?.text).toMatch(/100通.*11通.*5\.1\.1/);
  expect(await subjects()).toEqual(['【警報】メールが大量に戻っています（100通中11通、集計打ち切り）']);
});

test('complaints above 0.1 % are told once for each report, and one of two people is no rate', async () => {
  const { database, clock, alarms, told, subjects } = await begin();
  const key = Buffer.from('a key of this test, thirty-two bytes long');
  const complain = (name: string) =>
    database.write((trx) => {
      const mail = { addressKey: `${name}@example.jp`, announcement: 1, name: `mail ${name}` };
      return countBounce({ trx, key, now: clock.now }, mail, { kind: 'complaint', code: 'abuse' });
    });
  const look = async () => {
    clock.now += 60 * second;
    await alarms.hearComplaints(database);
  };
  await database.write(async (trx) => {
    await trx.updateTable('deliveries').set({ state: 'in_flight' }).execute();
    await trx.updateTable('deliveries').set({ state: 'accepted' }).execute();
  });
  for (const name of ['hanako', 'taro']) await complain(name);
  await look();
  expect(await subjects()).toEqual([]);
  await complain('mori');
  for (let times = 0; times < 3; times += 1) await look();
  expect(await subjects()).toEqual(['【警報】迷惑メールの申告が多くなっています（1通中3通）']);
  expect((await told())[0]?.text).toContain('lost');
});

test('a form that is filled in faster than its pace is told at once, once, and when it has been calm for ten minutes', async () => {
  const { database, clock, alarms, subjects } = await begin();
  const key = Buffer.from('a key of this test, thirty-two bytes long');
  const network = '192.0.2.7';
  const ask = (times: number) =>
    database.write(async (trx) => {
      for (let n = 0; n < times; n += 1) await nextSlot({ trx, key, now: clock.now }, network);
    });
  const { write } = database;
  const note = () => database.read((trx) => noteFlood({ trx, key, now: clock.now, write }, network));
  await ask(59);
  await note();
  await alarms.hearForms(database);
  expect(await subjects(), 'a whole class').toEqual([]);
  await ask(1);
  await note();
  for (let times = 0; times < 3; times += 1) await alarms.hearForms(database);
  expect(await subjects()).toEqual(['【警報】登録フォームへの送信が急増しています']);
  clock.now += 599 * second;
  await alarms.hearForms(database);
  expect(await subjects()).toHaveLength(1);
  clock.now += second;
  await alarms.hearForms(database);
  expect((await subjects()).slice(1)).toEqual(['【回復】登録フォームへの送信が落ち着きました']);
});

test('backups that fail for a minute are told with the reason, and when they are in order again', async () => {
  const { database, clock, alarms, told, subjects } = await begin();
  for (let times = 0; times < 60; times += 1, clock.now += 2 * second)
    await alarms.hearBackups(database, ['BACKUP_1: no space left']);
  expect((await told())[0]?.text).toContain('BACKUP_1: no space left');
  await alarms.hearBackups(database, []);
  expect(await subjects()).toEqual([
    '【警報】バックアップを確認してください',
    '【回復】バックアップは正常に戻りました',
  ]);
});

import { expect, test } from 'vitest';
import type { Status } from '../../src/incidents/notice.ts';
import { hold, readHolds, release } from '../../src/mail/holds.ts';
import { alertsOutbox } from '../../src/mail/ledger.ts';
import { openAlerting } from '../support/alerting.ts';
import { ledgerNeeds } from '../support/ledger.ts';
import { addPerson } from '../support/people.ts';
import { makeNotice, makePage, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';

async function begin() {
  const alerting = openAlerting();
  await alerting.announce(makeSnapshot([]), '2012-06-20 09:00');
  await addPerson(alerting.database, 'hanako@example.jp');
  const { database } = alerting;
  const outbox = alertsOutbox(ledgerNeeds(database, () => 0));
  return {
    alerting,
    database,
    /** How many mails a provider would be handed at a time in Tokyo. */
    due: async (at: string) => (await outbox.claim(100, tokyo(at))).length,
    holds: async () => (await database.read(readHolds)).map(({ notice_id, reason }) => `${notice_id} ${reason}`),
    releaseAll: () =>
      database.write(async (trx) =>
        release(
          trx,
          (await readHolds(trx)).map(({ id }) => id),
        ),
      ),
  };
}

const report = (id: string, time = '17:10', status: Status = 'investigating') =>
  makeNotice(id, [makeUpdate(`2012-06-20 ${time}`, status, { number: 1 })]);

test('news of three notices goes out, of four at once none before it is released', async () => {
  const { alerting, due, holds, releaseAll } = await begin();
  const three = ['a', 'b', 'c'].map((id) => report(id));
  const { held } = await alerting.announce(makeSnapshot(three), '2012-06-20 17:11');
  expect(held).toEqual([]);
  expect(await due('2012-06-20 17:12')).toBe(3);
  const four = ['d', 'e', 'f', 'g'].map((id) => report(id));
  const result = await alerting.announce(makeSnapshot([...three, ...four]), '2012-06-20 17:13');
  expect(result.held.map(({ notice, reason }) => `${notice} ${reason}`)).toEqual(
    ['d', 'e', 'f', 'g'].map((id) => `${id} many_notices`),
  );
  expect(await due('2012-06-20 17:14')).toBe(0);
  // What follows on one of them waits with it.
  const next = [
    ...three,
    ...four.slice(1),
    makeNotice('d', [...four[0]!.updates, makeUpdate('2012-06-20 17:20', 'identified')]),
  ];
  await alerting.announce(makeSnapshot(next), '2012-06-20 17:21');
  expect(await due('2012-06-20 17:22')).toBe(0);
  expect(await holds()).toHaveLength(4);
  await releaseAll();
  expect(await due('2012-06-20 17:23')).toBe(4);
});

test('a mistake that is taken back under the brake holds nothing any more', async () => {
  const { alerting, holds } = await begin();
  await alerting.announce(makeSnapshot(['d', 'e', 'f', 'g'].map((id) => report(id))), '2012-06-20 17:11');
  await alerting.announce(makeSnapshot([]), '2012-06-20 17:12');
  expect(await holds()).toEqual([]);
});

test('many maintenances that the clock begins at once are no slip', async () => {
  const { alerting, database, due } = await begin();
  const schedule = { scheduledFor: tokyo('2012-06-20 17:10'), scheduledUntil: tokyo('2012-06-20 19:00') };
  const planned = ['d', 'e', 'f', 'g'].map((id) =>
    makeNotice(id, [makeUpdate('2012-06-20 10:00', 'scheduled')], {
      type: 'maintenance',
      automatic: true,
      ...schedule,
    }),
  );
  await alerting.announce(makeSnapshot(planned), '2012-06-20 10:01');
  await database.write((trx) => trx.deleteFrom('deliveries').execute());
  await database.write((trx) => trx.deleteFrom('holds').execute());
  const { announced, held } = await alerting.announce(makeSnapshot(planned), '2012-06-20 17:10');
  expect([announced.length, held]).toEqual([4, []]);
  expect(await due('2012-06-20 17:11')).toBe(4);
});

test('the seventh mail in an hour is held, an end never, and after the hour it goes on', async () => {
  const { alerting, due, holds } = await begin();
  const minutes = ['01', '02', '03', '04', '05', '06', '07'];
  const updates = minutes.map((minute, index) => makeUpdate(`2012-06-20 17:${minute}`, 'investigating', { number: index + 1 })); // prettier-ignore
  for (const [index] of updates.entries()) {
    const at = `2012-06-20 17:${minutes[index]}`;
    const { held } = await alerting.announce(makeSnapshot([makeNotice('lost', updates.slice(0, index + 1))]), at);
    expect(held.map(({ number, reason }) => `${number} ${reason}`)).toEqual(index === 6 ? ['7 many_mails'] : []);
    if (index < 6) await alerting.deliver();
  }
  expect(await holds()).toEqual(['lost many_mails']);
  expect(await due('2012-06-20 17:08')).toBe(0);
  const end = makeUpdate('2012-06-20 17:10', 'resolved', { number: 8 });
  const result = await alerting.announce(makeSnapshot([makeNotice('lost', [...updates, end])]), '2012-06-20 17:11');
  expect(result.held).toEqual([]);
  expect(await holds()).toEqual([]);
  expect(await alerting.ledger()).toContain('hanako superseded 17:07 by 17:10');
  expect(await due('2012-06-20 17:12')).toBe(1);
});

test('only who would get too many counts, and a mail that still waits takes the next report in', async () => {
  const { alerting } = await begin();
  const updates = Array.from({ length: 9 }, (_, index) => makeUpdate(`2012-06-20 17:0${index}`, 'investigating', { number: index + 1 })); // prettier-ignore
  for (const [index] of updates.entries()) {
    const snapshot = makeSnapshot([makeNotice('lost', updates.slice(0, index + 1))]);
    expect((await alerting.announce(snapshot, `2012-06-20 17:0${index}`)).held).toEqual([]);
  }
});

test('a retraction is not held by the hourly limit', async () => {
  const { alerting, due } = await begin();
  const updates = Array.from({ length: 6 }, (_, index) => makeUpdate(`2012-06-20 17:0${index}`, 'investigating', { number: index + 1 })); // prettier-ignore
  for (const [index] of updates.entries()) {
    await alerting.announce(makeSnapshot([makeNotice('lost', updates.slice(0, index + 1))]), `2012-06-20 17:0${index}`);
    await alerting.deliver();
  }
  const taken = updates.map((update, index) => (index === 5 ? { ...update, retracted: true } : update));
  const { retracted } = await alerting.announce(makeSnapshot([makeNotice('lost', taken)]), '2012-06-20 17:10');
  expect(retracted).toMatchObject([{ number: 6, people: 1 }]);
  expect(await due('2012-06-20 17:11')).toBe(1);
});

test('with a hold in page.yaml a mail waits that long, and what is taken back meanwhile was never sent', async () => {
  const { alerting, due } = await begin();
  const page = makePage({ hold: '2m' });
  const snapshot = { ...makeSnapshot([report('lost')]), page };
  await alerting.announce(snapshot, '2012-06-20 17:11');
  expect(await due('2012-06-20 17:12')).toBe(0);
  expect(await due('2012-06-20 17:13')).toBe(1);
  await alerting.announce({ ...makeSnapshot([report('other')]), page }, '2012-06-20 17:20');
  await alerting.announce({ ...makeSnapshot([]), page }, '2012-06-20 17:21');
  expect(await due('2012-06-20 18:00')).toBe(0);
});

test('one notice held by hand waits alone; held with everything, all of it', async () => {
  const { alerting, database, due, releaseAll } = await begin();
  await database.write((trx) => hold(trx, { notice: 'lost', reason: 'staff' }, 0));
  const { held } = await alerting.announce(makeSnapshot([report('lost'), report('other')]), '2012-06-20 17:11');
  expect(held).toMatchObject([{ notice: 'lost', reason: 'staff' }]);
  expect(await due('2012-06-20 17:12')).toBe(1);
  await database.write((trx) => hold(trx, { notice: null, reason: 'staff' }, 0));
  await alerting.announce(makeSnapshot([report('third')]), '2012-06-20 17:13');
  expect(await due('2012-06-20 17:14')).toBe(0);
  await releaseAll();
  expect(await due('2012-06-20 17:15')).toBe(1);
});

import { expect, onTestFinished, test } from 'vitest';
import { newQuota, usedToday } from '../../src/mail/quota.ts';
import { temporaryFolder } from '../support/folder.ts';
import { ledgerDatabase } from '../support/ledger.ts';

const hour = 3_600_000;

function begin(daily: number) {
  const database = ledgerDatabase(temporaryFolder(), true);
  onTestFinished(() => database.close());
  const clock = { now: Date.UTC(2012, 5, 20, 8, 30) };
  const open = () => newQuota({ database, provider: 'first', daily, now: () => clock.now });
  const used = () => database.read(async (db) => (await usedToday(db, clock.now)).get('first') ?? 0);
  return { database, clock, open, used };
}

async function takeAll(quota: ReturnType<typeof newQuota>, most: number): Promise<number> {
  const takes = await Promise.all(Array.from({ length: most }, () => quota.take()));
  return takes.filter(Boolean).length;
}

test('a day gives what is declared and not one more, whatever is asked at once', async () => {
  const { open, used } = begin(250);
  const quota = open();
  expect(await takeAll(quota, 400)).toBe(250);
  expect(await used()).toBe(250);
  expect(quota.usedUpUntil()).toBe(Date.UTC(2012, 5, 21, 9));
});

test('a restart does not forget, and a stop gives back what was taken ahead', async () => {
  const { open, used } = begin(1000);
  const first = open();
  expect(await takeAll(first, 3)).toBe(3);
  expect(await used()).toBe(10);
  await first.close();
  expect(await used()).toBe(3);
  const killed = open();
  expect(await takeAll(killed, 101)).toBe(101); // and no close
  expect(await takeAll(open(), 2000)).toBe(1000 - 3 - 110);
});

test('what was not handed over can be used by the next', async () => {
  const quota = begin(1).open();
  expect(await quota.take()).toBe(true);
  expect(await quota.take()).toBe(false);
  quota.giveBack();
  expect(quota.usedUpUntil()).toBeNull();
  expect(await quota.take()).toBe(true);
});

test('no 24 hours see more than a day’s messages', async () => {
  const { clock, open } = begin(100);
  const quota = open();
  const taken: number[] = [];
  for (const ahead of [0, 12, 12, 1, 12]) {
    clock.now += ahead * hour;
    taken.push(await takeAll(quota, 60));
  }
  expect(taken).toEqual([60, 40, 0, 60, 40]);
});

test.each([
  ['back by an hour', -hour, 0],
  ['on by an hour', hour, 0],
])('a clock that is set %s gives no second day', async (_what, step, more) => {
  const { clock, open } = begin(50);
  expect(await takeAll(open(), 60)).toBe(50);
  clock.now += step;
  expect(await takeAll(open(), 60)).toBe(more);
});

import { expect, test } from 'vitest';
import { guardedOutbox } from '../../src/mail/clock-guard.ts';
import { alertsOutbox } from '../../src/mail/ledger.ts';
import { countDeliveries } from '../../src/mail/counts.ts';
import { temporaryFolder } from '../support/folder.ts';
import { addSubscribers, announceReport, ledgerDatabase, ledgerNeeds } from '../support/ledger.ts';

const right = Date.UTC(2026, 10, 27);
const day = 24 * 3600_000;

test('with a clock before our own time, or leapt ahead by years, all waits; set right, it goes', async () => {
  const database = ledgerDatabase(temporaryFolder(), true);
  await announceReport(database, await addSubscribers(database, 3), '11');
  const told: string[] = [];
  const note = (_: object, text: string) => told.push(text);
  const needs = { ...ledgerNeeds(database, () => right), maxAge: 100 * 366 * day };
  const outbox = guardedOutbox(alertsOutbox(needs), { error: note, info: note } as never);
  for (const mad of [0, Date.UTC(2012, 5, 20), Date.UTC(2024, 11, 31)]) {
    expect(await outbox.claim(1, mad)).toEqual([]);
    expect(await outbox.nextAt(mad)).toBeNull();
  }
  expect(told).toEqual([expect.stringMatching(/the clock is wrong/)]);
  expect(await outbox.claim(1, right)).toHaveLength(1);
  expect(await outbox.claim(1, right + 3 * 366 * day)).toEqual([]);
  expect(told).toHaveLength(3);
  expect(await database.read(countDeliveries)).toMatchObject({ waiting: 2, in_flight: 1, expired: 0 });
  expect(await outbox.claim(5, right + 300 * day)).toHaveLength(2);
  expect(told.at(-1)).toMatch(/right again/);
});

test('a clock that is a year on after a start is believed: no update of ours is needed to go on', async () => {
  const database = ledgerDatabase(temporaryFolder(), true);
  await announceReport(database, await addSubscribers(database, 1), '11');
  const needs = { ...ledgerNeeds(database, () => right), maxAge: 100 * 366 * day };
  const silent = { error: () => {}, info: () => {} } as never;
  expect(await guardedOutbox(alertsOutbox(needs), silent).claim(1, right + 5 * 366 * day)).toHaveLength(1);
});

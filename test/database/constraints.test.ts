import BetterSqlite from 'better-sqlite3';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../../src/database.ts';
import { deliveryStates, type DeliveryState } from '../../src/schema.ts';
import { temporaryFolder } from '../support/folder.ts';

const at = '2012-06-20T08:10:00.000Z';

/** One person and two announcements of one notice, by SQL: this is about what the file itself refuses. */
async function ledger() {
  const file = join(temporaryFolder(), 'noroshi.db');
  await openDatabase({ file, create: true }).close();
  const raw = new BetterSqlite(file);
  raw.pragma('foreign_keys = 1');
  raw.exec(`
    INSERT INTO subscribers (id, address, address_key, language, status, created_at, confirmed_at, unsubscribed_at, link_version)
      VALUES (1, 'a@example.jp', 'a@example.jp', 'ja', 'confirmed', '${at}', '${at}', NULL, 7);
    INSERT INTO announcements VALUES (1, 'fire', '${at}', 'report', 'investigating', '', '${at}', NULL, 1, NULL);
    INSERT INTO announcements VALUES (2, 'fire', '2012-06-20T09:10:00.000Z', 'report', 'identified', '', '${at}', NULL, 2, NULL);
    INSERT INTO messages VALUES (1, 1, 'ja', '{}', ''), (2, 2, 'ja', '{}', '');
  `);
  const owe = (id: number, announcement: number, state: string) =>
    raw.exec(`INSERT INTO deliveries (id, announcement_id, subscriber_id, message_id, notice_id, at, state, next_try_at)
      VALUES (${id}, ${announcement}, 1, ${announcement}, 'fire', '${at}', '${state}', '${at}')`);
  const turn = (id: number, state: string) => raw.exec(`UPDATE deliveries SET state = '${state}' WHERE id = ${id}`);
  return { raw, owe, turn };
}

test('a person is owed an announcement once, and an update is announced once', async () => {
  const { raw, owe } = await ledger();
  owe(1, 1, 'waiting');
  expect(() => owe(2, 1, 'waiting')).toThrow(/UNIQUE/);
  const again = `INSERT INTO announcements VALUES (3, 'fire', '${at}', 'report', 'identified', '', '${at}', NULL, 3, NULL)`;
  expect(() => raw.exec(again)).toThrow(/UNIQUE/);
});

test('of one notice only one mail to a person is in flight', async () => {
  const { owe, turn } = await ledger();
  owe(1, 1, 'in_flight');
  owe(2, 2, 'waiting');
  expect(() => turn(2, 'in_flight')).toThrow(/UNIQUE/);
  turn(1, 'accepted');
  turn(2, 'in_flight');
});

test('times are whole and people known', async () => {
  const { raw } = await ledger();
  expect(() => raw.exec(`UPDATE announcements SET announced_at = '2012-06-20T08:10:00Z'`)).toThrow(/CHECK/);
  expect(() => raw.exec(`INSERT INTO subscriptions VALUES (99, 'web')`)).toThrow(/FOREIGN KEY/);
});

/** Every way a delivery may go; whatever is missing here the file refuses. */
const ways: Record<DeliveryState, readonly DeliveryState[]> = {
  waiting: ['in_flight', 'refused', 'superseded', 'withdrawn', 'expired', 'left'],
  in_flight: ['waiting', 'accepted', 'refused', 'unknown'],
  superseded: ['waiting', 'withdrawn'],
  withdrawn: ['waiting'],
  refused: ['waiting'],
  expired: ['waiting'],
  unknown: ['waiting'],
  accepted: [],
  left: [],
};

test.each(deliveryStates)('a delivery that is %s goes only where it may', async (from) => {
  const { raw, owe, turn } = await ledger();
  for (const to of deliveryStates.filter((state) => state !== from)) {
    raw.exec('DELETE FROM deliveries');
    owe(1, 1, from);
    if (ways[from].includes(to)) expect(() => turn(1, to), `${from} to ${to}`).not.toThrow();
    else expect(() => turn(1, to), `${from} to ${to}`).toThrow(/cannot change|stays accepted|only a waiting/);
  }
  expect(() => turn(1, 'lost')).toThrow(/CHECK|cannot change/);
});

test.each(['waiting', 'superseded'] as const)('what was %s ends unknown where a copy may be out', async (from) => {
  const { raw, owe, turn } = await ledger();
  owe(1, 1, from);
  expect(() => turn(1, 'unknown')).toThrow(/cannot change/);
  raw.exec('UPDATE deliveries SET marks = 1');
  expect(() => turn(1, 'unknown')).not.toThrow();
});

test('what is held is not claimed, and what goes back to waiting under a hold is held', async () => {
  const { raw, owe, turn } = await ledger();
  const held = () => raw.prepare('SELECT held FROM deliveries WHERE id = 1').pluck().get();
  owe(1, 1, 'waiting');
  turn(1, 'in_flight');
  raw.exec(`INSERT INTO holds VALUES (1, 'fire', NULL, 'staff', '${at}')`);
  turn(1, 'waiting');
  expect(held()).toBe(1);
  expect(() => turn(1, 'in_flight')).toThrow(/held/);
  turn(1, 'withdrawn');
  raw.exec('DELETE FROM holds');
  turn(1, 'waiting');
  expect(held()).toBe(0);
  raw.exec(`INSERT INTO holds VALUES (1, NULL, NULL, 'restored', '${at}')`);
  expect(() => turn(1, 'in_flight')).toThrow(/held/);
});

test('one thing is held once for one reason', async () => {
  const { raw } = await ledger();
  const hold = (id: number, notice: string) =>
    raw.exec(`INSERT INTO holds VALUES (${id}, ${notice}, NULL, 'staff', '${at}')`);
  hold(1, 'NULL');
  expect(() => hold(2, 'NULL')).toThrow(/UNIQUE/);
  hold(2, "'fire'");
  expect(() => hold(3, "'fire'")).toThrow(/UNIQUE/);
});

test('a confirmation mail that ended is not sent again, nor one that may be out', async () => {
  const { raw } = await ledger();
  raw.exec(`INSERT INTO confirmations (id, subscriber_id, token_hash, code_hash, components, language, created_at, expires_at, mail, state, next_try_at)
    VALUES (1, 1, 't', 'c', '[]', 'ja', '${at}', '${at}', '', 'in_flight', '${at}')`);
  const turn = (state: string) => raw.exec(`UPDATE confirmations SET state = '${state}'`);
  raw.exec(`UPDATE confirmations SET marked_at = '${at}'`);
  expect(() => turn('waiting')).toThrow(/CHECK/);
  turn('unknown');
  for (const state of ['waiting', 'in_flight']) expect(() => turn(state), state).toThrow(/not sent again/);
});

import BetterSqlite from 'better-sqlite3';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../../src/database.ts';
import { deliveryStates } from '../../src/schema.ts';
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
    INSERT INTO announcements VALUES (1, 'fire', '${at}', 'report', 'investigating', '', '${at}', NULL);
    INSERT INTO announcements VALUES (2, 'fire', '2012-06-20T09:10:00.000Z', 'report', 'identified', '', '${at}', NULL);
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
  const again = `INSERT INTO announcements VALUES (3, 'fire', '${at}', 'report', 'identified', '', '${at}', NULL)`;
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

test('what was accepted stays accepted, and only what waits is claimed', async () => {
  const { owe, turn } = await ledger();
  owe(1, 1, 'accepted');
  for (const state of deliveryStates.filter((one) => one !== 'accepted')) {
    expect(() => turn(1, state), state).toThrow(/accepted|waiting/);
  }
  owe(2, 2, 'unknown');
  expect(() => turn(2, 'in_flight')).toThrow(/only a waiting delivery/);
  turn(2, 'waiting');
  turn(2, 'in_flight');
  expect(() => turn(2, 'lost')).toThrow(/CHECK/);
});

test('times are whole and people known', async () => {
  const { raw } = await ledger();
  expect(() => raw.exec(`UPDATE announcements SET announced_at = '2012-06-20T08:10:00Z'`)).toThrow(/CHECK/);
  expect(() => raw.exec(`INSERT INTO subscriptions VALUES (99, 'web')`)).toThrow(/FOREIGN KEY/);
});

import BetterSqlite from 'better-sqlite3';
import { sql } from 'kysely';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DatabaseLost, openDatabase, type Database } from '../../src/database.ts';
import { temporaryFolder } from '../support/folder.ts';

function opened(file: string, create = false): Database {
  const db = openDatabase({ file, create });
  onTestFinished(() => db.close());
  return db;
}

const at = '2012-06-20T08:10:00.000Z';
const person = (address: string) => ({
  address, address_key: address, language: 'ja', status: 'confirmed' as const, created_at: at, confirmed_at: at,
  unsubscribed_at: null, link_version: 1,
}); // prettier-ignore

test('every connection syncs fully, holds foreign keys and keeps a log, after a restart too', async () => {
  const file = join(temporaryFolder(), 'noroshi.db');
  await openDatabase({ file, create: true }).close();
  const db = opened(file);
  for (const ask of [db.read, db.write]) {
    const pragma = async (name: string) => {
      const { rows } = await ask((one) => sql.raw<Record<string, unknown>>(`PRAGMA ${name}`).execute(one));
      return Object.values(rows[0] ?? {})[0];
    };
    expect(await pragma('synchronous')).toBe(2);
    expect(await pragma('foreign_keys')).toBe(1);
    expect(await pragma('journal_mode')).toBe('wal');
    expect(await pragma('busy_timeout')).toBe(5000);
  }
});

test('writes begun at the same time come one after the other, each whole or not at all', async () => {
  const db = opened(join(temporaryFolder(), 'noroshi.db'), true);
  const seen: string[] = [];
  const write = (name: string, fails: boolean) =>
    db.write(async (trx) => {
      seen.push(`${name} begins`);
      await trx
        .insertInto('subscribers')
        .values(person(`${name}@example.jp`))
        .execute();
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(`${name} ends`);
      if (fails) throw new Error('changed my mind');
    });
  const results = await Promise.allSettled([write('a', false), write('b', true), write('c', false)]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  const rows = await db.read((reader) => reader.selectFrom('subscribers').select('address').execute());
  expect(rows.map(({ address }) => address)).toEqual(['a@example.jp', 'c@example.jp']);
});

test('a writing transaction takes the lock at once, and reading waits for nobody', async () => {
  const file = join(temporaryFolder(), 'noroshi.db');
  const db = opened(file, true);
  const other = new BetterSqlite(file, { timeout: 0 });
  await db.write(async () => {
    expect(() => other.exec('BEGIN IMMEDIATE')).toThrow(/locked/);
    await Promise.resolve();
  });
  await db.write(async (trx) => {
    await trx.insertInto('subscribers').values(person('hana@example.jp')).execute();
    expect(await db.read((reader) => reader.selectFrom('subscribers').selectAll().execute())).toEqual([]);
  });
  await expect(db.read((reader) => reader.deleteFrom('subscribers').execute())).rejects.toThrow(/READONLY/);
  other.close();
});

test('a missing, empty or foreign file is not replaced by a fresh database', () => {
  const folder = temporaryFolder();
  const missing = join(folder, 'missing.db');
  expect(() => openDatabase({ file: missing })).toThrow(/missing although there once was one/);
  expect(existsSync(missing)).toBe(false);
  const empty = join(folder, 'empty.db');
  writeFileSync(empty, '');
  expect(() => openDatabase({ file: empty })).toThrow(/is empty, 0 bytes/);
  const text = join(folder, 'text.db');
  writeFileSync(text, 'no database at all\n'.repeat(500));
  expect(() => openDatabase({ file: text })).toThrow(DatabaseLost);
  const foreign = join(folder, 'foreign.db');
  new BetterSqlite(foreign).exec('CREATE TABLE songs (name TEXT)').close();
  expect(() => openDatabase({ file: foreign, create: true })).toThrow(/not a database of Noroshi/);
});

test('a schema from the future is left alone', async () => {
  const file = join(temporaryFolder(), 'noroshi.db');
  await openDatabase({ file, create: true }).close();
  const raw = new BetterSqlite(file);
  raw.pragma('user_version = 999');
  raw.close();
  expect(() => openDatabase({ file })).toThrow(/newer Noroshi \(schema 999/);
});

test('a full disk is a fault that passes, not a loss', async () => {
  const db = opened(join(temporaryFolder(), 'noroshi.db'), true);
  const fill = (text: string) =>
    db.write((trx) => trx.insertInto('subscribers').values(person(text)).execute().then(() => {})); // prettier-ignore
  await db.write((trx) => sql`PRAGMA max_page_count = 1`.execute(trx));
  const full = await fill('x'.repeat(500_000)).catch((error: unknown) => error);
  expect(full).toMatchObject({ code: 'unavailable' });
  expect(full).not.toBeInstanceOf(DatabaseLost);
  await db.write((trx) => sql`PRAGMA max_page_count = 100000`.execute(trx));
  await fill('hana@example.jp');
});

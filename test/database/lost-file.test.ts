import { chmodSync, copyFileSync, existsSync, readdirSync, renameSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DatabaseLost, openDatabase, type Database } from '../../src/database.ts';
import { temporaryFolder } from '../support/folder.ts';

function fresh() {
  const file = join(temporaryFolder(), 'noroshi.db');
  const db = openDatabase({ file, create: true });
  onTestFinished(() => db.close());
  return { db, file };
}

const add = (db: Database, notice_id: string) =>
  db.write(async (trx) => {
    const row = { notice_id, at: '2012-06-20T08:10:00.000Z', kind: 'report', status: 'investigating' } as const;
    const values = { ...row, text_hash: '', announced_at: '2012-06-20T08:10:00.000Z', not_mailed: null };
    await trx.insertInto('announcements').values(values).execute();
  });
const count = (db: Database) =>
  db.read(async (reader) => (await reader.selectFrom('announcements').selectAll().execute()).length);

test('an untouched file is written and read', async () => {
  const { db, file } = fresh();
  await add(db, 'one');
  await add(db, 'two');
  expect(await count(db)).toBe(2);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

const harms: [string, (file: string) => void][] = [
  ['removed', (file) => rmSync(file)],
  ['truncated to nothing', (file) => truncateSync(file, 0)],
  ['cut short', (file) => truncateSync(file, statSync(file).size - 4096)],
  ['made unreadable', (file) => chmodSync(file, 0)],
  ['moved away', (file) => renameSync(file, `${file}.old`)],
  ['stripped of its log', (file) => rmSync(`${file}-wal`)],
  [
    'replaced by a copy',
    (file) => {
      copyFileSync(file, `${file}.copy`);
      renameSync(`${file}.copy`, file);
    },
  ],
];
test.each(harms)('a file that was %s while open is lost for writing and reading', async (_how, harm) => {
  const { db, file } = fresh();
  await add(db, 'one');
  harm(file);
  const before = readdirSync(join(file, '..')).sort();
  await expect(add(db, 'two')).rejects.toThrow(DatabaseLost);
  await expect(count(db)).rejects.toMatchObject({ code: 'unavailable' });
  expect(readdirSync(join(file, '..')).sort()).toEqual(before);
});

test('what was committed into a file that vanished meanwhile is not called stored', async () => {
  const { db, file } = fresh();
  const writing = db.write(async (trx) => {
    await trx.deleteFrom('announcements').execute();
    rmSync(file);
    return 'yes';
  });
  await expect(writing).rejects.toThrow(DatabaseLost);
  expect(existsSync(file)).toBe(false);
});

test('a file that is put back is used again', async () => {
  const { db, file } = fresh();
  renameSync(file, `${file}.aside`);
  await expect(add(db, 'one')).rejects.toThrow(DatabaseLost);
  renameSync(`${file}.aside`, file);
  await add(db, 'one');
  expect(await count(db)).toBe(1);
});

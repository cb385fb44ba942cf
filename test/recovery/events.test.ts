import BetterSqlite from 'better-sqlite3';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../src/database.ts';
import { chainHash, noEvents } from '../../src/event-chain.ts';
import { suppress } from '../../src/mail/suppressions.ts';
import { forgetSubscriber } from '../../src/subscribers/forget.ts';
import { mute } from '../../src/subscribers/muting.ts';
import { comeBack, unsubscribe } from '../../src/subscribers/unsubscribe.ts';
import { temporaryFolder } from '../support/folder.ts';
import { announceReport } from '../support/ledger.ts';
import { addPerson } from '../support/people.ts';

const now = Date.parse('2026-03-01T00:00:00Z');

function open() {
  const folder = temporaryFolder();
  const database = openDatabase({ file: join(folder, 'noroshi.db'), create: true });
  onTestFinished(() => database.close());
  const events = () => database.read((db) => db.selectFrom('events').selectAll().orderBy('id').execute());
  const needs = { db: database, now: () => now, journal: join(folder, 'leaving.journal') };
  return { database, events, needs, folder };
}

test('whatever changes who is told leaves an event in the same transaction, each chained to the one before', async () => {
  const { database, events, needs } = open();
  const ann = await addPerson(database, 'ann@example.jp');
  const bob = await addPerson(database, 'bob@example.jp');
  await addPerson(database, 'cat@example.jp', { status: 'unconfirmed' });
  await unsubscribe(needs, { subscriberId: ann, version: 1 });
  await comeBack(database, { subscriberId: ann, version: 1 }, now + 1);
  await database.write((trx) => mute(trx, bob, 'fire', now));
  await database.write((trx) => suppress({ trx, key: Buffer.alloc(32), now }, 'bob@example.jp', 'bounce', '5.1.1'));
  await announceReport(database, [], '11');
  await database.write((trx) => forgetSubscriber(trx, bob));

  const written = await events();
  expect(written.map(({ kind, subject }) => `${kind} ${subject}`)).toEqual([
    `consent ${ann}`,
    `consent ${bob}`,
    `withdrawal ${ann}`,
    `consent ${ann}`,
    `change ${bob}`,
    'suppression 1',
    `change ${bob}`,
    'announcement 1',
    `removed ${bob}`,
  ]);
  let hash: string = noEvents.hash;
  for (const event of written) expect(event.hash).toBe((hash = chainHash(hash, event)));
  expect(JSON.stringify(written)).not.toContain('example.jp');
});

test('a transaction that fails leaves no event, and numbers stay without a gap', async () => {
  const { database, events } = open();
  await addPerson(database, 'ann@example.jp');
  const failing = database.write(async (trx) => {
    await trx.deleteFrom('subscribers').execute();
    throw new Error('on purpose');
  });
  await expect(failing).rejects.toThrow('on purpose');
  await addPerson(database, 'bob@example.jp');
  expect((await events()).map(({ id, kind }) => [id, kind])).toEqual([
    [1, 'consent'],
    [2, 'consent'],
  ]);
});

test('a deletion by another program is an event too, and no event can be changed or deleted', async () => {
  const { database, events, folder } = open();
  await addPerson(database, 'ann@example.jp');
  const raw = new BetterSqlite(join(folder, 'noroshi.db'));
  raw.exec('DELETE FROM subscribers');
  await addPerson(database, 'bob@example.jp');
  expect((await events()).map(({ kind }) => kind)).toEqual(['consent', 'removed', 'consent']);
  expect(() => raw.exec('DELETE FROM events')).toThrow(/only grows/);
  expect(() => raw.exec(`UPDATE events SET detail = '{}'`)).toThrow(/as it was written/);
  raw.close();
});

test('who leaves after their row was lost is written down, once', async () => {
  const { events, needs } = open();
  for (let time = 0; time < 3; time += 1) await unsubscribe(needs, { subscriberId: 42, version: 7 });
  const written = await events();
  expect(written.map(({ kind, subject }) => `${kind} ${subject}`)).toEqual(['withdrawal 42']);
});

test('a large import is chained in one transaction', async () => {
  const { database, events } = open();
  await database.write(async (trx) => {
    for (let id = 1; id <= 1201; id += 1) {
      const address = `p${id}@example.jp`;
      const at = '2026-01-01T00:00:00.000Z';
      const row = { address, address_key: address, language: 'ja', status: 'confirmed', created_at: at } as const;
      await trx.insertInto('subscribers').values({ ...row, confirmed_at: at, link_version: 1 }).execute(); // prettier-ignore
    }
  });
  const written = await events();
  expect(written).toHaveLength(1201);
  const last = written.at(-1);
  expect(last?.hash).toBe(chainHash(written.at(-2)?.hash ?? '', last ?? ({} as never)));
});

import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../../src/database.ts';
import { readInstallation } from '../../src/installation.ts';
import { suppress } from '../../src/mail/suppressions.ts';
import { eraseSubscriber, forgetSubscriber } from '../../src/subscribers/forget.ts';
import { comeBack, unsubscribe } from '../../src/subscribers/unsubscribe.ts';
import { announceReport, noticeId } from '../support/ledger.ts';
import { addPerson } from '../support/people.ts';
import { makeHost, peopleIn, type Host } from '../support/recovery.ts';

const key = Buffer.from('a key for hashes only, of thirty-two bytes');
const ids = new WeakMap<Host, Map<string, number>>();

async function come(host: Host, name: string): Promise<number> {
  const id = await host.with((database) => addPerson(database, `${name}@example.jp`));
  ids.set(host, (ids.get(host) ?? new Map()).set(name, id));
  return id;
}
const idOf = (host: Host, name: string) => ids.get(host)?.get(name) ?? 0;
const leave = (host: Host, name: string) =>
  host.with((db) =>
    unsubscribe({ db, now: () => host.clock.now, journal: '' }, { subscriberId: idOf(host, name), version: 1 }),
  );

test('a restore of last night brings back nobody who left, loses nobody who came, and sends nothing twice', async () => {
  const host = await makeHost();
  for (const name of ['ann', 'bob', 'cat', 'dan', 'eve']) await come(host, name);
  await host.backup();

  await leave(host, 'ann');
  await come(host, 'fay');
  await host.ship();
  await host.with((db) => db.write((trx) => suppress({ trx, key, now: host.clock.now }, 'bob@example.jp', 'bounce')));
  await host.with((db) => db.write((trx) => eraseSubscriber({ trx, key, now: host.clock.now }, idOf(host, 'cat'))));
  await leave(host, 'dan');
  host.clock.now += 1000;
  await host.with((db) => comeBack(db, { subscriberId: idOf(host, 'dan'), version: 1 }, host.clock.now));
  const told = [idOf(host, 'eve'), idOf(host, 'fay')];
  await host.with((db) => announceReport(db, told, '11'));
  await host.ship();

  const restored = await host.restore();
  expect(restored.replayed).toMatchObject({ missing: null, refused: [] });
  expect(await peopleIn(restored.dataDir)).toEqual([
    'ann@example.jp unsubscribed',
    'bob@example.jp confirmed bounce',
    'dan@example.jp confirmed',
    'eve@example.jp confirmed',
    'fay@example.jp confirmed',
  ]);
  const database = openDatabase({ file: join(restored.dataDir, 'noroshi.db') });
  const { announcements, deliveries, holds, events } = await database.read(async (db) => ({
    announcements: await db.selectFrom('announcements').select('notice_id').execute(),
    deliveries: await db.selectFrom('deliveries').select(['subscriber_id', 'state']).execute(),
    holds: await db.selectFrom('holds').select('reason').execute(),
    events: await db.selectFrom('events').selectAll().execute(),
  }));
  expect(announcements).toEqual([{ notice_id: noticeId }]);
  expect(deliveries).toEqual(told.map((subscriber_id) => ({ subscriber_id, state: 'unknown' })));
  expect(holds).toEqual([{ reason: 'restored' }]);
  expect(events).toEqual(await host.with((db) => db.read((all) => all.selectFrom('events').selectAll().execute())));

  // The chain goes on where it was.
  await addPerson(database, 'gus@example.jp');
  const newest = await database.read((db) =>
    db.selectFrom('events').select('id').orderBy('id', 'desc').executeTakeFirst(),
  );
  expect(newest?.id).toBe(events.length + 1);
  await database.close();
});

test('a number that was given again, and an address under another number, are whose they were last', async () => {
  const host = await makeHost();
  const add = (name: string, status: 'unconfirmed' | 'confirmed') =>
    host.with((database) => addPerson(database, `${name}@example.jp`, { status }));
  const forget = (id: number) => host.with((database) => database.write((trx) => forgetSubscriber(trx, id)));
  const ann = await add('ann', 'unconfirmed');
  const bob = await add('bob', 'unconfirmed');
  await host.backup();

  // Never confirmed, never missed: nothing is written down of their going.
  await forget(bob);
  const cat = await host.with((database) =>
    addPerson(database, 'cat@example.jp', { since: '2026-02-01T00:00:00.000Z' }),
  );
  expect(cat).toBe(bob);
  await forget(ann);
  expect(await add('ann', 'confirmed')).not.toBe(ann);
  await host.ship();

  const restored = await host.restore();
  expect(restored.replayed).toMatchObject({ missing: null, refused: [] });
  expect(await peopleIn(restored.dataDir)).toEqual(['ann@example.jp confirmed', 'cat@example.jp confirmed']);
});

test('what waited in the copy ends unknown, and the folder is a new instance of the same installation', async () => {
  const host = await makeHost();
  const id = await come(host, 'ann');
  await host.with((db) => announceReport(db, [id], '11'));
  await host.backup();
  const { dataDir, unknown } = await host.restore();
  expect(unknown).toBe(1);
  const [before, after] = [readInstallation(host.dataDir), readInstallation(dataDir)];
  expect(after.installation).toBe(before.installation);
  expect(after.instance).not.toBe(before.instance);
  expect(statSync(join(dataDir, 'secret.key')).mode & 0o777).toBe(0o600);
  expect(readdirSync(dataDir).sort()).toEqual(['installation.json', 'noroshi.db', 'restored-incidents.bundle', 'restored-settings.env', 'secret.key']); // prettier-ignore
});

test('people deleted by mistake three days ago come back, but not who left or was erased since', async () => {
  const host = await makeHost();
  for (const name of ['ann', 'bob', 'cat']) await come(host, name);
  await host.backup();
  const before = host.clock.now;
  await host.with((db) => db.write((trx) => eraseSubscriber({ trx, key, now: host.clock.now }, idOf(host, 'cat'))));
  await host.with((db) => db.write((trx) => trx.deleteFrom('subscribers').execute()));
  await host.ship();
  host.clock.now += 3 * 86_400_000;
  await leave(host, 'ann'); // an old mail's link, while the row is gone
  await come(host, 'dan');
  await host.ship();
  const [backedUp] = await host.backup();
  expect(backedUp?.failure).toBeNull();

  const restored = await host.restore({ at: before });
  expect(await peopleIn(restored.dataDir)).toEqual([
    'ann@example.jp unsubscribed',
    'bob@example.jp confirmed',
    'dan@example.jp confirmed',
  ]);
});

test('--until replays only what happened before, and a hole in the events is named', async () => {
  const host = await makeHost();
  await come(host, 'ann');
  await host.backup();
  await come(host, 'bob');
  await host.ship();
  const until = host.clock.now;
  await come(host, 'cat');
  await host.ship();
  const some = await host.restore({ until });
  expect(await peopleIn(some.dataDir)).toEqual(['ann@example.jp confirmed', 'bob@example.jp confirmed']);

  const [first = ''] = readdirSync(join(host.place, 'segments')).sort();
  writeFileSync(join(host.place, 'segments', first), 'torn');
  const holed = await host.restore();
  expect(holed.replayed).toMatchObject({ events: 0, missing: { after: 1, before: 3 } });
  expect(holed.replayed.refused).toMatchObject([{ copy: first, reason: 'it is torn, or no segment' }]);
});

test('a folder that is not empty is refused, put aside with --force, and untouched by --dry-run', async () => {
  const host = await makeHost();
  await come(host, 'ann');
  await host.backup();
  const dataDir = join(host.folder, 'taken');
  await host.restore({ dataDir });
  writeFileSync(join(dataDir, 'leaving.journal'), '');
  await expect(host.restore({ dataDir })).rejects.toThrow(/is not empty.*--force/);
  const before = readdirSync(dataDir).sort();
  expect((await host.restore({ dataDir, dryRun: true })).people).toBe(1);
  expect(readdirSync(dataDir).sort()).toEqual(before);
  const { aside } = await host.restore({ dataDir, force: true });
  expect(existsSync(join(aside ?? '', 'noroshi.db'))).toBe(true);
  expect(existsSync(join(dataDir, 'leaving.journal'))).toBe(true);
  const nowhere = join(host.folder, 'nowhere');
  await host.restore({ dataDir: nowhere, dryRun: true });
  expect(existsSync(nowhere)).toBe(false);
});

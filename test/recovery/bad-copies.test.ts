import BetterSqlite from 'better-sqlite3';
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fingerprint, signManifest, type Manifest } from '../../src/recovery/manifest.ts';
import { openTargets } from '../../src/recovery/open-targets.ts';
import { addPerson } from '../support/people.ts';
import { copiesIn, makeHost, peopleIn, type Host } from '../support/recovery.ts';

/** Two copies: the older with one person, the newer, which is to be damaged, with twenty. */
async function twoCopies(): Promise<{ readonly host: Host }> {
  const host = await makeHost();
  await host.with((db) => addPerson(db, 'first@example.jp'));
  await host.backup();
  await host.with(async (db) => {
    for (let n = 2; n <= 20; n += 1) await addPerson(db, `p${n}@example.jp`);
  });
  await host.backup();
  return { host };
}

/** As a program with a fault would write it: everything fits together, but for what is in it. */
async function signAgain(host: Host, copy: string, change: (manifest: Manifest) => Manifest | Promise<Manifest>) {
  const file = join(copy, 'manifest.json');
  const { manifest } = JSON.parse(readFileSync(file, 'utf8')) as { manifest: Manifest };
  const key = Buffer.from(readFileSync(join(host.dataDir, 'secret.key'), 'utf8').trim());
  writeFileSync(file, signManifest(await change(manifest), key));
}
const withFile = async (manifest: Manifest, copy: string, name: string): Promise<Manifest> => ({
  ...manifest,
  files: { ...manifest.files, [name]: await fingerprint(join(copy, name)) },
});

function sql(copy: string, text: string): void {
  const database = new BetterSqlite(join(copy, 'noroshi.db'));
  database.exec(`DROP TRIGGER IF EXISTS subscribers_removed; DROP TRIGGER IF EXISTS events_kept;
    DROP TRIGGER IF EXISTS events_unchanged; ${text}`);
  database.close();
}

const damages: Record<string, { do: (host: Host, copy: string, older: string) => unknown; reason: RegExp }> = {
  'a database of zero bytes': {
    do: (_, copy) => writeFileSync(join(copy, 'noroshi.db'), ''),
    reason: /noroshi\.db is empty, 0 bytes/,
  },
  'a database of zero bytes that its manifest knows of': {
    do: (host, copy) => {
      writeFileSync(join(copy, 'noroshi.db'), '');
      return signAgain(host, copy, (manifest) => withFile(manifest, copy, 'noroshi.db'));
    },
    reason: /its database is none of ours/,
  },
  'half of the rows': {
    do: (host, copy) => {
      sql(copy, 'DELETE FROM subscribers WHERE id % 2 = 0');
      return signAgain(host, copy, (manifest) => withFile(manifest, copy, 'noroshi.db'));
    },
    reason: /subscribers has 10 rows, and 20 when it was made/,
  },
  'an event that is missing': {
    do: (host, copy) => {
      sql(copy, 'DELETE FROM events WHERE id = 7');
      return signAgain(host, copy, async (manifest) => ({
        ...(await withFile(manifest, copy, 'noroshi.db')),
        rows: { ...manifest.rows, events: 19 },
      }));
    },
    reason: /after event 6 comes event 8/,
  },
  'an event that says something else': {
    do: (host, copy) => {
      sql(copy, `UPDATE events SET detail = '{}' WHERE id = 7`);
      return signAgain(host, copy, (manifest) => withFile(manifest, copy, 'noroshi.db'));
    },
    reason: /event 7 does not follow/,
  },
  'an older copy renamed as today’s': {
    do: (_, copy, older) => {
      rmSync(copy, { recursive: true });
      cpSync(older, copy, { recursive: true });
    },
    reason: /is the copy 2026-03-01T00-00-01-000Z-\w+ under another name/,
  },
  'the database of an older copy': {
    do: (_, copy, older) => cpSync(join(older, 'noroshi.db'), join(copy, 'noroshi.db')),
    reason: /noroshi\.db (has \d+ bytes|is not what it was)/,
  },
  'one flipped byte': {
    do: (_, copy) => {
      const bytes = readFileSync(join(copy, 'noroshi.db'));
      const at = bytes.indexOf('p7@example.jp');
      bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
      writeFileSync(join(copy, 'noroshi.db'), bytes);
    },
    reason: /noroshi\.db is not what it was when it was made \(SHA-256\)/,
  },
  'one flipped byte in the history of the notices': {
    do: (_, copy) => {
      const bytes = readFileSync(join(copy, 'incidents.bundle'));
      bytes.writeUInt8(bytes.readUInt8(bytes.length - 30) ^ 1, bytes.length - 30);
      writeFileSync(join(copy, 'incidents.bundle'), bytes);
    },
    reason: /incidents\.bundle is not what it was/,
  },
  'a copy that was never finished': {
    do: (_, copy) => rmSync(join(copy, 'manifest.json')),
    reason: /never finished/,
  },
  'a torn manifest': {
    do: (_, copy) => writeFileSync(join(copy, 'manifest.json'), '{ "manifest": {'),
    reason: /manifest\.json is torn/,
  },
  'a manifest that somebody changed': {
    do: (_, copy) => {
      const file = join(copy, 'manifest.json');
      writeFileSync(file, readFileSync(file, 'utf8').replace('"people": 20', '"people": 10'));
    },
    reason: /manifest was changed after it was made/,
  },
  'another key': {
    do: (_, copy) => writeFileSync(join(copy, 'secret.key'), 'another key, also of more than thirty-two bytes\n'),
    reason: /secret\.key in it is not the one it was made with/,
  },
};

test('each bad copy is refused with its reason, and the copy before it is taken', async () => {
  const { host } = await twoCopies();
  for (const [what, damage] of Object.entries(damages)) {
    const place = join(host.folder, what.replaceAll(/\W/g, '-'));
    cpSync(host.place, place, { recursive: true });
    const [older = '', newest = ''] = copiesIn(place).map((name) => join(place, 'copies', name));
    await damage.do(host, newest, older);
    const restored = await host.restore({ until: 0, targets: openTargets([`file:${place}`], {}) });
    expect(
      restored.refused.map(({ reason }) => reason),
      what,
    ).toEqual([expect.stringMatching(damage.reason)]);
    expect(await peopleIn(restored.dataDir), what).toEqual(['first@example.jp confirmed']);
  }
});

test('another installation’s copy is refused among our own, and so is all that another key has made', async () => {
  const [ours, others] = [await makeHost(), await makeHost()];
  for (const host of [ours, others]) {
    await host.with((db) => addPerson(db, 'ann@example.jp'));
    others.clock.now += 60_000;
    await host.backup();
  }
  const [theirs = ''] = copiesIn(others.place);
  cpSync(join(others.place, 'copies', theirs), join(ours.place, 'copies', theirs), { recursive: true });
  const { refused } = await ours.restore();
  expect(refused).toMatchObject([{ copy: theirs, reason: expect.stringMatching(/belongs to another installation/) }]);
  const key = Buffer.from('a key from paper that was typed wrongly');
  await expect(ours.restore({ key })).rejects.toThrow(/it was made with another key \(\w{16}, ours is \w{16}\)/);
});

test('a target that is not ours is not written to', async () => {
  const host = await makeHost();
  writeFileSync(join(host.place, 'holiday.jpg'), '');
  expect((await host.backup())[0]?.failure).toMatch(/has files in it and is no folder of backups/);
  rmSync(join(host.place, 'holiday.jpg'));
  expect((await host.backup())[0]?.failure).toBeNull();

  const other = await makeHost([`file:${host.place}`]);
  expect((await other.backup())[0]?.failure).toMatch(/holds the backups of another installation/);

  renameSync(host.place, `${host.place}.gone`);
  expect((await host.backup())[0]?.failure).toMatch(/There is no folder .* Mount it/);
  mkdirSync(host.place);
  expect((await host.backup())[0]?.failure).toMatch(/is empty, and it had copies before/);
  expect(copiesIn(`${host.place}.gone`)).toHaveLength(1);
});

test('a count that fell is told until somebody says that it was meant', async () => {
  const host = await makeHost();
  await host.with(async (db) => {
    for (let n = 1; n <= 40; n += 1) await addPerson(db, `p${n}@example.jp`);
  });
  await host.backup();
  await host.with((db) => db.write((trx) => trx.deleteFrom('subscribers').where('id', '<=', 20).execute()));
  for (let time = 0; time < 2; time += 1)
    expect((await host.backup())[0]?.fallen).toEqual(['people fell from 40 to 20']);
  expect((await host.backup(true))[0]?.fallen).toEqual([]);
  expect((await host.backup())[0]?.fallen).toEqual([]);
});

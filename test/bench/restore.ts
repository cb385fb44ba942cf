import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import type { Database } from '../../src/database.ts';
import { openInstalledDatabase, readInstallation, secretKey } from '../../src/installation.ts';
import { fileTarget } from '../../src/recovery/file-target.ts';
import { shipEvents } from '../../src/recovery/ship.ts';
import { announceTo } from './alerts-ledger.ts';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const mostSeconds = 30;

/** What happened between the copy and the loss of the host: so many came, so many left, and everybody was told of one report. */
const came = 20_000;
const left = 5_000;

/** `npm run bench restore [people]`: a million subscribers, backed up, restored and checked, with no network at all. */
export async function run([count = '1000000']: readonly string[]): Promise<void> {
  const people = Number(count);
  const folder = mkdtempSync(join(tmpdir(), 'noroshi-bench-'));
  try {
    const [site, place, dataDir] = ['site', 'place', 'data'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    mkdirSync(place);
    mkdirSync(join(site, 'incidents'), { recursive: true });
    const git = (...args: string[]) => execFileSync('git', ['-c', 'user.name=B', '-c', 'user.email=b@b', ...args], { cwd: site }); // prettier-ignore
    git('init', '--quiet', '--initial-branch=main');
    git('commit', '--quiet', '--allow-empty', '--message', 'Nothing');
    const database = openInstalledDatabase(dataDir);
    secretKey({ DATA_DIR: dataDir });
    await addPeople(database, { first: 1, last: people });
    await database.close();
    console.log(`${people} subscribers, each with a choice and a proof of consent: ${(statSync(join(dataDir, 'noroshi.db')).size / 1e6).toFixed(0)} MB`); // prettier-ignore
    const env = {
      PATH: process.env['PATH'],
      HOME: folder,
      INCIDENTS_DIR: join(site, 'incidents'),
      BACKUP_1: `file:${place}`,
    };
    const timed = (what: string, args: readonly string[], more: Record<string, string>) => {
      const began = performance.now();
      const alone = spawnSync('unshare', ['--net', 'true']).status === 0 ? ['unshare', '--net'] : [];
      const [program = '', ...rest] = [...alone, process.execPath, main, ...args];
      const { status, stdout, stderr } = spawnSync(program, rest, { cwd: folder, env: { ...env, ...more }, encoding: 'utf8' }); // prettier-ignore
      if (status !== 0) throw new Error(`${what} ended with ${status}: ${stdout}${stderr}`);
      const seconds = (performance.now() - began) / 1000;
      console.log(
        `${what}${alone.length > 0 ? ' (in a network namespace with nothing in it)' : ''}: ${seconds.toFixed(1)} s`,
      );
      return { seconds, stdout };
    };
    timed('backup, read back and checked', ['backup', '--json'], { DATA_DIR: dataDir });
    await goOn(dataDir, place, people);
    const { seconds, stdout } = timed('restore, checked, with what happened since', ['restore', '--json'], {
      DATA_DIR: join(folder, 'restored'),
    });
    const restored = JSON.parse(stdout) as { people: number; replayed: unknown };
    console.log(JSON.stringify(restored.replayed));
    if (restored.people !== people + came - left) throw new Error(`${restored.people} people came back`);
    console.log(`wanted: at most ${mostSeconds} s: ${seconds <= mostSeconds ? 'held' : 'MISSED'}`);
    if (seconds > mostSeconds) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each with a choice and a proof of consent, as the form leaves them. */
async function addPeople(database: Database, { first, last }: { readonly first: number; readonly last: number }) {
  const some = 100_000;
  const at = '2026-01-01T00:00:00.000Z';
  for (let from = first; from <= last; from += some) {
    const to = Math.min(last, from + some - 1);
    const numbers = sql`WITH RECURSIVE n (id) AS (SELECT ${from} UNION ALL SELECT id + 1 FROM n WHERE id < ${to})`;
    await database.write(async (trx) => {
      await sql`${numbers} INSERT INTO subscribers (id, address, address_key, language, status, created_at, confirmed_at, link_version)
        SELECT id, 'person.' || id || '@example.jp', 'person.' || id || '@example.jp', 'ja', 'confirmed', ${at}, ${at}, id * 7 FROM n WHERE 1`.execute(
        trx,
      );
      await sql`${numbers} INSERT INTO subscriptions SELECT id, 'web' FROM n WHERE 1`.execute(trx);
      await sql`${numbers} INSERT INTO consents (subscriber_id, asked_at, confirmed_at, network_hash, language, text_version, components)
        SELECT id, ${at}, ${at}, hex(randomblob(16)), 'ja', '1', '["web"]' FROM n WHERE 1`.execute(trx);
    });
  }
}

/** Lives on after the copy, and brings what happened to where the copy is, as the program does every minute. */
async function goOn(dataDir: string, place: string, people: number): Promise<void> {
  const database = openInstalledDatabase(dataDir);
  const key = secretKey({ DATA_DIR: dataDir });
  await addPeople(database, { first: people + 1, last: people + came });
  await database.write((trx) => {
    const leaving = trx.updateTable('subscribers').where('id', '<=', left);
    return leaving.set({ status: 'unsubscribed', unsubscribed_at: '2026-01-02T00:00:00.000Z' }).execute();
  });
  await announceTo(database);
  const began = performance.now();
  await shipEvents({ database, installation: readInstallation(dataDir), key, now: Date.now }, fileTarget(place));
  console.log(`since then ${came} came, ${left} left, one report was announced: brought away in ${((performance.now() - began) / 1000).toFixed(1)} s`); // prettier-ignore
  await database.close();
}

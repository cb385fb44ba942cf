import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { openInstalledDatabase, secretKey } from '../../src/installation.ts';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const mostSeconds = 30;

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
    await fill(dataDir, people);
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
    const { seconds, stdout } = timed('restore, checked', ['restore', '--json'], {
      DATA_DIR: join(folder, 'restored'),
    });
    const restored = JSON.parse(stdout) as { people: number };
    if (restored.people !== people) throw new Error(`${restored.people} people came back`);
    console.log(`wanted: at most ${mostSeconds} s: ${seconds <= mostSeconds ? 'held' : 'MISSED'}`);
    if (seconds > mostSeconds) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function fill(dataDir: string, people: number): Promise<void> {
  const database = openInstalledDatabase(dataDir);
  secretKey({ DATA_DIR: dataDir });
  const some = 100_000;
  const at = '2026-01-01T00:00:00.000Z';
  for (let first = 1; first <= people; first += some) {
    const last = Math.min(people, first + some - 1);
    const numbers = sql`WITH RECURSIVE n (id) AS (SELECT ${first} UNION ALL SELECT id + 1 FROM n WHERE id < ${last})`;
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
  await database.close();
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { verifyCopy } from '../../src/recovery/verify-copy.ts';
import { readDatabaseFacts } from '../../src/recovery/verify-database.ts';
import { isLong } from '../support/long.ts';
import { addPerson } from '../support/people.ts';
import { copiesIn, makeHost, type Host } from '../support/recovery.ts';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const kills = isLong ? 50 : 5;

/** In the middle of which step of how many, so that all are met; and how long after it began. */
const instant = (round: number, steps: number) => ({ step: (round % steps) + 1, after: (round * 7) % 40 });

/** Runs a command, killed some milliseconds after it said that a step begins; gives how it ended. */
async function run(
  host: Host,
  args: readonly string[],
  env: Record<string, string>,
  kill?: ReturnType<typeof instant>,
) {
  const child = spawn(process.execPath, [main, ...args], {
    cwd: host.folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: host.folder, DATA_DIR: host.dataDir, INCIDENTS_DIR: host.site.incidentsDir, BACKUP_1: `file:${host.place}`, ...env }, // prettier-ignore
  });
  let said = '';
  let steps = 0;
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    const before = steps;
    steps = said.split('\n').length - 1;
    if (kill !== undefined && before < kill.step && steps >= kill.step)
      setTimeout(() => child.kill('SIGKILL'), kill.after);
  });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return { code, signal, said };
}

async function hostOfThirty(): Promise<Host> {
  const host = await makeHost();
  await host.with(async (db) => {
    for (let n = 1; n <= 30; n += 1) await addPerson(db, `p${n}@example.jp`);
  });
  return host;
}

test(
  `a backup that is killed ${kills} times leaves copies that are whole, or that were never finished`,
  { timeout: 600_000 },
  async () => {
    const host = await hostOfThirty();
    const first = await run(host, ['backup'], {});
    expect(first.code, first.said).toBe(0);
    let killed = 0;
    for (let round = 0; round < kills; round += 1) {
      const { signal } = await run(host, ['backup'], {}, instant(round, 5));
      killed += Number(signal === 'SIGKILL');
    }
    expect(killed).toBeGreaterThan(kills / 2);
    const last = await run(host, ['backup'], {});
    expect(last.code, last.said).toBe(0);
    const names = copiesIn(host.place);
    for (const name of names) {
      const folder = join(host.place, 'copies', name);
      const found = await verifyCopy(folder, { name, installation: null, key: null }).catch(
        (error: Error) => error.message,
      );
      if (typeof found === 'string') expect(found).toMatch(/^it was never finished|manifest\.json is torn/);
      else expect(found.manifest.people).toBe(30);
    }
    expect(existsSync(join(host.dataDir, 'backup-work'))).toBe(false);
    expect((await host.restore()).people).toBe(30);
  },
);

test(`a restore that is killed ${kills} times is done, or is simply done once more`, { timeout: 600_000 }, async () => {
  const host = await hostOfThirty();
  await host.backup();
  const into = (round: number) => join(host.folder, `into-${round}`);
  const first = await run(host, ['restore'], { DATA_DIR: into(-1) });
  expect(first.code, first.said).toBe(0);
  let killed = 0;
  for (let round = 0; round < kills; round += 1) {
    const dataDir = into(round);
    mkdirSync(dataDir);
    const { signal } = await run(host, ['restore'], { DATA_DIR: dataDir }, instant(round, 4));
    killed += Number(signal === 'SIGKILL');
    const isThere = existsSync(join(dataDir, 'noroshi.db'));
    if (!isThere) {
      const again = await run(host, ['restore'], { DATA_DIR: dataDir });
      expect(again.code, again.said).toBe(0);
    }
    expect((await readDatabaseFacts(join(dataDir, 'noroshi.db'))).people).toBe(30);
    const { database } = JSON.parse(readFileSync(join(dataDir, 'installation.json'), 'utf8')) as { database: boolean };
    expect(database).toBe(true);
    expect(existsSync(join(dataDir, 'secret.key'))).toBe(true);
  }
  expect(killed).toBeGreaterThan(kills / 2);
});

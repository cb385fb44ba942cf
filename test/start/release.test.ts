import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import BetterSqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { makeRepository } from '../support/repository.ts';
import { startSite } from '../support/site.ts';
import { eventually } from '../support/wait.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A release like this one whose pages are drawn by something else. */
function releaseWith(entry: string): string {
  const folder = temporaryFolder();
  for (const name of ['package.json', 'dist/program', 'dist/client']) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  for (const name of ['node_modules', 'src']) symlinkSync(join(root, name), join(folder, name));
  mkdirSync(join(folder, 'dist/server'));
  writeFileSync(join(folder, 'dist/server/entry.mjs'), entry);
  return join(folder, 'dist/program/server.mjs');
}

const broken: [string, string][] = [
  ['cannot be loaded', `import './left-out.mjs';`],
  ['throws', `export async function handler() { throw new Error('nothing works'); }`],
  ['draws an empty page', `export function handler(request, response) { response.end(); }`],
  ['never comes to an end', `export function handler(request, response) { response.write('<html>'); }`],
];

test.concurrent.for(broken)('a release whose front page %s does not begin to listen', async ([, entry], { expect }) => {
  const start = startSite({ incidentsDir: makeRepository().incidentsDir, program: releaseWith(entry) });
  const { message } = await start.then(
    () => new Error('it listens'),
    (error: Error) => error,
  );
  expect(message).toContain('it stopped with 1:');
  expect(message).toContain('so nothing listens');
  expect(message).not.toContain('Noroshi is at');
});

test('a release of which a part is missing does not wait for it', async () => {
  const program = releaseWith(`export {};`);
  rmSync(join(program, '../publisher.mjs'));
  const start = startSite({ incidentsDir: makeRepository().incidentsDir, program });
  await expect(start).rejects.toThrow(/it stopped with 1:[^]*The publisher thread cannot run/);
});

test('an older release on a newer database says so, stops, and leaves the database as it is', async () => {
  const { incidentsDir } = makeRepository();
  const first = await startSite({ incidentsDir });
  const file = join(first.dataDir, 'noroshi.db');
  await eventually('the database is open', async () =>
    (await (await first.get('/health')).text()).includes('"instance":"'),
  );
  await first.stop();
  const newer = new BetterSqlite(file);
  newer.pragma('user_version = 999');
  newer.exec('CREATE TABLE of_tomorrow (a)');
  newer.close();
  const second = await startSite({ incidentsDir, dataDir: first.dataDir }).catch((error: Error) => error);
  if (!(second instanceof Error)) await eventually('it stops', () => second.process.exitCode !== null);
  const [said, code] = second instanceof Error ? [second.message, 1] : [second.log(), second.process.exitCode];
  expect(said).toContain('was written by a newer Noroshi (schema 999');
  expect(code).toBe(1);
  const after = new BetterSqlite(file, { readonly: true });
  expect(after.pragma('user_version', { simple: true })).toBe(999);
  expect(after.prepare('SELECT count(*) AS count FROM of_tomorrow').get()).toEqual({ count: 0 });
  after.close();
});

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { freePort } from '../support/free-port.ts';
import { addPerson } from '../support/people.ts';
import { programPath } from '../support/programs.ts';
import { makeHost, peopleIn } from '../support/recovery.ts';
import { eventually } from '../support/wait.ts';

const has = programPath('restic') !== null && programPath('rclone') !== null;

/** A repository as a backup host offers it: whoever has the password can add to it, and take nothing away. */
async function appendOnlyRepository() {
  const folder = temporaryFolder();
  const password = join(folder, 'password');
  writeFileSync(password, 'correct horse battery staple\n');
  const port = await freePort();
  const store = join(folder, 'store');
  mkdirSync(store);
  const address = `127.0.0.1:${port}`;
  const args = ['serve', 'restic', '--append-only', '--addr', address, '--config', join(folder, 'rclone.conf'), store];
  const server = spawn('rclone', args, { stdio: 'ignore' });
  onTestFinished(() => void server.kill('SIGKILL'));
  await eventually('rclone to serve', () => fetch(`http://${address}/`).then(() => true, () => false)); // prettier-ignore
  const repository = `rest:http://${address}/`;
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, RESTIC_PASSWORD_FILE: password };
  execFileSync('restic', ['-r', repository, 'init'], { env, stdio: 'ignore' });
  return { repository, env, store, server };
}

test.skipIf(!has)('restic: the copies are where our key can add and not forget', async () => {
  const { repository, env, store, server } = await appendOnlyRepository();
  const host = await makeHost([`restic:${repository}`], env);
  await host.with((db) => addPerson(db, 'ann@example.jp'));
  expect((await host.backup())[0]?.failure).toBeNull();
  await host.with((db) => addPerson(db, 'bob@example.jp'));
  await host.ship();
  await host.with((db) => addPerson(db, 'cat@example.jp'));
  await host.ship();

  // restic goes on trying for minutes what the other side forbids, and leaves a lock.
  const restic = (...args: string[]) =>
    spawnSync('restic', ['-r', repository, ...args], { env, encoding: 'utf8', timeout: 5000, killSignal: 'SIGKILL' });
  const { stderr } = restic('forget', 'latest');
  expect(stderr).toMatch(/403/);
  const left = JSON.parse(restic('snapshots', '--json', '--no-lock').stdout) as unknown[];
  expect(left).toHaveLength(3);
  expect(readdirSync(join(store, 'snapshots'))).toHaveLength(3);
  expect((await host.backup())[0]?.failure).toMatch(/locked it.*restic unlock/);

  const restored = await host.restore();
  expect(restored.replayed.refused).toEqual([]);
  expect(await peopleIn(restored.dataDir)).toEqual(['ann@example.jp confirmed', 'bob@example.jp confirmed', 'cat@example.jp confirmed']); // prettier-ignore

  const wrong = await makeHost([`restic:${repository}`], { ...env, RESTIC_PASSWORD_FILE: '', RESTIC_PASSWORD: 'no' });
  expect((await wrong.backup())[0]?.failure).toMatch(/the password is another one/);
  server.kill('SIGKILL');
  expect((await host.backup())[0]?.failure).toMatch(/there is no repository, or nobody answers/);
});

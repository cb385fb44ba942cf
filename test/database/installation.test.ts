import { spawn } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { openInstalledDatabase, readInstallation, secretKey } from '../../src/installation.ts';
import { lockWorker } from '../../src/worker-lock.ts';
import { temporaryFolder } from '../support/folder.ts';
import { eventually } from '../support/wait.ts';

const mode = (file: string) => (statSync(file).mode & 0o777).toString(8);

test('a data folder keeps who it is, closed to others', async () => {
  const folder = join(temporaryFolder(), 'data');
  const first = readInstallation(folder);
  await openInstalledDatabase(folder).close();
  const key = secretKey({ DATA_DIR: folder });
  expect(readInstallation(folder)).toEqual({ ...first, database: true, key: true });
  expect(secretKey({ DATA_DIR: folder })).toEqual(key);
  expect(key.length).toBeGreaterThanOrEqual(43);
  expect(mode(folder)).toBe('700');
  for (const file of ['installation.json', 'secret.key', 'noroshi.db'])
    expect(mode(join(folder, file)), file).toBe('600');
});

test('a folder that once held a database gets no fresh one after a restart', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'noroshi.db');
  await openInstalledDatabase(folder).close();
  truncateSync(file, 0);
  expect(() => openInstalledDatabase(folder)).toThrow(/0 bytes.*Restore.*rename/s);
  rmSync(file);
  expect(() => openInstalledDatabase(folder)).toThrow(/missing although/);
  expect(() => statSync(file)).toThrow(/ENOENT/);
});

test('a key that was lost is not replaced, one from a file is used as it is', () => {
  const folder = temporaryFolder();
  secretKey({ DATA_DIR: folder });
  renameSync(join(folder, 'secret.key'), join(folder, 'elsewhere'));
  expect(() => secretKey({ DATA_DIR: folder })).toThrow(/secret.key is missing. Restore it/);
  const kept = secretKey({ DATA_DIR: folder, SECRET_KEY_FILE: join(folder, 'elsewhere') });
  expect(kept.toString()).toBe(readFileSync(join(folder, 'elsewhere'), 'utf8').trim());
  writeFileSync(join(folder, 'short'), 'hunter2');
  expect(() => secretKey({ DATA_DIR: folder, SECRET_KEY_FILE: join(folder, 'short') })).toThrow(/too short/);
});

/**
 * A program that takes the folder's lock, writes `held` and stays. The tests wait for the file: asking for the lock
 * instead would take it for a moment, and refuse it to the program.
 */
function holder(folder: string): string {
  const program = join(folder, 'holder.mjs');
  const source = new URL('../../src/worker-lock.ts', import.meta.url).href;
  writeFileSync(
    program,
    `import { writeFileSync } from 'node:fs';
     import { lockWorker } from ${JSON.stringify(source)};
     const release = lockWorker(${JSON.stringify(folder)});
     writeFileSync(${JSON.stringify(join(folder, 'held'))}, '');
     setInterval(() => release.length, 1000);`,
  );
  return program;
}

function isFree(folder: string): boolean {
  try {
    lockWorker(folder)();
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'conflict' });
    return false;
  }
}

test('a second sender in the same process is refused, until the first lets go', () => {
  const folder = temporaryFolder();
  const release = lockWorker(folder);
  expect(() => lockWorker(folder)).toThrow(/already sending mail/);
  release();
  lockWorker(folder)();
});

test('a sender in another process holds the lock until it is killed', async () => {
  const folder = temporaryFolder();
  const child = spawn(process.execPath, [holder(folder)], { stdio: 'inherit' });
  onTestFinished(() => void child.kill('SIGKILL'));
  await eventually('the other process holds the lock', () => existsSync(join(folder, 'held')));
  expect(isFree(folder)).toBe(false);
  child.kill('SIGKILL');
  await eventually('the system has let go', () => isFree(folder));
});

test('a sender in another thread holds the lock until its thread ends', async () => {
  const folder = temporaryFolder();
  const worker = new Worker(holder(folder));
  onTestFinished(async () => void (await worker.terminate()));
  await eventually('the other thread holds the lock', () => existsSync(join(folder, 'held')));
  expect(isFree(folder)).toBe(false);
  await worker.terminate();
  await eventually('the thread has let go', () => isFree(folder));
});

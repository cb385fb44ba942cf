import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statfsSync, writeFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { delivering } from '../support/delivering.ts';
import { temporaryFolder } from '../support/folder.ts';
import { announceReport } from '../support/ledger.ts';
import { smallDisk } from '../support/small-disk.ts';
import { acceptingServer } from '../support/smtp.ts';
import { localProvider } from '../support/smtp-provider.ts';
import { eventually } from '../support/wait.ts';

const sqlite = createRequire(import.meta.url).resolve('better-sqlite3');

/** Another program that takes the write lock and keeps it until told to let go. */
async function lock(file: string): Promise<() => Promise<void>> {
  const program = `
    const database = new (require(${JSON.stringify(sqlite)}))(${JSON.stringify(file)});
    database.exec('BEGIN IMMEDIATE');
    process.stdout.write('locked');
    process.stdin.once('data', () => { database.exec('ROLLBACK'); process.exit(0); });`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return async () => {
    child.stdin.write('go');
    await once(child, 'exit');
  };
}

test('while another program holds the database no mail goes out twice or is lost, and the log says why', async () => {
  const folder = temporaryFolder();
  const server = await acceptingServer();
  const { database, subscribers, delivery, clock, lines, counts } = await delivering(
    20,
    [localProvider(server.port)],
    folder,
  );
  await announceReport(database, subscribers, '11');
  const letGo = await lock(join(folder, 'noroshi.db'));
  delivery.wake();
  await eventually('the log says so', () => lines.some((line) => JSON.stringify(line).includes('cannot be used (SQLITE_BUSY)') || /BUSY/.test(String((line[0] as { err?: Error }).err)))); // prettier-ignore
  expect(delivery.providersHealth()).toMatchObject([{ isWell: true }]);
  await letGo();
  await eventually('everybody is told', async () => {
    clock.ahead += 1000;
    delivery.wake();
    return (await counts()).accepted === 20;
  });
  expect(server.received).toHaveLength(20);
}, 60_000);

test('a full disk loses no mail and sends none twice: it goes out when there is room', async (context) => {
  const disk = smallDisk(4 * 1024 * 1024);
  if (disk === null) return context.skip('no right to mount a tmpfs');
  const server = await acceptingServer();
  const { database, subscribers, delivery, clock, lines, counts } = await delivering(
    300,
    [localProvider(server.port)],
    disk,
  );
  await announceReport(database, subscribers, '11');
  const filler = join(disk, 'filler');
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(filler, Buffer.alloc(bavail * bsize));
  delivery.wake();
  await eventually('the log says so', () => lines.some((line) => /SQLITE_FULL|SQLITE_IOERR/.test(`${JSON.stringify(line)} ${String((line[0] as { err?: Error }).err)}`))); // prettier-ignore
  rmSync(filler);
  await eventually('everybody is told, or may have been twice', async () => {
    clock.ahead += 1000;
    delivery.wake();
    return (await counts()).accepted === 300;
  });
  const copies = Map.groupBy(server.received, ({ to }) => to);
  expect(copies.size).toBe(300);
  expect(server.received.length).toBeLessThanOrEqual(300 + 10);
}, 60_000);

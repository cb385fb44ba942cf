import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { countDeliveries } from '../../src/mail/counts.ts';
import { temporaryFolder } from '../support/folder.ts';
import { addSubscribers, announceReport, ledgerDatabase } from '../support/ledger.ts';
import { acceptingServer } from '../support/smtp.ts';
import { eventually } from '../support/wait.ts';

const script = fileURLToPath(new URL('../support/deliver-until-killed.ts', import.meta.url));
const connections = 10;
/** Killed when so many mails have arrived. */
const kills = [20, 90, 170, 260, 340, 430];

test('SIGKILL while 500 alerts go out: nobody is lost, repeats are few and can be recognised', async () => {
  const folder = temporaryFolder();
  const database = ledgerDatabase(folder, true);
  await announceReport(database, await addSubscribers(database, 500), '11');
  await database.close();
  const server = await acceptingServer();
  const begin = () =>
    spawn(process.execPath, [script, folder, String(server.port)], { stdio: ['ignore', 'ignore', 'inherit'] });

  for (const arrived of kills) {
    const child = begin();
    await eventually(`${arrived} mails`, () => server.received.length >= arrived);
    child.kill('SIGKILL');
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
  }
  expect(await once(begin(), 'exit')).toEqual([0, null]);

  const copies = Map.groupBy(server.received, ({ to }) => to);
  expect(copies.size).toBe(500);
  for (const [to, mails] of copies) {
    expect(mails.length, to).toBeLessThanOrEqual(2);
    expect(new Set(mails.map(({ content }) => /^Message-ID:\s+(.*)$/im.exec(content)?.[1])).size, to).toBe(1);
  }
  expect(server.received.length - 500).toBeLessThanOrEqual(kills.length * connections);

  const after = ledgerDatabase(folder, false);
  const { owed, accepted, unknown } = await after.read(countDeliveries);
  await after.close();
  expect(owed).toBe(500);
  expect(accepted + unknown).toBe(500);
}, 60_000);

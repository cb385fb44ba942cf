import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDelivery } from '../../src/mail/deliver.ts';
import { alertsOutbox } from '../../src/mail/ledger.ts';
import type { Outbox } from '../../src/mail/outbox.ts';
import { smtpProvider } from '../../src/mail/provider.ts';
import { countDeliveries } from '../../src/mail/counts.ts';
import { addSubscribers, announceReport, ledgerDatabase, ledgerNeeds } from '../support/ledger.ts';
import { freePort } from '../support/free-port.ts';
import { programPath } from '../support/programs.ts';
import { localProvider } from '../support/smtp-provider.ts';
import { ratioLine } from './figures.ts';

const messages = 2000;
const connections = 10;
const rounds = 5;

/**
 * Alerts against Postfix's `smtp-source -d` into the same `smtp-sink` on the same number of connections, in turn. Ours: from
 * the start of the loop until the last result is durable, with a real ledger on disk (`synchronous=FULL`), marks and own text
 * for every reader; theirs: the same bytes each time, nothing written down, messages of our size.
 */
export async function run(): Promise<void> {
  const [source, sink] = ['smtp-source', 'smtp-sink'].map(programPath);
  if (!source || !sink) return console.log('alerts: skipped (needs smtp-source and smtp-sink of Postfix)');
  const port = await freePort();
  const receiver = spawn(
    sink,
    ['-c', ...(process.getuid?.() === 0 ? ['-u', 'nobody'] : []), `127.0.0.1:${port}`, '100'],
    {
      stdio: 'ignore',
    },
  );
  try {
    await listening(port);
    const ours: { rate: number }[] = [];
    const theirs: { rate: number }[] = [];
    let bytes = 0;
    await measureOurs(port); // both begin warm
    for (let round = 0; round < rounds; round += 1) {
      const measured = await measureOurs(port);
      bytes = measured.bytes;
      ours.push(measured);
      theirs.push(measureSource(source, port, bytes));
    }
    console.log(ratioLine(`alerts, ${messages} messages of ${bytes} bytes, ${connections} connections, messages/s against smtp-source`, ours, theirs)); // prettier-ignore
  } finally {
    receiver.kill();
  }
}

async function measureOurs(port: number): Promise<{ rate: number; bytes: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'noroshi-bench-'));
  const database = ledgerDatabase(folder, true);
  try {
    await announceReport(database, await addSubscribers(database, messages), '11');
    const ahead = Date.parse('2012-06-20T08:12:00.000Z') - Date.now();
    const now = () => Date.now() + ahead;
    const ledger = alertsOutbox(ledgerNeeds(database, now));
    const stop = new AbortController();
    let bytes = 0;
    let settled = 0;
    const outbox: Outbox = {
      ...ledger,
      claim: async (limit, at) => {
        const claimed = await ledger.claim(limit, at);
        bytes ||= claimed[0]?.compose().length ?? 0;
        return claimed;
      },
      record: async (moment, at) => {
        await ledger.record(moment, at);
        settled += moment.results.length;
        if (settled === messages) stop.abort();
      },
    };
    const settings = localProvider(port, { connections });
    const began = performance.now();
    await startDelivery({
      database,
      outboxes: [outbox],
      providers: [smtpProvider({ settings, ehlo: 'status.example.org', sender: 'status@example.org' })],
      now,
      log: { info: () => {}, warn: console.error, error: console.error },
      signal: stop.signal,
    }).ended;
    const seconds = (performance.now() - began) / 1000;
    const { accepted } = await database.read(countDeliveries);
    if (accepted !== messages) throw new Error(`${accepted} of ${messages} were accepted`);
    return { rate: messages / seconds, bytes };
  } finally {
    await database.close();
    rmSync(folder, { recursive: true });
  }
}

function measureSource(source: string, port: number, bytes: number): { rate: number } {
  const size = ['-d', '-s', String(connections), '-m', String(messages), '-l', String(bytes)];
  const began = performance.now();
  const { status, stderr } = spawnSync(
    source,
    [...size, '-f', 'status@example.org', '-t', 'reader@example.net', `127.0.0.1:${port}`],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`smtp-source failed: ${stderr}`);
  return { rate: messages / ((performance.now() - began) / 1000) };
}

async function listening(port: number): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const isUp = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.once('connect', () => socket.end('QUIT\r\n'));
    });
    if (isUp) return;
    if (tries > 100) throw new Error('smtp-sink does not listen');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

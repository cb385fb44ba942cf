import { pino } from 'pino';
import { createSecretKey } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { announce } from '../../src/alerts/announce.ts';
import { openDatabase, type Database } from '../../src/database.ts';
import { wholeContent } from '../../src/incidents/content-change.ts';
import { countDeliveries } from '../../src/mail/counts.ts';
import { startDelivery } from '../../src/mail/deliver.ts';
import { alertsOutbox } from '../../src/mail/ledger.ts';
import type { Outbox } from '../../src/mail/outbox.ts';
import { smtpProvider } from '../../src/mail/provider.ts';
import { subscriptionUrl, unsubscribeUrl } from '../../src/subscribers/links.ts';
import { personHash } from '../../src/worker/mail-settings.ts';
import { ledgerNeeds } from '../support/ledger.ts';
import { localProvider } from '../support/smtp-provider.ts';
import { makeNotice, makeSnapshot, makeUpdate } from '../support/snapshot.ts';

export interface Measured {
  readonly rate: number;
  /** Of the whole process, in microseconds a message. */
  readonly cpu: number;
  readonly bytes: number;
}

const site = {
  siteUrl: 'https://status.example.org',
  pageLanguage: 'ja',
  key: createSecretKey(new Uint8Array(32).fill(7)),
};
const text = `${'当社が利用しているホスティング会社で障害が発生し、すべてのサーバーに接続できない状態が続いています。'.repeat(3)}\n\nお急ぎの方は 000-0000-0000 までお電話ください。`;

/** Confirmed subscribers of everything, in Japanese, many in a statement. */
export async function fillWithPeople(database: Database, count: number): Promise<void> {
  const since = '2012-01-01T00:00:00.000Z';
  for (let from = 1; from <= count; from += 500) {
    const rows = Array.from({ length: Math.min(500, count - from + 1) }, (_, index) => {
      const address = `reader${from + index}@example.net`;
      return { address, address_key: address, language: 'ja', status: 'confirmed', created_at: since, confirmed_at: since, link_version: 1 } as const; // prettier-ignore
    });
    await database.write((trx) => trx.insertInto('subscribers').values(rows).execute());
  }
}

/** From the start of the delivery loop until the last result of `count` alerts is durable, on a real ledger on disk. */
export async function measureLedger(port: number, count: number, connections: number): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'noroshi-bench-'));
  const database = openDatabase({ file: join(folder, 'noroshi.db'), create: true });
  try {
    await fillWithPeople(database, count);
    await announceTo(database);
    return await deliverAll(database, port, count, connections);
  } finally {
    await database.close();
    rmSync(folder, { recursive: true });
  }
}

/** A report to everybody. The page is known before the notice comes: what is there at the first start is mailed to nobody. */
export async function announceTo(database: Database): Promise<void> {
  const now = Date.now();
  const at = new Date(now - 60_000 + 9 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
  const notice = makeNotice('all-servers-lost', [makeUpdate(at, 'investigating', { body: { ja: text } })]);
  const needs = { database, log: pino({ level: 'silent' }), siteUrl: site.siteUrl, maxAge: 86_400_000 };
  for (const snapshot of [makeSnapshot([]), makeSnapshot([notice])]) {
    const content = wholeContent(snapshot, { seenAt: now, now }, 0);
    await announce(needs, { content, notices: content.notices, absent: new Set() }, now);
  }
}

async function deliverAll(database: Database, port: number, count: number, connections: number): Promise<Measured> {
  const ledger = alertsOutbox({
    ...ledgerNeeds(database, Date.now),
    unsubscribeUrl: (person) => unsubscribeUrl(site, person),
    subscriptionUrl: (person) => subscriptionUrl(site, person),
    personHash: (id) => personHash(site.key, id),
  });
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
      if (settled === count) stop.abort();
    },
  };
  const settings = localProvider(port, { connections });
  const began = performance.now();
  const cpu = process.cpuUsage();
  await startDelivery({
    database,
    outboxes: [outbox],
    providers: [smtpProvider({ settings, ehlo: 'status.example.org', sender: 'status@example.org' })],
    now: Date.now,
    log: { info: () => {}, warn: console.error, error: console.error },
    signal: stop.signal,
  }).ended;
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const { accepted } = await database.read(countDeliveries);
  if (accepted !== count) throw new Error(`${accepted} of ${count} were accepted`);
  return { rate: count / seconds, cpu: (user + system) / count, bytes };
}

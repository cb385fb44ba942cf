import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { staffOutbox } from '../../src/alerts/staff-mail.ts';
import { staffChannels, tellStaff } from '../../src/alerts/staff.ts';
import { openDatabase } from '../../src/database.ts';
import { startDelivery } from '../../src/mail/deliver.ts';
import { alertsOutbox } from '../../src/mail/ledger.ts';
import { smtpProvider } from '../../src/mail/provider.ts';
import { temporaryFolder } from '../support/folder.ts';
import { readMail } from '../support/inbox.ts';
import { addSubscribers, announceReport, ledgerNeeds } from '../support/ledger.ts';
import { acceptingServer, scriptedServer } from '../support/smtp.ts';
import { localProvider } from '../support/smtp-provider.ts';
import { eventually } from '../support/wait.ts';

const began = Date.parse('2012-06-20T08:12:00Z');
const channels = staffChannels({ STAFF_EMAIL: ['a@staff.example', 'b@staff.example', 'a@staff.example'] });
const message = {
  key: 'due lost 18:00',
  kind: 'due',
  language: 'ja',
  subject: '【まもなく報告】18:00 サーバー障害',
  text: '「サーバー障害」の第2報の時刻です。<b>\nhttps://status.example/incidents/lost',
  notice: 'lost',
  url: 'https://status.example/incidents/lost',
} as const;

async function deliverAll(ports: readonly number[], people = 0) {
  const database = openDatabase({ file: join(temporaryFolder(), 'noroshi.db'), create: true });
  const needs = ledgerNeeds(database, () => began);
  if (people > 0) await announceReport(database, await addSubscribers(database, people), '11');
  for (let times = 0; times < 2; times += 1) await database.write((trx) => tellStaff(trx, message, channels, began));
  const stop = new AbortController();
  const outboxes = [staffOutbox({ database, fixed: needs.fixed }), alertsOutbox(needs)];
  const providers = ports.map((port) =>
    smtpProvider({ settings: localProvider(port, { connections: 1 }), ehlo: 'example.org', sender: 's@example.org' }),
  );
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const delivery = startDelivery({ database, outboxes, providers, now: () => began, log, signal: stop.signal });
  onTestFinished(async () => {
    stop.abort();
    await delivery.ended;
    await database.close();
  });
  return database;
}

test('each member of staff gets one mail, through the second provider when the first refuses', async () => {
  const dead = await scriptedServer({ greeting: '554 5.3.2 not today' });
  const inbox = await acceptingServer();
  const database = await deliverAll([dead.port, inbox.port]);
  await eventually('both mails', () => inbox.received.length === 2);
  const mails = await Promise.all(inbox.received.map(readMail));
  expect(mails.map(({ to }) => to).toSorted()).toEqual(['a@staff.example', 'b@staff.example']);
  const [mail] = mails;
  expect(mail).toMatchObject({ subject: message.subject });
  expect(mail?.text.trim().split(/\r?\n/)).toEqual(message.text.split('\n'));
  expect(mail?.html).toContain('&#60;b&#62;');
  expect(mail?.html).toContain('<a href="https://status.example/incidents/lost">');
  expect(mail?.header('auto-submitted')).toBe('auto-generated');
  for (const name of ['list-unsubscribe', 'list-unsubscribe-post', 'list-id'])
    expect(mail?.header(name)).toBe(undefined);
  expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(2);
  const rows = () => database.read((db) => db.selectFrom('staff_messages').select('state').execute());
  await eventually('both written down', async () => (await rows()).every(({ state }) => state === 'accepted'));
});

test('staff are told before many subscribers are', async () => {
  const inbox = await acceptingServer();
  await deliverAll([inbox.port], 20);
  await eventually('all', () => inbox.received.length === 22);
  expect(inbox.received.slice(0, 2).map(({ to }) => to)).toEqual(['a@staff.example', 'b@staff.example']);
});

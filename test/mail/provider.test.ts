import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { usualTimeOuts } from '../../src/mail/connection.ts';
import { emlFolder } from '../../src/mail/eml.ts';
import { smtpProvider } from '../../src/mail/provider.ts';
import { temporaryFolder } from '../support/folder.ts';
import { freePort } from '../support/free-port.ts';
import { acceptingServer, scriptedServer, type Script } from '../support/smtp.ts';
import { localProvider } from '../support/smtp-provider.ts';

const short = { ...usualTimeOuts, connect: 500, greeting: 200, socket: 300, message: 600 };
const mail = {
  to: 'someone@example.net',
  messageId: '<a@example.org>',
  compose: () => Buffer.from('Subject: a\r\n\r\nwords\r\n'),
};
const login = { user: 'us', password: 'secret' };

function providerAt(port: number, others = {}) {
  return smtpProvider({
    settings: localProvider(port, others),
    ehlo: 'status.example.org',
    sender: 'status@example.org',
    timeOuts: short,
  });
}

test('one connection carries many messages', async () => {
  const server = await scriptedServer({});
  const provider = providerAt(server.port);
  for (let i = 0; i < 3; i += 1) expect((await provider.send(mail, async () => {})).class).toBe('accepted');
  expect(server.bodies).toHaveLength(3);
  expect(server.connections()).toBe(1);
  provider.close();
});

test.each<[string, Script, string, string]>([
  ['421 as greeting', { greeting: '421 4.3.2 not now' }, 'provider_fault', 'greeting'],
  ['554 as greeting', { greeting: '554 5.7.1 go away' }, 'provider_fault', 'greeting'],
  ['closed before the greeting', { greeting: 'close' }, 'provider_fault', 'connect'],
  ['no greeting', { greeting: 'silence' }, 'provider_fault', 'greeting'],
  ['EHLO never answered to the end', { ehlo: 'trickle' }, 'provider_fault', 'connect'],
  ['535 at AUTH', { auth: '535 5.7.8 no' }, 'provider_fault', 'auth'],
  ['550 at MAIL FROM', { mail: '550 5.7.1 sender refused' }, 'provider_fault', 'mail'],
  ['450 at RCPT', { rcpt: '450 4.2.0 later' }, 'retry', 'rcpt'],
  ['550 at RCPT', { rcpt: '550 5.1.1 <someone@example.net>: unknown user someone' }, 'hard_bounce', 'rcpt'],
  ['550 5.7.1 at RCPT', { rcpt: '550 5.7.1 blocked' }, 'content_refused', 'rcpt'],
  ['closed at RCPT', { rcpt: 'close' }, 'provider_fault', 'mail'],
  ['451 after the dot', { end: '451 4.3.0 later' }, 'retry', 'body'],
  ['454 after the dot', { end: '454 Throttling failure: rate exceeded' }, 'provider_fault', 'body'],
  ['554 after the dot', { end: '554 5.6.0 bad words' }, 'content_refused', 'body'],
  ['reset after the dot', { end: 'reset' }, 'unknown', 'body'],
  ['closed after the dot', { end: 'close' }, 'unknown', 'body'],
  ['silence after the dot', { end: 'silence' }, 'unknown', 'body'],
  ['a reply that never ends', { end: 'trickle' }, 'unknown', 'body'],
])('%s', async (_what, script, found, phase) => {
  const server = await scriptedServer(script);
  const outcome = await providerAt(server.port, login).send(mail, async () => {});
  expect(outcome).toMatchObject({ class: found, phase });
  expect(outcome.reply).not.toMatch(/someone|@/);
});

test.each([
  ['within', 'Subject: a\r\n\r\n.\r\n..\r\n.words\r\n\r\n.\r\nMAIL FROM:<a@example.org>\r\n'],
  ['at the very beginning', '.\r\n'],
])('lines that begin with a dot arrive as they are: %s', async (_where, text) => {
  const server = await acceptingServer();
  const provider = providerAt(server.port);
  for (const content of [text, 'Subject: next\r\n']) {
    const outcome = await provider.send({ ...mail, compose: () => Buffer.from(content) }, async () => {});
    expect(outcome.class).toBe('accepted');
  }
  expect(server.received.map(({ content }) => content)).toEqual([text, 'Subject: next\r\n']);
});

test('a refused connection', async () => {
  const outcome = await providerAt(await freePort()).send(mail, async () => {});
  expect(outcome).toMatchObject({ class: 'provider_fault', phase: 'connect' });
});

test('never without TLS where it is required', async () => {
  const server = await scriptedServer({});
  const outcome = await providerAt(server.port, { ...login, ignoreTls: false }).send(mail, async () => {});
  expect(outcome).toMatchObject({ class: 'provider_fault', phase: 'tls' });
  expect(server.bodies).toEqual([]);
});

test('no byte of the body leaves before the mark is written, none at all when it cannot be', async () => {
  const server = await scriptedServer({});
  const seen: number[] = [];
  const outcome = await providerAt(server.port).send(mail, async () => {
    await new Promise((resolve) => setTimeout(resolve, 100)); // time in which a byte would arrive
    seen.push(server.bodyBytes());
  });
  expect(outcome.class).toBe('accepted');
  expect(seen).toEqual([0]);
  const failed = await providerAt(server.port).send(mail, () => Promise.reject(new Error('no disk')));
  expect(failed).toMatchObject({ class: 'retry', phase: 'data' });
  expect(server.bodies).toHaveLength(1);
});

test('a carrier’s old address with dots in a row goes out quoted', async () => {
  const server = await scriptedServer({});
  const outcome = await providerAt(server.port).send({ ...mail, to: 'docomo..ab.@docomo.ne.jp' }, async () => {});
  expect(outcome.class).toBe('accepted');
  expect(server.commands).toContain('RCPT TO:<"docomo..ab."@docomo.ne.jp>');
});

test('an idle connection that the server has closed is replaced', async () => {
  const server = await acceptingServer();
  const provider = providerAt(server.port);
  expect((await provider.send(mail, async () => {})).class).toBe('accepted');
  await server.close();
  const again = await acceptingServer(server.port);
  expect((await provider.send(mail, async () => {})).class).toBe('accepted');
  expect(again.received).toHaveLength(1);
});

test.each([
  ['recipient', { rcpt: '550 5.1.1 no such mailbox' }, 'rcpt: 550 5.1.1 no such mailbox'],
  ['text', { data: '554 5.7.1 not this' }, 'data: 554 5.7.1 not this'],
])('a refused %s leaves the connection fit for the next mail', async (_what, script, reply) => {
  const server = await scriptedServer(script);
  const provider = providerAt(server.port);
  const outcomes = [await provider.send(mail, async () => {}), await provider.send(mail, async () => {})];
  expect(outcomes.map((outcome) => outcome.reply)).toEqual([reply, reply]);
  expect(server.connections()).toBe(1);
  provider.close();
});

test('without a provider each mail is a file', async () => {
  const folder = join(temporaryFolder(), 'mail');
  const order: string[] = [];
  const provider = emlFolder({ folder, now: () => Date.UTC(2012, 5, 20) });
  const outcome = await provider.send(mail, async () => void order.push('mark', ...readdirSync(folder)));
  expect(outcome.class).toBe('accepted');
  expect(order).toEqual(['mark']);
  const [file = '', ...others] = readdirSync(folder);
  expect(others).toEqual([]);
  expect(file).toMatch(/^2012-06-20T00-00-00-000Z-[0-9a-f]{16}\.eml$/);
  expect(readFileSync(join(folder, file))).toEqual(mail.compose());
});

import PostalMime from 'postal-mime';
import { expect, test } from 'vitest';
import { wireAddress } from '../../src/mail/address.ts';
import { composeMessage, messageId } from '../../src/mail/envelope.ts';
import { withoutAddresses } from '../../src/mail/reply.ts';
import { reportParts } from '../support/ledger.ts';

const fixed = {
  from: 'まなび連絡網 お知らせ <status@example.org>',
  replyTo: 'support@example.org',
  listId: 'alerts.status.example.org',
  domain: 'example.org',
  now: () => Date.UTC(2012, 5, 20, 8, 12),
};
const parts = reportParts('11');
const personal = {
  to: 'reader@example.net',
  unsubscribeUrl: 'https://status.example.org/unsubscribe/t-1_x',
  messageId: messageId(parts, 'abc', 'example.org'),
};

async function read(bytes: Uint8Array) {
  const mail = await PostalMime.parse(Buffer.from(bytes));
  const values = (name: string) => mail.headers.filter(({ key }) => key === name).map(({ value }) => value);
  return { mail, values, raw: Buffer.from(bytes).toString('latin1') };
}

test('a mail has the headers that mail programs and providers expect, each once', async () => {
  const { mail, values } = await read(composeMessage(parts, [], personal, fixed));
  expect(mail.from).toMatchObject({ name: 'まなび連絡網 お知らせ', address: 'status@example.org' });
  expect(mail.to).toMatchObject([{ address: 'reader@example.net' }]);
  expect(mail.replyTo).toMatchObject([{ address: 'support@example.org' }]);
  expect(mail.subject).toBe('障害: All servers lost');
  expect(mail.messageId).toBe('<2012-06-20-all-servers-lost.20120620T081100Z.11.abc@example.org>');
  expect(mail.date).toBe('2012-06-20T08:12:00.000Z');
  expect(values('in-reply-to')).toEqual(['<2012-06-20-all-servers-lost@example.org>']);
  expect(values('references')).toEqual(['<2012-06-20-all-servers-lost@example.org>']);
  expect(values('list-id')).toEqual(['<alerts.status.example.org>']);
  expect(values('list-unsubscribe')).toEqual(['<https://status.example.org/unsubscribe/t-1_x>']);
  expect(values('list-unsubscribe-post')).toEqual(['List-Unsubscribe=One-Click']);
  expect(values('auto-submitted')).toEqual(['auto-generated']);
  expect(values('x-auto-response-suppress')).toEqual(['All']);
});

test('text comes first and is complete, HTML says the same, and the way out is in both', async () => {
  const { mail, raw } = await read(composeMessage(parts, [], personal, fixed));
  expect(raw.indexOf('text/plain')).toBeLessThan(raw.indexOf('text/html'));
  for (const body of [mail.text, mail.html]) {
    expect(body).toContain('report 11: サーバーに接続できません');
    expect(body).toContain(personal.unsubscribeUrl);
    expect(body).not.toContain('{unsubscribe}');
  }
  expect(Math.max(...raw.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(78);
});

test('a long subject begins beside its name and comes back whole', async () => {
  const subject = `【障害】第1報・調査中 ${'サーバーに接続できません'.repeat(5)}`;
  const { mail, raw } = await read(composeMessage({ ...parts, subject }, [], personal, fixed));
  expect(raw).toMatch(/^Subject: =\?/m);
  expect(mail.subject).toBe(subject);
});

test('superseded reports are carried below, the newest first, with one header and one footer', async () => {
  const { mail } = await read(composeMessage(reportParts('40'), [reportParts('20'), parts], personal, fixed));
  const text = mail.text ?? '';
  const places = ['Manabi', 'report 40', 'report 20', 'report 11', 'Leave:'].map((words) => text.indexOf(words));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(places[0]).toBeGreaterThanOrEqual(0);
  expect(text.split('Manabi')).toHaveLength(2);
});

test('what an author or a subscriber typed cannot become a header, nor a link of ours', async () => {
  const evil = {
    ...parts,
    subject: 'a\r\nBcc: x@example.com\u0085\u2028b',
    section: { text: '{unsubscribe}', html: '<p>{unsubscribe}</p>' },
  };
  const { mail, values } = await read(composeMessage(evil, [], personal, fixed));
  expect(values('bcc')).toEqual([]);
  expect(mail.text).toContain('{unsubscribe}');
  expect(() => composeMessage(parts, [], { ...personal, to: 'a@example.net\r\nBcc: x@example.com' }, fixed)).toThrow();
  expect(() => composeMessage(parts, [], { ...personal, to: 'a@example.net, b@example.com' }, fixed)).toThrow();
});

test('a retraction of a report is another mail than the report', () => {
  expect(messageId({ ...parts, kind: 'retraction' }, 'abc', 'example.org')).not.toBe(personal.messageId);
});

test.each([
  ['"Acme, Inc. (Tokyo)" <status@example.org>', 'Acme, Inc. (Tokyo)'],
  ['Acme: "the" \\ page <status@example.org>', 'Acme: "the" \\ page'],
  ['Acme. <status@example.org>', 'Acme.'],
  ['"A \\"b\\" =?utf-8?B?YQ==?=" <status@example.org>', 'A "b" =?utf-8?B?YQ==?='],
])('%s is one sender', async (from, name) => {
  const { mail, values } = await read(composeMessage(parts, [], personal, { ...fixed, from }));
  expect(values('from')).toHaveLength(1);
  expect(mail.from).toMatchObject({ name, address: 'status@example.org' });
});

test.each([
  ['a.b+c@example.net', 'a.b+c@example.net'],
  ['docomo..ab@docomo.ne.jp', '"docomo..ab"@docomo.ne.jp'],
  ['ab.@docomo.ne.jp', '"ab."@docomo.ne.jp'],
  ['"a b"@example.net', '"a b"@example.net'],
  ['user@例え.jp', 'user@xn--r8jz45g.jp'],
])('%s is written as %s', (typed, written) => {
  expect(wireAddress(typed)).toBe(written);
});

test.each([
  '',
  'a',
  '@example.net',
  'a@',
  'a>b@example.net',
  'a,b@example.net',
  '"a"b"@example.net',
  'あ@example.net',
  'a\n@example.net',
])('%j cannot be written', (typed) => {
  expect(() => wireAddress(typed)).toThrow(/cannot be written/);
});

test('a kept reply names nobody', () => {
  const reply = '550 5.1.1 <reader@example.net>: reader unknown\nsecond line';
  expect(withoutAddresses(reply, 'reader@example.net')).toBe('550 5.1.1 <…>: … unknown');
});

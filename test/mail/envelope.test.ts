import PostalMime from 'postal-mime';
import { expect, test } from 'vitest';
import { wireAddress } from '../../src/mail/address.ts';
import { messageId, prepareMessage } from '../../src/mail/envelope.ts';
import { withoutAddresses } from '../../src/mail/reply.ts';
import { composeMessage } from '../support/compose.ts';
import { reportParts } from '../support/ledger.ts';

const fixed = {
  from: 'まなび連絡網 お知らせ <status@example.org>',
  replyTo: 'support@example.org',
  listId: 'alerts.status.example.org',
  archiveUrl: 'https://status.example.org/history',
  domain: 'example.org',
  now: () => Date.UTC(2012, 5, 20, 8, 12),
};
const parts = reportParts('11');
const personal = {
  to: 'reader@example.net',
  unsubscribeUrl: 'https://status.example.org/unsubscribe/t-1_x',
  subscriptionUrl: 'https://status.example.org/subscription/t-1_y',
  isFirst: false,
  messageId: messageId(parts, 'abc', 'example.org'),
};

async function read(bytes: Uint8Array) {
  const mail = await PostalMime.parse(Buffer.from(bytes));
  const values = (name: string) => mail.headers.filter(({ key }) => key === name).map(({ value }) => value);
  return { mail, values, raw: Buffer.from(bytes).toString('latin1') };
}

const once: [header: string, value: string, why: string][] = [
  ['message-id', '<2012-06-20-all-servers-lost.20120620T081100Z.11.abc@example.org>', 'a copy can be told from another mail'],
  ['date', 'Wed, 20 Jun 2012 08:12:00 +0000', 'it is now'],
  ['in-reply-to', '<2012-06-20-all-servers-lost@example.org>', 'the mails of a notice are one thread'],
  ['references', '<2012-06-20-all-servers-lost@example.org>', 'also for who comes in the middle'],
  ['list-id', '<alerts.status.example.org>', 'a filter finds them (RFC 2919)'],
  ['list-archive', '<https://status.example.org/history>', 'all that was reported is there (RFC 2369)'],
  ['list-unsubscribe', '<https://status.example.org/unsubscribe/t-1_x>', 'a mail program can offer to leave'],
  ['list-unsubscribe-post', 'List-Unsubscribe=One-Click', 'with one click (RFC 8058)'],
  ['auto-submitted', 'auto-generated', 'no vacation message answers (RFC 3834)'],
  ['x-auto-response-suppress', 'All', 'nor does Exchange'],
  ['content-language', 'en', 'it is read out in its language'],
  ['mime-version', '1.0', 'it has parts'],
]; // prettier-ignore

test.each(once)('a mail has %s once, %s: %s', async (header, value) => {
  const { values } = await read(composeMessage(parts, [], personal, fixed));
  expect(values(header)).toEqual([value]);
});

test('a mail goes to one person, from the name in MAIL_FROM, and answers go where MAIL_REPLY_TO says', async () => {
  const { mail, values } = await read(composeMessage(parts, [], personal, fixed));
  expect(mail.from).toMatchObject({ name: 'まなび連絡網 お知らせ', address: 'status@example.org' });
  expect(mail.to).toMatchObject([{ address: 'reader@example.net' }]);
  expect(mail.replyTo).toMatchObject([{ address: 'support@example.org' }]);
  expect(mail.subject).toBe('障害: All servers lost');
  for (const name of ['from', 'to', 'reply-to', 'subject']) expect(values(name)).toHaveLength(1);
  for (const name of ['cc', 'bcc', 'precedence', 'feedback-id']) expect(values(name)).toEqual([]);
  const { values: bare } = await read(composeMessage(parts, [], personal, { ...fixed, replyTo: null }));
  expect(bare('reply-to')).toEqual([]);
});

test('text comes first and is complete, HTML says the same, and the way out is in both', async () => {
  const { mail, raw } = await read(composeMessage(parts, [], personal, fixed));
  expect(raw.indexOf('text/plain')).toBeLessThan(raw.indexOf('text/html'));
  for (const body of [mail.text, mail.html]) {
    expect(body).toContain('report 11: サーバーに接続できません');
    expect(body).toContain(personal.unsubscribeUrl);
    expect(body).toContain(personal.subscriptionUrl);
    expect(body).not.toMatch(/\{\w+\}/);
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
  const places = ['Manabi', 'report 40', 'Late:', 'report 20', 'report 11', 'Leave:'].map((words) =>
    text.indexOf(words),
  );
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(places[0]).toBeGreaterThanOrEqual(0);
  expect(text.split('Manabi')).toHaveLength(2);
});

test('whoever gets the first mail of a notice reads what went before, unless the mail carries it whole', async () => {
  const reports = ['20', '11'].map((minute) => ({
    at: reportParts(minute).at,
    text: `- in short ${minute}`,
    html: `in short ${minute}`,
  }));
  const late = { ...reportParts('40'), soFar: { head: { text: 'So far:', html: '<p>So far:</p>' }, reports } };
  const textOf = async (carried: (typeof parts)[], isFirst: boolean) =>
    (await read(composeMessage(late, carried, { ...personal, isFirst }, fixed))).mail.text?.replaceAll('\r', '');
  expect(await textOf([], true)).toMatch(/report 40[^]*So far:\n- in short 20\n- in short 11\n[^]*Leave:/);
  expect(await textOf([], false)).not.toContain('So far');
  expect(await textOf([reportParts('20')], true)).toMatch(/report 20[^]*So far:\n- in short 11\n/);
  expect(await textOf([reportParts('20'), parts], true)).not.toContain('So far');
});

test('HTML that mail services would cut goes without, and the text is whole', async () => {
  const long = { text: `${'長'.repeat(30_000)} the end`, html: `<p>${'長'.repeat(34_000)}</p>` };
  const { mail, values } = await read(composeMessage({ ...parts, section: long }, [], personal, fixed));
  expect(mail.html).toBeFalsy();
  expect(mail.text).toContain('the end');
  expect(mail.text).toContain(personal.unsubscribeUrl);
  expect(values('content-type')).toEqual(['text/plain; charset=utf-8']);
});

test('nothing is fetched when a mail is read, and it is told from its HTML in no way', async () => {
  const { mail } = await read(composeMessage(parts, [], personal, fixed));
  expect(mail.html).not.toMatch(/<(?:img|link|script|iframe|object|style|form|video|audio|base)|\bsrc=|url\(|@import/i);
  expect(mail.html).toMatch(/^<!doctype html><html lang="en"><head><meta charset="utf-8">/);
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

test('what is prepared for all gives each person their own links, whatever the place of the links in a line of base64', async () => {
  for (let length = 0; length < 60; length += 1) {
    const section = { text: 'あ'.repeat(length), html: `<p>${'い'.repeat(length)}</p>` };
    const prepared = prepareMessage({ ...parts, section }, [], { isFirst: false }, fixed);
    for (const name of ['a', 'somebody-else']) {
      const [unsubscribeUrl, subscriptionUrl] = [`https://status.example.org/u/${name}`, `https://status.example.org/s/${name}`]; // prettier-ignore
      const { mail, values, raw } = await read(prepared({ ...personal, to: `${name}@example.net`, unsubscribeUrl, subscriptionUrl })); // prettier-ignore
      const text = ['Manabi Contact Network', section.text, `Change: ${subscriptionUrl}\nLeave: ${unsubscribeUrl}`];
      expect(mail.text?.replaceAll('\r', '').trim()).toBe(text.filter((one) => one !== '').join('\n\n'));
      expect(mail.html).toContain(section.html);
      expect(mail.html).toContain(`<a href="${unsubscribeUrl}">Leave</a>`);
      expect(mail.html?.trim().endsWith('</html>')).toBe(true);
      expect(values('list-unsubscribe')).toEqual([`<${unsubscribeUrl}>`]);
      // Full lines, then one that may be shorter: a strict reader stops at the first filling.
      for (const [, block = ''] of raw.matchAll(/base64\r\n\r\n([^]*?)\r\n--/g)) {
        expect(block).toMatch(/^([\w+/]{76}\r\n)*[\w+/]{1,76}={0,2}$/);
      }
    }
  }
});

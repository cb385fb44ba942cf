import PostalMime from 'postal-mime';
import { expect, test } from 'vitest';
import { updateMessage } from '../../src/alerts/update-message.ts';
import { messageId } from '../../src/mail/envelope.ts';
import { composeMessage } from '../support/compose.ts';
import { makeNotice, makePage, makeUpdate } from '../support/snapshot.ts';

const evil = [
  '\r\nBcc: all@example.com', '\n\nbody', '\r', '\0', '\u0085X-Evil: 1', '\u2028X-Evil: 1\u2029', '\ud800', '\udc00', '\u202e', '\u2066',
  ']]>', '=?utf-8?B?QmNjOiB4QGV4YW1wbGUuY29t?=', '"', '\\', '<', '>', ',', ';', '@', '{unsubscribe}', '{subscription}', '$&', '$`', '--=_',
  '\r\n.\r\n', '<script>', '<img src=//x>', '&#x0a;', '👨‍👩‍👧', '㈱①～', 'あ'.repeat(90), 'a'.repeat(1100), '\t', ' ', '%0d%0aBcc:',
]; // prettier-ignore

/** The same disorder at every run. */
function disorder(seed: number): (parts: number) => string {
  let state = seed;
  const next = (below: number) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
  return (parts) => Array.from({ length: 1 + next(parts) }, () => evil[next(evil.length)]).join('x');
}

test('whatever stands in titles, names, texts and contacts, each header is there once and nothing is added', async () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const some = disorder(seed);
    const page = makePage({
      name: { ja: some(3) },
      operator: { name: { ja: some(3) }, address: { ja: some(2) } },
      contacts: { telephone: some(2), email: 'a@example.net', hours: some(2) },
    });
    const update = makeUpdate('2012-06-20 17:10', 'investigating', { body: { ja: some(6) } });
    const notice = makeNotice('evil', [update], { title: { ja: some(4) } });
    const parts = {
      ...updateMessage({ siteUrl: 'https://status.example.org' }, { snapshot: { page }, notice, update: notice.updates[0]!, now: update.at }, 'ja'), // prettier-ignore
      announcement: 1,
    };
    const personal = {
      to: 'reader@example.net',
      messageId: messageId(parts, 'abc', 'example.org'),
      unsubscribeUrl: 'https://status.example.org/unsubscribe/1',
      subscriptionUrl: 'https://status.example.org/subscription/1',
      isFirst: true,
    };
    const from = `${some(3).replaceAll('<', '').replaceAll('>', '')} <status@example.org>`;
    const fixed = { from, replyTo: from, listId: 'alerts.status.example.org', archiveUrl: 'https://status.example.org/history', domain: 'example.org', now: () => update.at }; // prettier-ignore
    const bytes = Buffer.from(composeMessage(parts, [], personal, fixed));
    const mail = await PostalMime.parse(bytes);
    const names = mail.headers.map(({ key }) => key);
    expect([...names].sort(), `seed ${seed}`).toEqual([
      'auto-submitted', 'content-language', 'content-type', 'date', 'from', 'in-reply-to', 'list-archive', 'list-id', 'list-unsubscribe',
      'list-unsubscribe-post', 'message-id', 'mime-version', 'references', 'reply-to', 'subject', 'to', 'x-auto-response-suppress',
    ]); // prettier-ignore
    expect(mail.from?.address, `seed ${seed}`).toBe('status@example.org');
    expect(mail.to).toMatchObject([{ address: 'reader@example.net' }]);
    expect(mail.subject, `seed ${seed}`).toMatch(/^【障害】第1報・調査中/);
    expect(`${mail.subject}${mail.from?.name}`, `seed ${seed}`).not.toMatch(
      /[\0-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/,
    );
    expect(mail.text, `seed ${seed}`).toContain('配信停止：https://status.example.org/unsubscribe/1');
    expect(mail.html ?? '', `seed ${seed}`).not.toMatch(/<(?:script|img)/i);
    expect(mail.attachments).toEqual([]);
    const lines = bytes.toString('latin1').split('\r\n');
    expect(lines.filter((line) => line.length > 998 || /[\r\n\0\x80-\xff]/.test(line))).toEqual([]);
    const head = lines.slice(0, lines.indexOf(''));
    expect(head.filter((line) => line.length > 78), `seed ${seed}`).toEqual([]); // prettier-ignore
  }
});

test('an address that could be two, or a header, is never written', () => {
  const update = makeUpdate('2012-06-20 17:10', 'investigating');
  const notice = makeNotice('evil', [update]);
  const parts = { ...updateMessage({ siteUrl: 'https://x.example' }, { snapshot: { page: makePage() }, notice, update, now: 0 }, 'ja'), announcement: 1 }; // prettier-ignore
  for (const bad of evil.filter((text) => /[^\w$.{}&=%'`*+/?^|~!#-]/.test(text))) {
    const personal = {
      to: `a${bad}@example.net`,
      messageId: '<a@b>',
      unsubscribeUrl: '',
      subscriptionUrl: '',
      isFirst: false,
    };
    const fixed = {
      from: 'a@example.org',
      replyTo: null,
      listId: 'a',
      archiveUrl: 'a',
      domain: 'example.org',
      now: () => 0,
    };
    expect(() => composeMessage(parts, [], personal, fixed), JSON.stringify(bad)).toThrow(/cannot be written/);
  }
});

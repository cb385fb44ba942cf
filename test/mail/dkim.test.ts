import { expect, test } from 'vitest';
import { signMessage } from '../../src/mail/dkim.ts';
import { alertsOutbox } from '../../src/mail/ledger.ts';
import { signedOutbox } from '../../src/mail/signed-outbox.ts';
import { writeConfirmationMail } from '../../src/subscribers/confirmation-mail.ts';
import { hasVerifier, makeSigner, verify } from '../support/dkim.ts';
import { temporaryFolder } from '../support/folder.ts';
import { addSubscribers, announceReport, ledgerDatabase, ledgerNeeds } from '../support/ledger.ts';

const now = Date.parse('2012-06-20T08:12:00.000Z');
const ours = [
  'from', 'to', 'subject', 'date', 'message-id', 'in-reply-to', 'references', 'list-id', 'list-archive', 'list-unsubscribe',
  'list-unsubscribe-post', 'auto-submitted', 'content-language', 'mime-version', 'content-type',
]; // prettier-ignore

/** An alert as it leaves the ledger. */
async function alert(signer = makeSigner('rsa')): Promise<Buffer> {
  const database = ledgerDatabase(temporaryFolder(), true);
  await announceReport(database, await addSubscribers(database, 1), '11');
  const outbox = signedOutbox(alertsOutbox(ledgerNeeds(database, () => now)), signer);
  const [owed] = await outbox.claim(1, now);
  const bytes = owed!.compose();
  await database.close();
  return Buffer.from(bytes);
}

const confirmation = () =>
  writeConfirmationMail(
    {
      page: { language: 'ja', name: () => 'まなび連絡網', operator: () => '東京' },
      siteUrl: 'https://status.example.org',
      mailFrom: 'まなび連絡網 <status@example.org>',
    },
    { to: 'a@example.net', language: 'ja', token: 't', code: '123456', messageId: '<c@example.org>', at: now },
  );

test.skipIf(!hasVerifier).each(['rsa', 'ed25519'] as const)('python3-dkim believes what %s signed', async (type) => {
  const signer = makeSigner(type);
  const crooked = 'From:  a  <a@example.org> \r\nSubject: a\r\n\t b \r\n\r\n a \t b  \r\n\r\n c\t\r\n\r\n\r\n';
  const empty = 'From: a@example.org\r\n\r\n';
  const mails = [await confirmation(), crooked, empty].map((mail) => signMessage(Buffer.from(mail, 'latin1'), signer));
  expect(verify(signer, [await alert(signer), ...mails])).toEqual([true, true, true, true]);
});

test.skipIf(!hasVerifier)(
  'it does not believe a mail of which anything that matters was changed, added or lost',
  async () => {
    const signer = makeSigner('rsa');
    const mail = (await alert(signer)).toString('latin1');
    const changed = ours.map((name) => mail.replace(new RegExp(`^(${name}:)`, 'im'), '$1 x'));
    const lost = ours.map((name) => mail.replace(new RegExp(`^${name}:.*\\r\\n([ \\t].*\\r\\n)*`, 'im'), ''));
    const added = ['From: Bank <bank@example.com>', 'To: all@example.com', 'Cc: b@example.com', 'Reply-To: b@example.com', 'Subject: Pay']; // prettier-ignore
    const tampered = [
      ...changed,
      ...lost,
      ...added.map((line) => mail.replace(/\r\n\r\n/, `\r\n${line}\r\n\r\n`)),
      ...added.map((line) => `${line}\r\n${mail}`),
      mail.replace(/(?<=base64\r\n\r\n)./, 'X'),
      mail.replace('d=example.org', 'd=example.com'),
    ];
    for (const one of tampered) expect(one).not.toBe(mail);
    const believed = verify(
      signer,
      [mail, ...tampered].map((one) => Buffer.from(one, 'latin1')),
    );
    expect(believed).toEqual([true, ...tampered.map(() => false)]);
  },
);

test('the signature names every header of ours, the first line is its own, and no line is long', async () => {
  const mail = (await alert()).toString('latin1');
  const [signature = ''] = /^DKIM-Signature:.*\r\n(?:[ \t].*\r\n)*/.exec(mail) ?? [];
  const named = /h=([^;]*)/
    .exec(signature)?.[1]
    ?.split(':')
    .map((name) => name.trim());
  expect(named).toEqual(expect.arrayContaining(ours));
  expect(named?.filter((name) => name === 'from')).toHaveLength(2);
  expect(signature).toMatch(/a=rsa-sha256;[^]*c=relaxed\/relaxed;[^]*d=example\.org;[^]*s=noroshi-rsa;/);
  expect(Math.max(...signature.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(76);
});

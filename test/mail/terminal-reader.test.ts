import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { updateMessage } from '../../src/alerts/update-message.ts';
import { messageId } from '../../src/mail/envelope.ts';
import { composeMessage } from '../support/compose.ts';
import { temporaryFolder } from '../support/folder.ts';
import { readInMutt } from '../support/mutt.ts';
import { programPath } from '../support/programs.ts';
import { makeNotice, makePage, makeUpdate, tokyo } from '../support/snapshot.ts';

const mutt = programPath('mutt');

const notice = makeNotice(
  'all-servers-lost',
  [
    makeUpdate('2012-06-20 17:10', 'investigating', { body: { ja: '調べています。' } }),
    makeUpdate('2012-06-20 19:30', 'identified', {
      next: tokyo('2012-06-20 21:00'),
      body: { ja: 'データが**すべて**失われました。\n\n- 控えは無事です。' },
    }),
  ],
  { title: { ja: 'すべてのサーバーに接続できません' } },
);

function mail(): Buffer {
  const update = notice.updates[1]!;
  const occasion = { snapshot: { page: makePage() }, notice, update, now: update.at };
  const parts = { ...updateMessage({ siteUrl: 'https://status.example.org' }, occasion, 'ja'), announcement: 1 };
  const personal = {
    to: 'reader@example.net',
    messageId: messageId(parts, 'abc', 'example.org'),
    unsubscribeUrl: 'https://status.example.org/unsubscribe/1',
    subscriptionUrl: 'https://status.example.org/subscription/1',
    isFirst: true,
  };
  const fixed = { from: 'まなび連絡網 <status@example.org>', replyTo: null, listId: 'alerts.example.org', archiveUrl: 'https://status.example.org/history', domain: 'example.org', now: () => update.at }; // prettier-ignore
  return Buffer.from(composeMessage(parts, [], personal, fixed));
}

test.skipIf(mutt === null)('mutt shows subject, sender and the whole text as they were written', () => {
  const mailbox = join(temporaryFolder(), 'mailbox');
  const text = mail().toString('latin1').replaceAll('\r\n', '\n');
  writeFileSync(mailbox, `From MAILER-DAEMON Wed Jun 20 10:30:00 2012\n${text}\n`, 'latin1');
  const { list, mail: read } = readInMutt(mutt ?? '', mailbox);
  expect(list).toContain('【障害】第2報・復旧作業中');
  expect(read).toMatch(/^From: まなび連絡網 <status@example\.org>$/m);
  expect(read).toMatch(/^Subject: 【障害】第2報・復旧作業中 すべてのサーバーに接続できません$/m);
  expect(read).toMatch(
    /\n\n状況：復旧作業中・第2報\nすべてのサーバーに接続できません\n[^]*次の報告：2012年6月20日\(水\) 21:00 JST\n/,
  );
  expect(read).toMatch(/\n■ 第2報・復旧作業中\n[^]*データがすべて失われました。\n\n \* 控えは無事です。\n/);
  expect(read).toMatch(/\n■ これまでの経過\n- 6月20日\(水\) 17:10 第1報・調査中　調べています。\n/);
  expect(read).toMatch(/\n配信停止：https:\/\/status\.example\.org\/unsubscribe\/1\n+$/);
});

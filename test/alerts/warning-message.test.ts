import { expect, test } from 'vitest';
import { warningMessage } from '../../src/alerts/warning-message.ts';
import type { Notice } from '../../src/incidents/notice.ts';
import { warningsAt } from '../../src/incidents/staff-warnings.ts';
import { makeNotice, makePage, makeUpdate, tokyo } from '../support/snapshot.ts';

const first = makeUpdate('2012-06-20 17:10', 'investigating', { next: tokyo('2012-06-20 18:00') });
const lost = makeNotice('lost', [first], { title: { ja: 'サーバーに接続できません', en: 'Servers lost' } });
const maintenance = makeNotice('m', [makeUpdate('2012-06-19 10:00', 'scheduled')], {
  type: 'maintenance',
  title: { ja: 'データベースの更新' },
  scheduledFor: tokyo('2012-06-20 17:50'),
  scheduledUntil: tokyo('2012-06-20 19:00'),
});

const messages = (notice: Notice, at: string, page = makePage()) =>
  warningsAt([notice], tokyo(at)).map((warning) =>
    warningMessage({ siteUrl: 'https://status.example', page }, warning, tokyo(at)),
  );

test('ten minutes before a report is due staff read which, when, and how to write it', () => {
  expect(messages(lost, '2012-06-20 17:49')).toEqual([]);
  const [message] = messages(lost, '2012-06-20 17:50');
  expect(message).toMatchObject({ kind: 'due', notice: 'lost', url: 'https://status.example/incidents/lost' });
  expect(message?.subject).toBe('【まもなく報告】18:00 サーバーに接続できません');
  expect(message?.text)
    .toBe(`「サーバーに接続できません」の次の報告を、2012年6月20日(水) 18:00 JST に出すとお約束しています。
新しくわかったことがなければ、そのとおり書き、次の時刻を約束してください。
これまでで最後の報告：第1報・調査中（2012年6月20日(水) 17:10 JST）

報告を書くには
npm run noroshi -- new --update lost --status investigating "本文" --commit --push
スマートフォンからは、lost.md に
「## 」で始まる見出し（例 ## 復旧作業中）と本文を書き足してコミットしてください。

いまのページ
https://status.example/incidents/lost`);
});

test('late, it says late; the same warning keeps its key', () => {
  const [before, after] = [...messages(lost, '2012-06-20 17:50'), ...messages(lost, '2012-06-20 18:05')];
  expect(after?.subject).toBe('【報告の約束超過】18:00 サーバーに接続できません');
  expect(after?.key).toBe(before?.key);
});

test('silence, and a maintenance that nobody reports on, each say what to do', () => {
  const silent = makeNotice('lost', [{ ...first, next: undefined }]);
  expect(messages(silent, '2012-06-20 20:10').map(({ subject }) => subject)).toEqual(['【3時間報告なし】lost の件']);
  expect(messages(maintenance, '2012-06-20 18:30').map(({ subject }) => subject)).toEqual([
    '【開始の報告なし】17:50 データベースの更新',
  ]);
});

test('in the language of the page', () => {
  const [message] = messages(lost, '2012-06-20 17:50', makePage({ language: 'en' }));
  expect(message?.subject).toBe('[report due 18:00] Servers lost');
  expect(message?.text).toContain('Last report so far: Report 1 · Investigating (20 June 2012 (Wed) 17:10 JST)');
  expect(message?.language).toBe('en');
});

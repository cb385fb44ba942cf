import { expect, test } from 'vitest';
import { mailsOf, type PreviewMail } from '../../src/preview/mails.ts';
import { noticeText } from '../support/content.ts';
import { makeRepository, smallPage, type Repository } from '../support/repository.ts';
import { tokyo } from '../support/snapshot.ts';
import { maxAge, noticeIn, openWorkingTree } from '../support/working-tree.ts';

const now = tokyo('2026-11-22 09:00');
const siteUrl = 'https://status.example.org';
const first = ['2026-11-22 08:00 調査中', '原因を調べています。'] as const;
const second = ['2026-11-22 08:30 原因判明', '原因が分かりました。'] as const;
const third = ['2026-11-22 08:50 復旧', '直りました。'] as const;

async function mails(repository: Repository, id = 'a', language = 'ja'): Promise<readonly PreviewMail[]> {
  const tree = await (await openWorkingTree(repository.incidentsDir, now)).read();
  return mailsOf({ siteUrl, maxAge, now }, tree, noticeIn(tree, id), language);
}

function published(...reports: readonly (readonly [heading: string, text: string])[]) {
  const repository = makeRepository();
  repository.write('a.md', noticeText(...reports));
  repository.commit('Report', { date: '2026-11-22 08:01' });
  return repository;
}

test('a new report is mailed: subject, text and HTML as they go out, in every language', async () => {
  const repository = published(first);
  repository.write('a.md', noticeText(first, third));
  const [newest, old] = await mails(repository);
  expect(newest).toMatchObject({ isNews: true, heading: '第2報・復旧', fate: '公開すると送信されます。' });
  expect(old).toMatchObject({ isNews: false });
  expect(newest?.letters.map(({ language, subject }) => [language, subject])).toEqual([
    ['ja', '【復旧】第2報 障害のお知らせ'],
    ['en', '[Resolved] Report 2: 障害のお知らせ'],
  ]);
  const [letter] = newest?.letters ?? [];
  expect(letter?.text).toMatch(/状況：復旧[^]*直りました。[^]*status\.example\.org\/incidents\/a/);
  expect(letter?.html).toContain('<p>直りました。</p>');
  expect(letter?.text).not.toContain('{unsubscribe}');
});

test('several new reports go out as one mail, the older ones below the newest', async () => {
  const repository = published(first);
  repository.write('a.md', noticeText(first, second, third));
  const [newest, carried] = await mails(repository);
  expect(carried?.fate).toContain('「第3報・復旧」のメールにまとめて');
  expect(newest?.letters[0]?.text).toMatch(/直りました。[^]*原因が分かりました。/);
});

test.each([
  ['a draft', '---\ntitle: 下書き\ndraft: true\n---\n\n## 調査中\n\n書きかけ。\n', /下書き/],
  ['notify: false', '# 件\n## 調査中\nnotify: false\n\n本文。\n', /notify: false/],
  ['an old report', '# 件\n## 2026-11-20 08:00 調査中\n\n本文。\n', /古い/],
  ['an exercise', '---\ntitle: 訓練\ntype: exercise\n---\n\n## 調査中\n\n本文。\n', /訓練/],
  ['a broken file', '# 件\n## 調査中\n\n本文。\n\n## 2026-11-22 25:99 復旧\n\n本文。\n', /エラー/],
  ['a retracted report', '# 件\n## 調査中\nretracted: true\n\n本文。\n', /取り消/],
])('%s is mailed to nobody, and the reason is said', async (_, text, reason) => {
  const repository = published(first);
  repository.write('b.md', text);
  const [mail] = await mails(repository, 'b');
  expect(mail?.isNews).toBe(false);
  expect(mail?.fate).toMatch(reason);
});

test('what is committed is not mailed again, edited or moved', async () => {
  const repository = published(first, third);
  expect((await mails(repository)).map(({ isNews }) => isNews)).toEqual([false, false]);
  repository.write('a.md', noticeText(first, ['2026-11-22 08:55 復旧', '直りました。']));
  expect((await mails(repository))[0]?.fate).toMatch(/時刻の訂正/);
  repository.write('a.md', noticeText(first, [third[0], '直りました。ご迷惑をおかけしました。']));
  expect((await mails(repository))[0]?.fate).toMatch(/本文を直しています/);
  repository.write('a.md', noticeText(first, second, third));
  expect((await mails(repository))[1]?.fate).toMatch(/新しい報告/);
});

test('the very first publication mails nobody', async () => {
  const repository = makeRepository({ page: false });
  repository.write('page.yaml', smallPage);
  repository.write('a.md', noticeText(first));
  expect((await mails(repository))[0]).toMatchObject({ isNews: false, fate: '最初の公開なので送信しません。' });
});

test('whom it is for: everybody, or who chose what the notice names', async () => {
  const repository = published(first);
  expect((await mails(repository, 'a', 'en'))[0]?.to).toBe('everybody who subscribed by mail');
  repository.write('b.md', '---\ntitle: 件\ncomponents: web 停止\n---\n\n## 調査中\n\n本文。\n');
  expect((await mails(repository, 'b', 'en'))[0]?.to).toBe(
    'those who chose Website, those who chose nothing in particular',
  );
});

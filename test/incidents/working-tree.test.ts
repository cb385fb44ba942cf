import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { noticeText } from '../support/content.ts';
import { temporaryFolder } from '../support/folder.ts';
import { makeRepository, smallPage } from '../support/repository.ts';
import { tokyo } from '../support/snapshot.ts';
import { noticeIn, openWorkingTree } from '../support/working-tree.ts';

const now = tokyo('2026-11-22 09:00');
const first = ['2026-11-21 17:10 調査中', '原因を調べています。'] as const;
const second = ['2026-11-21 18:00 復旧', '直りました。'] as const;
const places = (file: string, findings: readonly { file: string; line: number; severity: string }[]) =>
  findings.filter((finding) => finding.file === file).map(({ line, severity }) => `${severity} ${line}`);

test('what is not committed is in it; what is committed keeps its time and number', async () => {
  const repository = makeRepository();
  repository.write('a.md', noticeText(['調査中', '原因を調べています。']));
  repository.commit('第1報', { date: '2026-11-21 17:12' });
  const tree = await openWorkingTree(repository.incidentsDir);
  expect((await tree.read()).changed.size).toBe(0);

  repository.write('a.md', noticeText(['調査中', '原因を調べています。'], ['復旧', '直りました。']));
  const read = await tree.read();
  expect(noticeIn(read, 'a').updates.map(({ at, number }) => [at, number])).toEqual([
    [tokyo('2026-11-21 17:12'), 1],
    [now, 2],
  ]);
  expect([...read.changed]).toEqual(['a']);
  expect(read.committed?.notices[0]?.updates).toHaveLength(1);
});

test('a report typed, deleted and typed again uses up no number', async () => {
  const repository = makeRepository();
  repository.write('a.md', noticeText(first));
  repository.commit('第1報');
  const tree = await openWorkingTree(repository.incidentsDir);
  for (const heading of ['2026-11-21 18:00 復旧', '2026-11-21 18:05 原因判明', '2026-11-21 18:10 復旧']) {
    repository.write('a.md', noticeText(first, [heading, `${heading}の本文です。`]));
    expect(noticeIn(await tree.read(), 'a').updates.at(-1)?.number, heading).toBe(2);
  }
  repository.write('a.md', noticeText(first));
  expect((await tree.read()).changed.size).toBe(0);
});

test('a draft is in it, numbered as if it were published now', async () => {
  const repository = makeRepository();
  repository.write('b.md', '---\ntitle: 下書きです\ndraft: true\n---\n\n## 調査中\n\n書きかけです。\n');
  const tree = await openWorkingTree(repository.incidentsDir);
  expect(noticeIn(await tree.read(), 'b')).toMatchObject({ draft: true, updates: [{ number: 1, at: now }] });
});

test('of a broken file it has the findings and what could be read, although a good version is committed', async () => {
  const repository = makeRepository();
  repository.write('a.md', noticeText(first));
  repository.commit('第1報');
  repository.write('a.md', noticeText(first, second, ['2026-11-21 25:99 復旧', '壊れた時刻です。']));
  const read = await (await openWorkingTree(repository.incidentsDir)).read();
  const notice = noticeIn(read, 'a');
  expect(notice.broken?.text).toContain('壊れた時刻');
  expect(notice.updates.map(({ number }) => number)).toEqual([1, 2]);
  expect(places('a.md', read.snapshot.findings)).toContain('error 11');
});

test('a change that the push hook would refuse is found before it is committed', async () => {
  const repository = makeRepository();
  repository.write('a.md', noticeText(first, second));
  repository.commit('第2報まで');
  repository.write('a.md', noticeText(first));
  const { snapshot } = await (await openWorkingTree(repository.incidentsDir)).read();
  expect(snapshot.findings.map(({ what }) => what).join()).toMatch(/18:00 was published and is gone/);
});

test('broken settings leave the last good ones in use, and are found', async () => {
  const repository = makeRepository();
  repository.write('page.yaml', `${smallPage}tiem_zone: x\n`);
  const read = await (await openWorkingTree(repository.incidentsDir)).read();
  expect(read.snapshot.page.name).toMatchObject({ ja: '試験の会社' });
  expect(read.freshness.state).toBe('current');
  expect(places('page.yaml', read.snapshot.findings)).toHaveLength(1);
});

test('a commit makes it the last commit, a file that is gone is changed too', async () => {
  const repository = makeRepository();
  repository.write('a.md', noticeText(first));
  const tree = await openWorkingTree(repository.incidentsDir);
  expect([...(await tree.read()).changed]).toEqual(['a']);
  repository.commit('第1報');
  expect((await tree.read()).changed.size).toBe(0);
  repository.remove('a.md');
  const read = await tree.read();
  expect([...read.changed]).toEqual(['a']);
  expect(read.snapshot.notices).toEqual([]);
});

test('before the first commit it is all there is, also while page.yaml is missing', async () => {
  const repository = makeRepository({ page: false });
  repository.write('a.md', noticeText(first));
  const tree = await openWorkingTree(repository.incidentsDir);
  const missing = await tree.read();
  expect(missing.freshness.state).toBe('unknown');
  expect(places('page.yaml', missing.snapshot.findings)).toEqual(['error 1']);
  repository.write('page.yaml', smallPage);
  const read = await tree.read();
  expect(noticeIn(read, 'a').updates.map(({ number }) => number)).toEqual([1]);
  expect(read.freshness.state).toBe('current');
  expect(read.committed).toEqual({ notices: [], timeZone: null });
});

test('a plain folder, with no repository above it, stands as it is', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'page.yaml'), smallPage);
  writeFileSync(join(folder, 'a.md'), noticeText(first, second));
  const read = await (await openWorkingTree(folder)).read();
  expect(noticeIn(read, 'a').updates.map(({ number }) => number)).toEqual([1, 2]);
  expect([read.committed, read.changed.size]).toEqual([null, 0]);
});

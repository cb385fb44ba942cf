import { expect, test } from 'vitest';
import { findingLine } from '../../src/incidents/finding.ts';
import { noticeText, openContent } from '../support/content.ts';
import { makeRepository, smallPage } from '../support/repository.ts';
import { tokyo } from '../support/snapshot.ts';

const first = ['2012-06-20 17:10 調査中', '原因を調べています。'] as const;
const second = ['2012-06-20 18:00 原因判明', '原因が分かりました。'] as const;
const broken = noticeText(['2012-06-20 25:99 調査中', '時刻がまちがっています。']);

test('a commit is seen and what the working tree holds is not', async () => {
  const repository = makeRepository();
  const content = await openContent(repository.incidentsDir);
  expect((await content.read()).snapshot.notices).toEqual([]);

  repository.write('all-lost.md', noticeText(first));
  expect((await content.read()).snapshot.notices).toEqual([]);
  const commit = repository.commit('Report');
  const { snapshot, freshness } = await content.read();
  expect(snapshot.commit).toBe(commit);
  expect(snapshot.notices.map(({ id }) => id)).toEqual(['all-lost']);
  expect(freshness.state).toBe('current');

  repository.write('all-lost.md', noticeText(first, second));
  expect((await content.notice('all-lost')).updates).toHaveLength(1);
});

test('a commit that breaks a notice keeps its last good version and names file and line, warm and cold', async () => {
  const repository = makeRepository();
  repository.write('all-lost.md', noticeText(first));
  repository.write('other.md', noticeText(second));
  repository.commit('Two notices');
  const warm = await openContent(repository.incidentsDir);
  await warm.read();
  repository.write('all-lost.md', broken);
  repository.write('other.md', noticeText(second, ['2012-06-20 19:00 復旧', '直りました。']));
  repository.commit('Break one, go on with the other');

  for (const content of [warm, await openContent(repository.incidentsDir)]) {
    const { snapshot, problems } = await content.read();
    const kept = await content.notice('all-lost');
    expect(kept.broken).toBeUndefined();
    expect(kept.updates.map(({ body }) => body['ja'])).toEqual(['原因を調べています。']);
    expect((await content.notice('other')).updates).toHaveLength(2);
    expect(snapshot.findings.map(findingLine).join()).toMatch(/^all-lost\.md:3:\d+: error: /);
    expect(problems).toEqual(['all-lost.md has an error in line 3; its last good version is shown.']);
  }
});

test('a mended notice replaces its last good version and the finding goes', async () => {
  const repository = makeRepository();
  repository.write('all-lost.md', noticeText(first));
  repository.commit('Good');
  const content = await openContent(repository.incidentsDir);
  repository.write('all-lost.md', broken);
  repository.commit('Broken');
  await content.read();
  repository.write('all-lost.md', noticeText(first, second));
  repository.commit('Mended');
  expect((await content.notice('all-lost')).updates.map(({ number }) => number)).toEqual([1, 2]);
  const { snapshot, problems } = await content.read();
  expect(snapshot.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(problems).toEqual([]);
});

test('a new notice that never was good is shown as far as it can be read, the others as they are', async () => {
  const repository = makeRepository();
  repository.write('good.md', noticeText(first));
  repository.write('new.md', broken);
  repository.commit('One good, one broken');
  const content = await openContent(repository.incidentsDir);
  expect((await content.notice('new')).broken?.text).toContain('時刻がまちがっています。');
  expect((await content.notice('good')).broken).toBeUndefined();
  expect((await content.read()).problems[0]).toMatch(/^new\.md has an error in line 3; what could be read/);
});

test('bytes that are not UTF-8 are named', async () => {
  const repository = makeRepository();
  repository.write('sjis.md', Buffer.from([0x23, 0x20, 0x8f, 0xe1, 0x8a, 0x51, 0x0a]));
  repository.commit('Shift_JIS');
  const { snapshot } = await (await openContent(repository.incidentsDir)).read();
  expect(snapshot.findings.map(findingLine).join()).toMatch(/sjis\.md:1:3: error: .*8F E1/);
});

test('a broken page.yaml keeps the last good one, warm and cold', async () => {
  const repository = makeRepository();
  const warm = await openContent(repository.incidentsDir);
  await warm.read();
  repository.write('page.yaml', 'name: [\n');
  repository.commit('Break the page');
  for (const content of [warm, await openContent(repository.incidentsDir)]) {
    const { snapshot, freshness, problems } = await content.read();
    expect(snapshot.page.name).toEqual({ ja: '試験の会社', en: 'Test company' });
    expect(freshness.state).toBe('current');
    expect(problems[0]).toMatch(/page\.yaml has an error/);
  }
});

test('without any good page.yaml the state is unknown, and nothing is to be announced', async () => {
  const repository = makeRepository({ page: false });
  repository.write('all-lost.md', noticeText(first));
  repository.commit('No page');
  const reading = await (await openContent(repository.incidentsDir)).read();
  expect(reading).toMatchObject({ freshness: { state: 'unknown' }, isAnnounceable: false });
  expect(reading.problems[0]).toMatch(/no good page\.yaml/);
  expect(reading.snapshot.notices).toHaveLength(1);
});

test('a draft is checked and not shown', async () => {
  const repository = makeRepository();
  repository.write('later.md', `---\ntitle: 予定\ndraft: true\n---\n\n## ${first[0]}\n\n本文\n`);
  repository.commit('Draft', { date: '2012-06-20 12:00' });
  const content = await openContent(repository.incidentsDir);
  expect((await content.read()).snapshot.notices).toEqual([]);
  repository.write('later.md', `---\ntitle: 予定\n---\n\n## ${first[0]}\n\n本文\n`);
  repository.commit('Publish', { date: '2012-06-20 17:20' });
  const [update] = (await content.notice('later')).updates;
  expect(update).toMatchObject({ number: 1, publishedAt: tokyo('2012-06-20 17:20') });
});

test('a report without a time has the date of the commit that published it, and keeps it', async () => {
  const repository = makeRepository();
  repository.write('phone.md', noticeText(['調査中', '調べています。']));
  repository.commit('First', { date: '2012-06-20 17:10' });
  repository.write('phone.md', noticeText(['調査中', '調べています。'], ['復旧', '直りました。']));
  repository.commit('Second', { date: '2012-06-20 18:30' });
  repository.write('phone.md', noticeText(['調査中', '調べていました。'], ['復旧', '直りました。']));
  repository.commit('Edit', { date: '2012-06-20 19:00' });
  const expected = [tokyo('2012-06-20 17:10'), tokyo('2012-06-20 18:30')];
  expect((await (await openContent(repository.incidentsDir)).notice('phone')).updates.map(({ at }) => at)).toEqual(
    expected,
  );

  repository.git('mv', 'incidents/phone.md', 'incidents/renamed.md');
  repository.commit('Rename', { date: '2012-06-21 09:00' });
  const renamed = await (await openContent(repository.incidentsDir)).notice('renamed');
  expect(renamed.updates.map(({ at }) => at)).toEqual(expected);
});

test('a rewritten history is read anew', async () => {
  const repository = makeRepository();
  const start = repository.git('rev-parse', 'HEAD');
  repository.write('a.md', noticeText(second, first));
  repository.commit('As it was');
  const content = await openContent(repository.incidentsDir);
  expect((await content.notice('a')).updates.map(({ number }) => number)).toEqual([1, 2]);
  repository.git('reset', '--quiet', '--hard', start);
  repository.write('a.md', noticeText(second));
  repository.commit('Another past', { date: '2012-06-20 18:01' });
  repository.write('a.md', noticeText(first, second));
  repository.commit('Added later', { date: '2012-06-20 18:02' });
  expect((await content.notice('a')).updates.map(({ number }) => number)).toEqual([2, 1]);
});

test('a rewritten history names the files that are different, and other notices stay the same', async () => {
  const repository = makeRepository();
  repository.write('a.md', noticeText(first));
  repository.write('b.md', noticeText(second));
  repository.commit('As it was');
  const content = await openContent(repository.incidentsDir);
  const before = await content.notice('b');
  repository.write('a.md', noticeText(first, second));
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '--amend', '--message', 'Amended');
  const { files, snapshot } = await content.read();
  expect(files).toEqual(['a.md']);
  expect(snapshot.notices.find(({ id }) => id === 'b')).toBe(before);
});

test('settings that nobody has seen, good ones and then broken ones in one push, are the last good ones', async () => {
  const repository = makeRepository();
  const warm = await openContent(repository.incidentsDir);
  await warm.read();
  repository.write('page.yaml', smallPage.replace('試験の会社', '新しい会社'));
  repository.commit('Good');
  repository.write('page.yaml', 'name: [');
  repository.commit('Broken');
  for (const content of [warm, await openContent(repository.incidentsDir)]) {
    const { snapshot, problems } = await content.read();
    expect(snapshot.page.name).toEqual({ ja: '新しい会社', en: 'Test company' });
    expect(problems).toEqual(['page.yaml has an error in line 1; its last good version is used.']);
  }
  repository.write('page.yaml', smallPage.replace('試験の会社', 'さらに新しい会社'));
  repository.commit('Good again');
  repository.write('page.yaml', 'name: [');
  repository.commit('Just as broken');
  expect((await warm.read()).snapshot.page.name).toEqual({ ja: 'さらに新しい会社', en: 'Test company' });
});

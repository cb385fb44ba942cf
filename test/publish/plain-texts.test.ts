import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { cut, columnsOf, wrapped } from '../../src/publish/columns.ts';
import { editionOf, textAt } from '../support/edition.ts';
import { followedFolder, followedSnapshot, servedFrom, textOf } from '../support/followed.ts';
import { programPath } from '../support/programs.ts';
import { startSite } from '../support/site.ts';
import { makeNotice, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';

const now = tokyo('2012-06-21 20:30');
const long = '原因は、当社の送信待ちの列があふれたことでした。列を2つに分け、古いものから順に配信しています。'.repeat(
  40,
);
const outage = makeNotice(
  'servers-lost',
  [
    makeUpdate('2012-06-20 17:10', 'investigating', { components: { web: 'major_outage', mail: 'major_outage' } }),
    makeUpdate('2012-06-21 20:10', 'identified', {
      body: { ja: long, en: 'Word '.repeat(900) },
      next: tokyo('2012-06-21 20:20'),
    }),
  ],
  { title: { ja: '全サーバー停止'.repeat(20), en: 'All servers lost '.repeat(15) } },
);

test('a line of Japanese is broken where it may be, of English between words, an address nowhere', () => {
  const lines = wrapped(
    '「復元」が終わり、21時まで見守ります。（お急ぎの方は、000-0000-0000へ）ご迷惑をおかけします。',
    20,
    '  ',
  );
  for (const line of lines) {
    expect(columnsOf(line), line).toBeLessThanOrEqual(20);
    expect(line, line).not.toMatch(/^ {2}[、。」）]|[「（]$/);
  }
  expect(lines.join('').replaceAll(' ', '')).toBe(
    '「復元」が終わり、21時まで見守ります。（お急ぎの方は、000-0000-0000へ）ご迷惑をおかけします。',
  );
  expect(wrapped('one two three four', 9)).toEqual(['one two', 'three', 'four']);
  const address = `https://example.org/${'x'.repeat(60)}`;
  expect(wrapped(`see ${address} now`, 30)).toEqual(['see', address, 'now']);
  expect(cut('👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 12)).toBe('👩‍👩‍👧‍👦…');
});

test('status.txt: never wider than 80 columns, and the state, the reports, what is affected, whom to call', async () => {
  const edition = await editionOf(makeSnapshot([outage]), now);
  for (const path of ['/status.txt', '/en/status.txt']) {
    const lines = textAt(edition, path).split('\n');
    for (const line of lines) expect(columnsOf(line), `${path}: ${line}`).toBeLessThanOrEqual(80);
    expect(lines.length).toBeLessThan(60);
    expect(textAt(edition, path)).toContain('000-0000-0000');
    expect(textAt(edition, path)).toContain('/incidents/servers-lost');
  }
  expect(textAt(edition, '/status.txt')).toMatch(
    /一部のサービスが停止しています[^]*影響：ウェブサイト、メール配信[^]*遅れています/,
  );
  expect(textAt(edition, '/status.txt')).toMatch(
    / {2}ウェブサイト {2}停止\n {2}メール配信 {4}停止\n {2}窓口 {10}通常どおり\n/,
  );
});

const curl = programPath('curl');
test.skipIf(curl === null)('curl shows status.txt as it is', async () => {
  const site = await startSite({ incidentsDir: followedFolder() });
  const shown = execFileSync(curl ?? '', ['-sS', `${site.base}/status.txt`], { encoding: 'utf8' });
  expect(shown).toMatch(/^まなび連絡網 稼働状況\n/);
  expect(shown.endsWith('\n')).toBe(true);
});

test('a notice to forward: at most 400 characters, what matters, and the whole address at the end', async () => {
  for (const [path, next] of [
    ['/incidents/servers-lost.txt', '次の報告：6月21日(木) 20:20 の予定でしたが'],
    ['/en/incidents/servers-lost.txt', 'Next report: was due at'],
  ] as const) {
    // prettier-ignore
    const served = await servedFrom(makeSnapshot([outage]), now);
    const text = textOf(await served(path));
    expect(text.length).toBeLessThanOrEqual(400);
    expect(text.length).toBeGreaterThan(300);
    expect(text).toContain(next);
    expect(text).toContain('000-0000-0000');
    expect(text.split('\n').at(-2)).toBe(`https://status.example.org${path.replace('.txt', '')}`);
  }
  const taken = makeNotice('t', [makeUpdate('2012-06-21 10:00', 'investigating', { retracted: true })]);
  const drill = makeNotice('d', [makeUpdate('2012-06-21 10:00', 'investigating')], { type: 'exercise' });
  const served = await servedFrom(makeSnapshot([taken, drill]), now);
  expect(textOf(await served('/incidents/t.txt'))).toMatch(/【取消】[^]*誤り/);
  expect(textOf(await served('/incidents/d.txt'))).toMatch(/【訓練】[^]*訓練です/);
});

test('read aloud: less than 45 seconds at 300 characters or 150 words a minute, the state first, without signs', async () => {
  const quiet = makeSnapshot([]);
  for (const snapshot of [makeSnapshot([outage]), quiet, await followedSnapshot()]) {
    const edition = await editionOf(snapshot, now);
    const ja = textAt(edition, '/status-spoken.txt');
    const en = textAt(edition, '/en/status-spoken.txt');
    // Digits are said one by one, some with two sounds.
    const signs = [...ja.replace(/[\s\p{P}]/gu, '')].reduce((sum, sign) => sum + (/\d/.test(sign) ? 1.5 : 1), 0);
    expect(signs / (300 / 60)).toBeLessThan(45);
    const words = en
      .trim()
      .split(/\s+/)
      .reduce((sum, word) => sum + Math.max(1, word.replace(/\D/g, '').length), 0);
    expect(words / (150 / 60)).toBeLessThan(45);
    for (const text of [ja, en]) expect(text).not.toMatch(/[【】（）()[\]*_#<>|]|https?:|\d:\d\d.*時/);
  }
  const spoken = textAt(await editionOf(makeSnapshot([outage]), now), '/status-spoken.txt');
  expect(spoken).toMatch(
    /^まなび連絡網からのお知らせです。\n6月21日、木曜日、20時30分現在の状況です。\n一部のサービスが停止しています。\n/,
  );
  expect(spoken).toContain('20時20分に予定していた報告は、遅れています。');
});

test('where the state is not known, every text and badge says so', async () => {
  const since = tokyo('2012-06-21 19:00');
  const edition = await editionOf(makeSnapshot([]), now, { freshness: { state: 'unknown', since } });
  expect(textAt(edition, '/status.txt')).toContain('最新の状況を確認できていません');
  expect(textAt(edition, '/status-spoken.txt')).toContain('6月21日、木曜日、19時より後の情報を確認できていません。');
  expect(textAt(edition, '/badge.svg')).toContain('状況を確認できません');
});

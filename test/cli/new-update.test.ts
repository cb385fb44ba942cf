import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { runNew } from '../support/new-command.ts';
import { makeRepository } from '../support/repository.ts';
import { goodPageText } from '../support/notice.ts';

const first = `---
title: つながりません
components:
  web: major_outage
---

## 2012-06-20 17:10 investigating
next: 18:00

調べています。
`;

function withNotices(notices: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'incidents'));
  writeFileSync(join(folder, 'incidents', 'page.yaml'), goodPageText);
  for (const [id, text] of Object.entries(notices)) writeFileSync(join(folder, 'incidents', `${id}.md`), text);
  return folder;
}

const fileOf = (cwd: string, id: string) => readFileSync(join(cwd, 'incidents', `${id}.md`), 'utf8');

test('a report goes to the end of a file written oldest first, with all that was said', async () => {
  const cwd = withNotices({ '2012-06-20-web': first });
  const flags = ['--status', '経過観察', '--component', 'web=operational', '--next', '19:00', '--expected', 'unknown'];
  const ended = await runNew(['--update', 'web', ...flags, '--impact', 'minor', '見えるようになりました。'], {
    cwd,
    at: '2012-06-20 18:04',
  });
  expect(ended).toMatchObject({ code: 0, err: '' });
  expect(ended.out).toContain('git commit -m "Report on 2012-06-20-web: monitoring" incidents/2012-06-20-web.md\n');
  expect(fileOf(cwd, '2012-06-20-web')).toBe(`${first}
## 2012-06-20 18:04 monitoring
web: operational
impact: minor
expected: unknown
next: 19:00

見えるようになりました。
`);
});

test('newest first stays newest first, CRLF stays CRLF, the rest stays byte for byte', async () => {
  const older = '## 2012-06-20 17:10 investigating\nnext: 18:00\n\nA.\n\n\n';
  const file = `\ufeff# つながりません\n\n## 2012-06-20 18:00 identified\nnext: 19:00\n\nB.\n\n${older}`.replace(
    /\n/g,
    '\r\n',
  );
  const cwd = withNotices({ '2012-06-20-web': file });
  expect(await runNew(['--update', '2012-06-20-web.md', 'C。\nD。'], { cwd, at: '2012-06-20 19:00' })).toMatchObject({
    code: 0,
  });
  const report = '## 2012-06-20 19:00\n\nC。\nD。\n\n'.replace(/\n/g, '\r\n');
  const title = '\ufeff# つながりません\r\n\r\n';
  expect(fileOf(cwd, '2012-06-20-web')).toBe(`${title}${report}${file.slice(title.length)}`);
});

test('a file of times alone gets the whole time, and the second report of a minute the next second', async () => {
  const cwd = withNotices({ '2012-06-20-web': '# つながりません\n## 17:10 調査中\n次回: 18:00\n\nA。' });
  const at = '2012-06-20 17:10:45';
  for (const text of ['B。', 'C。']) {
    expect(await runNew(['--update', 'web', '--next', '18:00', text], { cwd, at })).toMatchObject({ code: 0, err: '' });
  }
  expect(fileOf(cwd, '2012-06-20-web')).toBe(
    '# つながりません\n## 17:10 調査中\n次回: 18:00\n\nA。\n\n## 2012-06-20 17:10:45\nnext: 18:00\n\nB。\n\n## 2012-06-20 17:10:46\nnext: 18:00\n\nC。\n',
  );
});

test('where a time alone would be counted from the new heading, the report goes to the end', async () => {
  const file = '# つながりません\n## 17:10 調査中\n次回: 18:00\n\nB。\n\n## 2012-06-19 09:00\n\nA。\n';
  const cwd = withNotices({ '2012-06-20-web': file });
  const ended = await runNew(['--update', 'web', '--next', '19:00', 'C。'], { cwd, at: '2012-06-20 18:00' });
  expect(ended.code).toBe(0);
  expect(fileOf(cwd, '2012-06-20-web')).toBe(`${file}\n## 2012-06-20 18:00\nnext: 19:00\n\nC。\n`);
});

test('after midnight, and in the hour that comes twice, the heading says which one', async () => {
  const cwd = withNotices({ '2012-11-03-web': first.replace('2012-06-20 17:10', '2012-11-03 23:50') });
  writeFileSync(join(cwd, 'incidents', 'page.yaml'), goodPageText.replace('Asia/Tokyo', 'America/New_York'));
  // 05:30 UTC: the first 01:30 of that night in New York.
  expect(await runNew(['--update', 'web', '--next', '09:00', 'A'], { cwd, at: '2012-11-04 14:30' })).toMatchObject({
    code: 2,
  });
  expect(
    await runNew(['--update', 'web', '--next', '09:00', 'Still down.'], { cwd, at: '2012-11-04 14:30' }),
  ).toMatchObject({ code: 0 });
  expect(fileOf(cwd, '2012-11-03-web')).toContain('\n## 2012-11-04 01:30-04:00\nnext: 09:00\n\nStill down.\n');
});

test('a heading without a time counts from its commit; before it is committed nothing can come after it', async () => {
  const repository = makeRepository();
  repository.write('2012-06-20-web.md', '# つながりません\n## 調査中\n次回: 18:00\n\nA。\n');
  const where = { cwd: repository.dir, at: '2012-06-20 17:10' };
  const refused = await runNew(['--update', 'web', '復旧しました。'], where);
  expect(refused.code).toBe(1);
  expect(refused.err).toMatch(
    /2012-06-20-web\.md:2: this report has no time and is not committed yet\. Commit it first/,
  );
  repository.commit('Report', { date: '2012-06-20 17:10' });
  expect(await runNew(['--update', 'web', '復旧しました。'], where)).toMatchObject({ code: 0 });
  expect(fileOf(repository.dir, '2012-06-20-web')).toContain('## 2012-06-20 17:10:01\n');
});

test('what check would refuse is not written', async () => {
  const cwd = withNotices({ '2012-06-20-web': first });
  const where = { cwd, at: '2012-06-20 18:00' };
  expect((await runNew(['--update', 'web', '〇〇です。'], where)).err).toMatch(
    /Nothing was written.*left from a template/s,
  );
  expect((await runNew(['--update', 'web', 'A。'], { cwd, at: '2012-06-20 16:00' })).err).toMatch(/in the future/);
  expect(fileOf(cwd, '2012-06-20-web')).toBe(first);
});

test('a name that is part of several, of none, or nearly one', async () => {
  const ids = ['2012-06-20-web', '2012-06-20-web-2', '2012-06-19-mail'];
  const cwd = withNotices(Object.fromEntries(ids.map((id) => [id, first])));
  const where = { cwd, at: '2012-06-20 18:00' };
  const several = await runNew(['--update', 'web-', 'A。'], where);
  expect(several.code).toBe(0);
  const both = await runNew(['--update', '06-20', 'A。'], where);
  expect(both.err).toMatch(/part of several names.*2012-06-20-web-2.*Name one of them: --update 2012-06-20-web\n/s);
  expect((await runNew(['--update', 'mial', 'A。'], where)).err).toMatch(
    /no notice "mial"\. Did you mean "mail"\?.*Open now/s,
  );
  const bare = await runNew(['--update'], where);
  expect(bare).toMatchObject({ code: 1 });
  expect(bare.err).toMatch(/^Open now:\n/);
});

test('a report is taken back by its time, its number, or as the last; the rest stays', async () => {
  const repository = makeRepository();
  const second = '\n## 2012-06-20 18:00 identified\nnext: 19:00\n\nB。\n';
  repository.write('2012-06-20-web.md', first);
  repository.commit('Report', { date: '2012-06-20 17:10' });
  repository.write('2012-06-20-web.md', first + second);
  repository.commit('Report', { date: '2012-06-20 18:00' });
  // Added late: an earlier time, the number 3.
  repository.write('2012-06-20-web.md', `${first}\n## 2012-06-20 17:30\nnext: 18:00\n\nL。\n${second}`);
  repository.commit('Report', { date: '2012-06-20 18:10' });
  const where = { cwd: repository.dir, at: '2012-06-20 18:20' };
  const ended = await runNew(['--update', 'web', '--retract', '3'], where);
  expect(ended.err).toContain('Taken back: 2012-06-20 17:30 L。\n');
  expect(fileOf(repository.dir, '2012-06-20-web')).toBe(
    `${first}\n## 2012-06-20 17:30\nretracted: true\nnext: 18:00\n\nL。\n${second}`,
  );
  expect((await runNew(['--update', 'web', '--retract', '17:30'], where)).err).toMatch(/17:30 is taken back already/);
  expect((await runNew(['--update', 'web', '--retract', '12:00'], where)).err).toMatch(
    /has no report "12:00"\. It has 2012-06-20 17:10, 2012-06-20 17:30, 2012-06-20 18:00\./,
  );
  const both = await runNew(['--update', 'web', '--retract', 'last', '--next', '19:00', '誤りでした。'], where);
  expect(both.code).toBe(0);
  expect(fileOf(repository.dir, '2012-06-20-web')).toContain(
    `identified\nretracted: true\nnext: 19:00\n\nB。\n\n## 2012-06-20 18:20\nnext: 19:00\n\n誤りでした。\n`,
  );
});

test('part of a name means what is under way; what is over is opened again by its whole name only', async () => {
  const over = `${first}\n## 2012-06-20 18:00 resolved\n\n直りました。\n`;
  const cwd = withNotices({ '2012-05-01-web': over.replaceAll('06-20', '05-01'), '2012-06-20-web': first });
  const at = '2012-06-20 18:04';
  expect(await runNew(['--update', 'web', '--next', '19:00', 'B。'], { cwd, at })).toMatchObject({ code: 0 });
  expect(fileOf(cwd, '2012-06-20-web')).toContain('B。');
  const refused = await runNew(['--update', '05-01', '--status', 'monitoring', 'C。'], { cwd, at });
  expect(refused.code).toBe(1);
  expect(refused.err).toContain('"05-01" is part of 2012-05-01-web, which is over; this report would open it again.');
  expect(fileOf(cwd, '2012-05-01-web')).not.toContain('C。');
  const byName = ['--update', '2012-05-01-web', '--status', 'monitoring', '--next', '19:00', 'C。'];
  expect(await runNew(byName, { cwd, at })).toMatchObject({ code: 0 });
  const final = await runNew(['--update', '05-01', '--status', 'postmortem', 'D。'], { cwd, at: '2012-06-20 18:05' });
  expect(final.code).toBe(0);
});

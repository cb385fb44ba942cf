import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { checkFolder } from '../../src/incidents/check-folder.ts';
import { asAnnotations, asJson, asText } from '../../src/cli/finding-formats.ts';
import { runCommand } from '../support/command.ts';
import { makeRepository } from '../support/repository.ts';
import { tokyo } from '../support/snapshot.ts';

vi.setConfig({ testTimeout: 60_000 });

const phone = '# つながりません\n## 調査中\n次回: 18:00\n\n調べています。\n';

/** What `check` says of a folder at 17:40, as `file:line severity: what`. */
async function said(folder: string): Promise<string[]> {
  const now = () => tokyo('2012-06-20 17:40');
  const { findings } = await checkFolder({ now, env: process.env }, folder);
  return findings.map(({ file, line, severity, what }) => `${file}:${line} ${severity}: ${what}`);
}

function published(text = phone) {
  const repository = makeRepository();
  repository.write('x.md', text);
  repository.commit('Report', { date: '2012-06-20 17:05' });
  return repository;
}

test('what is committed as it stands gives nothing to say', async () => {
  expect(await said(published().incidentsDir)).toEqual([]);
});

test('a report without a time above one of the same status: the published one keeps its time', async () => {
  const repository = published();
  repository.write('x.md', phone.replace('## 調査中', '## 調査中\n次回: 19:00\n\nまだです。\n\n## 調査中'));
  expect(await said(repository.incidentsDir)).toEqual([]);
});

test('what was published and would disappear or change is told, before it is committed', async () => {
  const repository = published(`${phone}\n## 17:20 監視中\nnext: 18:00\n\n戻りました。\n`);
  repository.write(
    'x.md',
    `${phone.replace('調べて', '見て')}\n## 2012-06-20 16:50 原因特定\nnext: 18:00\n\n停電です。\n`,
  );
  expect(await said(repository.incidentsDir)).toEqual([
    'x.md:2 error: The report of 2012-06-20 17:20 was published and is gone.',
    'x.md:2 warning: The text of this report was published and is changed.',
    'x.md:7 warning: Nobody is mailed about this report, because a later one (2012-06-20 17:20) is published already.',
  ]);
  repository.remove('x.md');
  expect(await said(repository.incidentsDir)).toEqual(['x.md:1 error: This notice was published and is gone.']);
});

test('a file renamed with its text unchanged is no new notice', async () => {
  const repository = published();
  repository.remove('x.md');
  repository.write('y.md', phone);
  expect(await said(repository.incidentsDir)).toEqual([]);
});

test('submodules, folders in the place of a notice, and notices in folders are named', async () => {
  const { incidentsDir } = makeRepository();
  for (const name of ['module', 'x.md', '2012', '_templates']) mkdirSync(join(incidentsDir, name));
  writeFileSync(join(incidentsDir, 'module', '.git'), 'gitdir: ../..');
  for (const name of ['2012', '_templates']) writeFileSync(join(incidentsDir, name, 'y.md'), '〇〇');
  expect(await said(incidentsDir)).toEqual([
    '2012/y.md:1 warning: Notices in a folder of their own are not published.',
    'module:1 error: A submodule is not followed.',
    'x.md:1 error: This is a folder, not a file.',
  ]);
});

test('the three formats: a caret under the sign meant, JSON of a fixed shape, annotations with paths in the checkout', () => {
  const finding = {
    severity: 'error',
    file: 'a.md',
    line: 2,
    column: 10,
    what: 'Bad\u001b[2J.',
    cure: 'Mend 100%.',
  } as const;
  const found = { findings: [finding], files: new Map([['a.md', new TextEncoder().encode('# 題\n## 停止 時 x\n')]]) };
  expect(asText(found, false)).toBe(
    'a.md:2:10: error: Bad\ufffd[2J. Mend 100%.\n    2 | ## 停止 時 x\n      |             ^\n1 file checked: 1 error, 0 warnings.\n',
  );
  expect(asText(found, true)).toContain('\u001b[1;31merror:\u001b[0m');
  expect(JSON.parse(asJson(found))).toEqual({ files: 1, errors: 1, warnings: 0, findings: [finding] });
  expect(asAnnotations(found, '/home/staff/page/incidents', '/home/staff/page')).toBe(
    '::error file=incidents/a.md,line=2,col=10::Bad\u001b[2J. Mend 100%25.\n',
  );
});

test('wrong usage: two formats, two folders; an option that is none is named', async () => {
  const { dir } = makeRepository();
  for (const args of [
    ['--json', '--format', 'github'],
    ['a', 'b'],
    ['--formt', 'json'],
    ['--format', 'gihub'],
  ]) {
    const { code, out, err } = await runCommand(['check', ...args], dir);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/not both|One folder|--formt|Did you mean "github"/);
  }
});

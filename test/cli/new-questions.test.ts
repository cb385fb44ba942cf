import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { runNew } from '../support/new-command.ts';
import { goodPageText } from '../support/notice.ts';

const at = '2012-06-20 17:40';
const open = `---
title: つながりません
components: web 停止
---

## 2012-06-20 17:10 investigating
next: 18:00

調べています。
`;

function workplace(notices: Readonly<Record<string, string>> = {}): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'incidents'));
  writeFileSync(join(folder, 'incidents', 'page.yaml'), goodPageText);
  for (const [name, text] of Object.entries(notices)) writeFileSync(join(folder, 'incidents', name), text);
  return folder;
}

const fileOf = (cwd: string, name: string) => readFileSync(join(cwd, 'incidents', name), 'utf8');
const written = (cwd: string) => readdirSync(join(cwd, 'incidents')).filter((name) => name !== 'page.yaml');

test('a person is asked the little that is needed, from a list of components by name; paragraphs stay', async () => {
  const cwd = workplace();
  const answers = [
    '1 停止、メール配信 遅延',
    'つながりません',
    '18:00',
    '調べています。',
    '',
    'お電話ください。',
    '',
    '',
  ];
  const ended = await runNew([], { cwd, at, answers });
  expect(ended.code).toBe(0);
  expect(ended.err).toContain('  1  ウェブサイト (web)\n  2  メール配信 (mail)\n  3  窓口 (support)\n');
  expect(fileOf(cwd, '2012-06-20-web-incident.md')).toBe(
    '---\ntitle: つながりません\ncomponents:\n  web: major_outage\n  mail: degraded_performance\n---\n\n' +
      '## 2012-06-20 17:40 investigating\nnext: 18:00\n\n調べています。\n\nお電話ください。\n',
  );
});

test('a wrong answer is asked again, with what would be right', async () => {
  const cwd = workplace();
  const components = ['1', 'wbe down', '9 down', 'web gone', ''];
  const ended = await runNew([], { cwd, at, answers: [...components, '', 'Slow', 'soon', '', '', '', 'A.', '', ''] });
  expect(ended.code).toBe(0);
  for (const words of [
    'How is it? Write for example: 1 停止',
    'There is no component "wbe". Did you mean "web"?',
    'There is no component "9".',
    '"gone" is no state of a component.',
    'A notice needs a title.',
    '"soon" is no time. Write 18:00, or 2012-06-20 18:00.',
    'A report needs a text.',
  ])
    expect(ended.err).toContain(words);
  expect(fileOf(cwd, '2012-06-20-slow.md')).toContain('\n## 2012-06-20 17:40 investigating\n\nA.\n');
});

test('a maintenance asks for its times; who gives all that is needed by flags is asked nothing', async () => {
  const cwd = workplace();
  const answers = ['support メンテナンス中', '保守', '', '2012-06-21 02:00', '04:00', '行います。', '', ''];
  expect(await runNew(['--maintenance'], { cwd, at, answers })).toMatchObject({ code: 0 });
  expect(fileOf(cwd, '2012-06-20-support-maintenance.md')).toContain(
    'scheduled_for: 2012-06-21 02:00\nscheduled_until: 04:00\n',
  );
  expect(await runNew(['--title', 'Mail is late', 'We are looking.'], { cwd, at, answers: [] })).toMatchObject({ code: 0, questions: [] }); // prettier-ignore
});

test('one open on the same component: a person is shown it and chooses; the answers so far are kept', async () => {
  const cwd = workplace({ '2012-06-20-web.md': open });
  const questions = ['web 遅延', '', '1', '監視中', '18:30', '見えるようになりました。', '', ''];
  const ended = await runNew([], { cwd, at, answers: questions });
  expect(ended.err).toContain(
    'Open already on the same components:\n  1  つながりません (調査中, 6月20日(水) 17:10)\n',
  );
  expect(ended.err).toContain('Please type 1 or new.\n');
  expect(written(cwd)).toEqual(['2012-06-20-web.md']);
  expect(fileOf(cwd, '2012-06-20-web.md')).toBe(
    `${open}\n## 2012-06-20 17:40 monitoring\nweb: degraded_performance\nnext: 18:30\n\n見えるようになりました。\n`,
  );
  const answers = ['web 停止', 'new', 'もう一つ', '', '別の件です。', '', ''];
  expect(await runNew([], { cwd, at, answers })).toMatchObject({ code: 0 });
  expect(written(cwd)).toHaveLength(2);
});

test.each([
  ['the same component', 1, ['--component', 'web=slow'], open],
  ['no component said: everything', 1, [], open],
  ['the open one says none: everything', 1, ['--component', 'mail=slow'], open.replace('components: web 停止\n', '')],
  ['another component', 0, ['--component', 'mail=slow'], open],
  ['a second one is meant', 0, ['--component', 'web=slow', '--new'], open],
  ['resolved', 0, ['--component', 'web=slow'], open.replace('investigating', 'resolved')],
  ['a draft', 0, ['--component', 'web=slow'], open.replace('---', '---\ndraft: true')],
  ['a rehearsal beside the real thing', 0, ['--exercise', '--component', 'web=slow'], open],
  ['a maintenance ahead', 0, ['--maintenance', '--from', '2012-06-21 02:00', '--until', '03:00'], open],
])('a script never opens a second notice by mistake, nor waits: %s', async (_name, code, flags, file) => {
  const cwd = workplace({ '2012-06-20-web.md': file });
  const ended = await runNew([...flags, '--title', 'T', 'It is slow.'], { cwd, at });
  expect(ended.code).toBe(code);
  expect(written(cwd)).toHaveLength(code === 1 ? 1 : 2);
  if (code === 1)
    expect(ended.err).toMatch(
      /Nothing was written\. Add to it with --update 2012-06-20-web, or say --new for a second one\.\n$/,
    );
});

test('a report by questions: status by number, nothing changed, no next time when it is over', async () => {
  const cwd = workplace({ '2012-06-20-web.md': open });
  const answers = ['1', '4', '', '復旧しました。', '', ''];
  const ended = await runNew(['--update'], { cwd, at, answers });
  expect(ended.err).toContain('  1 調査中  2 復旧作業中  3 監視中  4 復旧  5 最終報告\n');
  expect(fileOf(cwd, '2012-06-20-web.md')).toBe(`${open}\n## 2012-06-20 17:40 resolved\n\n復旧しました。\n`);
});

test('a report in another language belongs into the translation', async () => {
  const cwd = workplace({ '2012-06-20-web.md': open });
  const ended = await runNew(['--update', 'web', '--language', 'en', 'It works.'], { cwd, at });
  expect(ended.code).toBe(2);
  expect(ended.err).toContain('is in "ja". What you write in "en" belongs into 2012-06-20-web.en.md.');
});

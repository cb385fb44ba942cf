import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { run } from '../../src/cli/new.ts';
import { runCommand } from '../support/command.ts';
import { temporaryFolder } from '../support/folder.ts';
import { goodPageText, jst } from '../support/notice.ts';

// Each command is a process of its own, which takes long on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

function workplace(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'incidents'));
  writeFileSync(join(folder, 'incidents', 'page.yaml'), goodPageText);
  return folder;
}

const written = (cwd: string) => readdirSync(join(cwd, 'incidents')).filter((name) => name !== 'page.yaml');

test('an incident from flags: the file, its path, the next step; check passes', async () => {
  const cwd = workplace();
  const flags = ['--title', 'Website: cannot be #1 reached', '--components', 'web=major_outage,メール配信=遅延'];
  const { code, out } = await runCommand(['new', ...flags, '--next', '18:00', '--text', 'We are looking.'], cwd);
  const [name = ''] = written(cwd);
  expect(name).toMatch(/^\d{4}-\d\d-\d\d-website-cannot-be-1-reached\.md$/);
  expect(code).toBe(0);
  expect(out).toContain(`incidents/${name}\n`);
  expect(out).toContain(`git add incidents/${name}\n`);
  expect(readFileSync(join(cwd, 'incidents', name), 'utf8')).toMatch(
    /^---\ntitle: Website: cannot be #1 reached\ncomponents:\n {2}web: major_outage\n {2}mail: degraded_performance\n---\n\n## \d{4}-\d\d-\d\d \d\d:\d\d investigating\nnext: 18:00\n\nWe are looking\.\n$/,
  );
  expect(await runCommand(['check'], cwd)).toMatchObject({ code: 0 });
});

test('a Japanese title takes its name from the component; a second one never overwrites the first', async () => {
  const cwd = workplace();
  const flags = ['new', '--title', 'つながりません', '--components', 'ウェブサイト=停止', '--text', '調べています。'];
  for (const _ of [1, 2]) expect((await runCommand(flags, cwd)).code).toBe(0);
  expect(written(cwd).map((name) => name.slice(11))).toEqual(['web-incident-2.md', 'web-incident.md']);
});

test('a maintenance and an exercise pass check', async () => {
  const cwd = workplace();
  const times = ['--from', '2030-01-01 02:00', '--until', '2030-01-01 04:00'];
  const maintenance = await runCommand(
    ['new', '--maintenance', ...times, '--title', '保守', '--text', '行います。'],
    cwd,
  );
  const exercise = await runCommand(
    ['new', '--exercise', '--title', '訓練', '--text', '訓練です。', '--language', 'en'],
    cwd,
  );
  expect([maintenance.code, exercise.code]).toEqual([0, 0]);
  expect(written(cwd).map((name) => name.slice(11))).toEqual(['exercise.md', 'maintenance.md']);
  expect(await runCommand(['check'], cwd)).toMatchObject({ code: 0 });
});

test('what is missing is asked for at a terminal', async () => {
  const cwd = workplace();
  const answers = ['Mail is late', 'mail degraded_performance', 'We are looking.'];
  const questions: string[] = [];
  const ask = (question: string) => {
    questions.push(question);
    return Promise.resolve(answers[questions.length - 1] ?? '');
  };
  const said = { out: '', err: '' };
  const io = {
    out: (text: string) => void (said.out += text),
    err: (text: string) => void (said.err += text),
    ask,
    cwd,
    env: {},
    now: () => jst('2012-06-20 17:10'),
  };
  expect(await run([], io)).toBe(0);
  expect(questions).toHaveLength(3);
  expect(readFileSync(join(cwd, 'incidents', '2012-06-20-mail-is-late.md'), 'utf8')).toContain(
    '## 2012-06-20 17:10 investigating\n',
  );
});

test.each([
  [2, 'no title and nobody to ask', ['--text', 'x'], /--title is missing/],
  [
    2,
    'an unknown component',
    ['--title', 'T', '--text', 'x', '--components', 'wbe=major_outage'],
    /no component "wbe".*"web"/,
  ],
  [
    2,
    'an unknown status',
    ['--title', 'T', '--text', 'x', '--status', 'montoring'],
    /"montoring" is no status.*"monitoring"/,
  ],
  [2, 'both kinds', ['--title', 'T', '--text', 'x', '--maintenance', '--exercise'], /not both/],
  [
    1,
    'what check would refuse',
    ['--title', 'T', '--text', '〇〇が使えません'],
    /Nothing was written.*left from a template/s,
  ],
])('exit %d and no file: %s', async (code, _name, flags, words) => {
  const cwd = workplace();
  const ended = await runCommand(['new', ...flags], cwd);
  expect(ended.code).toBe(code);
  expect(ended.err).toMatch(words);
  expect(written(cwd)).toEqual([]);
});

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { runCommand } from '../support/command.ts';
import { temporaryFolder } from '../support/folder.ts';
import { runNew } from '../support/new-command.ts';
import { goodPageText } from '../support/notice.ts';

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
  const flags = ['--title', 'つながりません', '--components', 'ウェブサイト=停止', '--text', '調べています。'];
  for (const _ of [1, 2]) expect((await runNew([...flags, '--new'], { cwd })).code).toBe(0);
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

const told = ['--title', 'T', '--text', 'x'];

test.each([
  [2, 'no title and nobody to ask', ['--text', 'x'], /--title is missing/],
  [2, 'an unknown component', [...told, '--components', 'wbe=major_outage'], /no component "wbe".*"web"/],
  [2, 'an unknown state', [...told, '--component', 'web=donw'], /"donw" is no state.*"down"/i],
  [2, 'a component named twice', [...told, '--component', 'web=down', '--component', 'web=slow'], /named twice/],
  [2, 'an unknown status', [...told, '--status', 'montoring'], /"montoring" is no status.*"monitoring"/],
  [2, 'a status of a maintenance', [...told, '--status', 'completed'], /"completed" is no status of an incident/],
  [
    2,
    'a word that only sounds like the end',
    [...told, '--status', '復旧中'],
    /^"復旧中" is no status of an incident\. Use one of/,
  ],
  [
    1,
    'a report inside the text',
    ['--title', 'T', 'A.\n\n## 18:00 resolved\n\nB.'],
    /would begin a report of its own.*###/,
  ],
  [2, 'an unknown impact', [...told, '--impact', 'huge'], /"huge" is no impact/],
  [2, 'no time', [...told, '--next', 'soon'], /--next: "soon" is no time.*18:00/],
  [2, 'a time that never is', [...told, '--expected', '2026-02-30 10:00'], /--expected: There is no time/],
  [2, 'an unknown language', [...told, '--language', 'fr'], /no language "fr".*ja, en/],
  [2, 'both kinds', [...told, '--maintenance', '--exercise'], /not both/],
  [2, 'a start without a maintenance', [...told, '--from', '10:00'], /--from belongs to --maintenance/],
  [2, 'a maintenance without its end', ['--maintenance', '--from', '2030-01-01 02:00', ...told], /--until is missing/],
  [2, 'a flag with a slip', ['--titel', 'T'], /no flag "--titel". Did you mean "--title"/],
  [2, 'a title without quotes', ['--title', 'Mail', 'is', 'late'], /"is late" is left over.*in quotes/],
  [2, 'a command that is a flag', ['maintenance'], /left over. Did you mean "--maintenance"/],
  [2, 'two texts', [...told, 'And one more text'], /two texts/],
  [2, 'an empty text', ['--title', 'T', '--text', ' '], /text is empty/],
  [2, 'an unknown template', ['--template', 'host'], /no templates/],
  [2, 'a title for a report', ['--update', 'x', '--title', 'T'], /--title is for a new notice/],
  [2, 'a retraction of nothing', [...told, '--retract', 'last'], /add --update ID/],
  [1, 'a report on nothing', ['--update', 'x', 'It works.'], /There is no notice "x"/],
  [
    1,
    'a commit where there is no repository',
    [...told, '--commit'],
    /Nothing can be committed here.*not a git repository/s,
  ],
  [
    1,
    'what check would refuse',
    ['--title', 'T', '--text', '〇〇が使えません'],
    /Nothing was written.*left from a template/s,
  ],
])('exit %d and no file: %s', async (code, _name, flags, words) => {
  const cwd = workplace();
  const ended = await runNew(flags, { cwd });
  expect(ended.code).toBe(code);
  expect(ended.err).toMatch(words);
  expect(written(cwd)).toEqual([]);
});

import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { checkFolder } from '../../src/incidents/check-folder.ts';
import { findingLine } from '../../src/incidents/finding.ts';
import { temporaryFolder } from '../support/folder.ts';
import { runNew } from '../support/new-command.ts';
import { jst } from '../support/notice.ts';

const ours = fileURLToPath(new URL('../../incidents', import.meta.url));
const at = '2012-06-20 17:40';

/** Our own page and templates, and one open notice. */
function workplace(): string {
  const folder = temporaryFolder();
  for (const name of ['page.yaml', '_templates']) cpSync(join(ours, name), join(folder, 'incidents', name), { recursive: true }); // prettier-ignore
  writeFileSync(
    join(folder, 'incidents', '2012-06-20-mail.md'),
    '---\ntitle: メールの遅れ\ncomponents:\n  mail: degraded_performance\n---\n\n## 2012-06-20 17:10 identified\nnext: 18:00\n\n調べています。\n\n## 2012-06-20 17:30\nnext: 18:00\n\n復旧しました。\n',
  );
  return folder;
}

async function errorsIn(cwd: string): Promise<string[]> {
  const { findings } = await checkFolder(
    { now: () => jst(at), env: { PATH: process.env['PATH'] } },
    join(cwd, 'incidents'),
  );
  return findings.filter(({ severity }) => severity === 'error').map(findingLine);
}

const fileOf = (cwd: string, name: string) => readFileSync(join(cwd, 'incidents', name), 'utf8');

test('the list says what each is for, in the language asked for', async () => {
  const cwd = workplace();
  const ja = await runNew(['--templates'], { cwd });
  expect(ja.out).toContain('nothing-known  まだ何も分からないとき。原因を待たずに出す最初のお知らせ\n');
  const en = await runNew(['--templates', '--language', 'en'], { cwd });
  expect(en.out).toContain('final-report   The final report: what caused it and what we will do\n');
  expect(en.out.split('\n')).toHaveLength(7);
});

test('nothing known yet: with components and the next time given nothing is left to fill in', async () => {
  const cwd = workplace();
  const flags = ['--template', 'nothing-known', '--component', 'web=停止, admin=停止', '--next', '18:10'];
  expect(await runNew(flags, { cwd, at })).toMatchObject({ code: 0, err: '' });
  const file = fileOf(cwd, '2012-06-20-web-incident.md');
  expect(file).toMatch(/^---\ntitle: ウェブサイト、管理画面がご利用になれません\ncomponents:\n {2}web: major_outage\n/);
  expect(file).toContain('## 2012-06-20 17:40 調査中\nnext: 18:10\n\n17:40、ウェブサイト、管理画面がご利用になれない');
  expect(file).toContain('お電話（000-0000-0000）');
  expect(await errorsIn(cwd)).toEqual([]);
});

test.each(readdirSync(join(ours, '_templates')))(
  '%s: begins a notice or adds to one, only blanks are left',
  async (name) => {
    const [, template = '', language = ''] = /^(.+)\.(\w\w)\.md$/.exec(name) ?? [];
    const cwd = workplace();
    const isReport = ['retraction', 'final-report'].includes(template);
    const retract = template === 'retraction' ? ['--retract', '17:30'] : [];
    const target = isReport ? ['--update', 'mail', ...retract] : ['--component', 'web=down'];
    if (isReport && language === 'en')
    writeFileSync(join(cwd, 'incidents', '2012-06-20-mail.md'), fileOf(cwd, '2012-06-20-mail.md').replace('---\n', '---\nlanguage: en\n')); // prettier-ignore
    const ended = await runNew(['--template', template, '--language', language, ...target], { cwd, at });
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.err).toContain('To be filled in, in incidents/');
    expect(ended.out).toContain('Fill it in, then publish it:');
    const file = isReport ? '2012-06-20-mail.md' : '2012-06-20-web-incident.md';
    expect(fileOf(cwd, file)).not.toMatch(/[{}]|<!--/);
    // Once it is filled in, check has nothing against it: 18:30 fits where a time is wanted and where a word is.
    writeFileSync(join(cwd, 'incidents', file), fileOf(cwd, file).replace(/〇〇|TODO/g, '18:30'));
    expect(await errorsIn(cwd)).toEqual([]);
  },
);

test('the retraction marks the report it speaks of; without saying which, nothing is written', async () => {
  const cwd = workplace();
  const before = fileOf(cwd, '2012-06-20-mail.md');
  const asked = await runNew(['--update', 'mail', '--template', 'retraction'], { cwd, at });
  expect(asked).toMatchObject({ code: 2, err: 'Which report is taken back? Add --retract and its time, or last.\n' });
  expect(fileOf(cwd, '2012-06-20-mail.md')).toBe(before);
  const flags = ['--update', 'mail', '--template', 'retraction', '--next', '18:00'];
  await runNew(flags, { cwd, at, answers: ['17:00', '17:30'] });
  expect(fileOf(cwd, '2012-06-20-mail.md')).toMatch(
    /17:30\nretracted: true\nnext: 18:00\n\n復旧しました。\n\n## 2012-06-20 17:40\nnext: 18:00\n\n6月20日\(水\) 17:30のお知らせは誤りでした。/,
  );
});

test('what is given wins over the template; known stays known', async () => {
  const cwd = workplace();
  const flags = ['--template', 'host-lost', '--title', '停止', '--impact', 'major', '--expected', '20:00'];
  await runNew([...flags, '--new'], { cwd, at });
  expect(fileOf(cwd, '2012-06-20-incident.md')).toMatch(
    /^---\ntitle: 停止\nimpact: major\n---\n\n## 2012-06-20 17:40 復旧作業中\nexpected: 20:00\nnext: 〇〇\n/,
  );
  await runNew(['--template', 'data-lost', '--update', 'mail'], { cwd, at });
  expect(fileOf(cwd, '2012-06-20-mail.md')).toContain('\n## 2012-06-20 17:40\nnext: 〇〇\n');
});

test.each([
  [['--template', 'hostlost'], /no template "hostlost"\. Did you mean "host-lost"\? There are data-lost, final-report/],
  [['--template', 'final-report'], /is a report, not a notice of its own\. Add it to a notice with --update ID/],
  [['--template', 'host-lost', 'And a text.'], /A template brings its own text/],
])('refused: %j', async (flags, words) => {
  const ended = await runNew(flags, { cwd: workplace(), at });
  expect(ended.code).toBe(2);
  expect(ended.err).toMatch(words);
});

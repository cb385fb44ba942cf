import { chmodSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { judgeInTime } from '../../src/cli/pre-receive.ts';
import { installHooks } from '../../src/incidents/hook-scripts.ts';
import { noticeText } from '../support/content.ts';
import { runCommand } from '../support/command.ts';
import { temporaryFolder } from '../support/folder.ts';
import { tryPush } from '../support/forge.ts';
import { makeHooked } from '../support/hooked.ts';
import { makeRepository } from '../support/repository.ts';

const good = noticeText(['2012-06-20 17:10 調査中', '原因を調べています。']);
const bad = noticeText(['2012-06-20 25:99 調査中', '原因を調べています。']);
const live = 'Stored. It goes live when the program starts';

test('a good notice goes through, a broken one is refused with file, line and cure, and corrected it goes through', async () => {
  const { staff, push, head } = await makeHooked({ 'a.md': good });
  const before = head();
  staff.write('b.md', bad);
  const refused = push();
  expect(refused.ok).toBe(false);
  expect(refused.said).toMatch(/^incidents\/b\.md:3:\d+: error: .*25:99/m);
  expect(refused.said).toMatch(/^One error: nothing is published\. .*git push -o anyway/m);
  expect(head()).toBe(before);
  staff.write('b.md', good);
  const corrected = push();
  expect(corrected).toMatchObject({ ok: true });
  expect(corrected.said).toContain(live);
  expect(head()).not.toBe(before);
});

test('only what a push changes is judged, and "anyway" publishes what is good', async () => {
  const { staff, push, head } = await makeHooked({ 'a.md': good });
  staff.write('b.md', bad);
  staff.write('c.md', good);
  const anyway = push('-o', 'anyway');
  expect(anyway).toMatchObject({ ok: true });
  expect(anyway.said).toMatch(/^incidents\/b\.md:3:\d+: error: /m);
  expect(anyway.said).toMatch(/^Published anyway: /m);
  // The broken one is published now, and no business of the next push.
  staff.write('a.md', good.replace('調べています', '調べております'));
  const next = push();
  expect(next).toMatchObject({ ok: true });
  expect(next.said).not.toContain('b.md');
  expect(next.said).toMatch(/^incidents\/a\.md:3:1: warning: The text of this report was published/m);
  expect(staff.git('rev-parse', 'HEAD')).toBe(head());
});

test('what was published is not deleted: not a report, not a notice; a rename passes', async () => {
  const two = noticeText(['2012-06-20 17:10 調査中', '一つ目。'], ['2012-06-20 18:00 復旧作業中', '二つ目。']);
  const { staff, push } = await makeHooked({ 'a.md': two });
  staff.write('a.md', noticeText(['2012-06-20 17:10 調査中', '一つ目。']));
  expect(push().said).toMatch(/^incidents\/a\.md:3:1: error: The report of 2012-06-20 18:00 was published and is gone\. .*retracted: true/m); // prettier-ignore
  staff.remove('a.md');
  expect(push()).toMatchObject({ ok: false, said: expect.stringContaining('This notice was published and is gone') });
  staff.write('b.md', two);
  expect(push()).toMatchObject({ ok: true });
});

test('links, submodules, names alike and names that are no address are refused by name', async () => {
  const { staff, push } = await makeHooked({ 'a.md': good });
  symlinkSync('/etc/passwd', join(staff.incidentsDir, 'link.md'));
  staff.write('Bad Name.md', good);
  staff.write('_templates/T.md', good);
  staff.write('_templates/t.md', good);
  staff.git('update-index', '--add', '--cacheinfo', `160000,${staff.git('rev-parse', 'HEAD')},incidents/outside`);
  const { ok, said } = push();
  expect(ok).toBe(false);
  expect(said).toMatch(/^incidents\/link\.md:1:1: error: A symbolic link is not followed/m);
  expect(said).toMatch(/^incidents\/Bad Name\.md:1:1: error: This name cannot be the address/m);
  expect(said).toMatch(/^incidents\/_templates\/t\.md:1:1: error: This name differs from _templates\/T\.md only/m);
});

test('a submodule and a page.yaml that is broken or gone are refused', async () => {
  const { staff, push } = await makeHooked({ 'a.md': good });
  const commit = staff.git('rev-parse', 'HEAD');
  staff.git('update-index', '--add', '--cacheinfo', `160000,${commit},incidents/outside`);
  staff.git('commit', '--quiet', '--message', 'Submodule');
  expect(tryPush(staff, staff.git('remote', 'get-url', 'origin')).said).toMatch(/^incidents\/outside:1:1: error: A submodule/m); // prettier-ignore
  staff.git('reset', '--quiet', '--hard', 'HEAD~1');
  const page = readFileSync(join(staff.incidentsDir, 'page.yaml'), 'utf8');
  staff.write('page.yaml', `${page}\ntime_zone: Nowhere/At-all\n`);
  expect(push().said).toMatch(/^incidents\/page\.yaml:\d+:\d+: error: /m);
  staff.remove('page.yaml');
  expect(push().said).toMatch(/^incidents\/page\.yaml:1:1: error: There is no page\.yaml/m);
});

test('behind a page.yaml that is broken already, notices are judged by the settings in use', async () => {
  const { staff, push } = await makeHooked({ 'a.md': good });
  staff.write('page.yaml', 'name: [\n');
  expect(push('-o', 'anyway')).toMatchObject({ ok: true });
  staff.remove('a.md');
  expect(push()).toMatchObject({ ok: false, said: expect.stringContaining('This notice was published and is gone') });
  staff.write('a.md', good);
  staff.write('b.md', bad);
  const { ok, said } = push();
  expect(ok).toBe(false);
  expect(said).toMatch(/^incidents\/b\.md:3:\d+: error: /m);
  expect(said).not.toContain('page.yaml:');
});

test('reports without a time have that of their commit; two new ones of a status at once are one too many', async () => {
  const first = ['第1報 調査中', '一つ目。'] as const;
  const { staff, push } = await makeHooked({ 'a.md': noticeText(first) });
  // Committed at 9:00 on a day in 2012: this is an hour later, not one of today that is still to come.
  staff.write('a.md', noticeText(first, ['10:00 監視中', '二つ目。']));
  expect(push()).toMatchObject({ ok: true });
  staff.write('b.md', noticeText(['調査中', '一つ目。'], ['調査中', '二つ目。']));
  expect(push().said).toMatch(/^incidents\/b\.md:\d+:\d+: error: /m);
});

test('another branch is not judged, the published one is not rewound', async () => {
  const { staff, gitDir, push } = await makeHooked({ 'a.md': good });
  staff.write('b.md', bad);
  staff.commit('Try');
  staff.git('push', '--quiet', gitDir, 'HEAD:refs/heads/try');
  staff.git('reset', '--quiet', '--hard', 'HEAD~2');
  const rewound = push('--force');
  expect(rewound).toMatchObject({ ok: false, said: expect.stringContaining('Pull first, then push again') });
});

test.each([
  ['the program is gone', { program: '/nowhere/main.ts' }],
  ['its Node is gone', { node: '/nowhere/node' }],
  ['the program breaks down', {}],
])('a push goes through with a warning when %s', async (_name, change) => {
  const broken = join(temporaryFolder(), 'main.ts');
  writeFileSync(broken, 'throw new Error("damaged");');
  const { staff, push } = await makeHooked({}, { program: broken, ...change });
  staff.write('b.md', bad);
  expect(push()).toMatchObject({ ok: true, said: expect.stringContaining('the push goes through unchecked') });
});

test('a check that takes too long is given up', async () => {
  const { gitDir, head } = await makeHooked({ 'a.md': bad });
  const git = { environment: { PATH: process.env['PATH'] ?? '' }, gitDir };
  const push = { git, prefix: 'incidents/', from: null, to: head() };
  expect(await judgeInTime(push, 1)).toBe('it took longer than 0.001 s');
  expect(await judgeInTime(push, 30_000)).toMatchObject({ isRewind: false, findings: [{ file: 'a.md', line: 3 }] });
});

test('hook install puts both into the repository of INCIDENTS_DIR, and never over a hook of somebody else', async () => {
  const repository = makeRepository();
  const env = { INCIDENTS_DIR: repository.incidentsDir, PORT: '1', HOME: repository.dir };
  const installed = await runCommand(['hook', 'install'], temporaryFolder(), env);
  expect(installed).toMatchObject({ code: 0, err: '' });
  const hook = join(repository.dir, '.git/hooks/pre-receive');
  expect(installed.out).toContain(hook);
  expect(statSync(hook).mode & 0o777).toBe(0o755);
  expect(readFileSync(hook, 'utf8')).toContain('--prefix=incidents/');
  expect((await runCommand(['hook', 'install'], temporaryFolder(), env)).code).toBe(0);

  repository.git('config', 'receive.denyCurrentBranch', 'updateInstead');
  const staff = makeRepository({ page: false });
  staff.git('pull', '--quiet', repository.dir, 'main');
  staff.write('b.md', bad);
  staff.commit('Bad');
  expect(tryPush(staff, repository.dir).said).toMatch(/^incidents\/b\.md:3:\d+: error: /m);
  expect(tryPush(staff, repository.dir, '-o', 'anyway').ok).toBe(true);

  writeFileSync(hook, '#!/bin/sh\nexit 0\n');
  chmodSync(hook, 0o755);
  expect(await runCommand(['hook', 'install'], temporaryFolder(), env)).toMatchObject({ code: 1, err: expect.stringContaining('is not ours') }); // prettier-ignore
});

test('names with blanks and quotes stand in the script as they are', () => {
  const folder = join(temporaryFolder(), "it's a folder");
  installHooks({
    folder,
    node: "/a b/no'de",
    program: '/c d/main.ts',
    cache: '/cache',
    site: 'http://[::1]:1',
    siteUrl: 'https://x.example',
  });
  expect(readFileSync(join(folder, 'pre-receive'), 'utf8')).toContain(String.raw`NODE_COMPILE_CACHE=/cache '/a b/no'\''de' --disable-warning=ExperimentalWarning '/c d/main.ts' hook pre-receive`); // prettier-ignore
});

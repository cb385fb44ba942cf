import { chownSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findingLine } from '../../src/incidents/finding.ts';
import { followHead } from '../../src/incidents/follow.ts';
import { openSource } from '../../src/incidents/open-source.ts';
import { noticeText, openContent } from '../support/content.ts';
import { temporaryFolder } from '../support/folder.ts';
import { makeRepository, smallPage, type Repository } from '../support/repository.ts';
import { tokyo } from '../support/snapshot.ts';
import { eventually } from '../support/wait.ts';

const text = noticeText(['2012-06-20 17:10 調査中', '原因を調べています。']);

async function findingsOf(repository: Repository) {
  const { snapshot, problems } = await (await openContent(repository.incidentsDir)).read();
  const errors = snapshot.findings.filter(({ severity }) => severity === 'error');
  return { ids: snapshot.notices.map(({ id }) => id), lines: errors.map(findingLine), problems };
}

test('a symbolic link is refused, and the notice it replaced stays', async () => {
  const repository = makeRepository();
  repository.write('a.md', text);
  repository.write('good.md', text);
  repository.commit('Two');
  repository.remove('a.md');
  symlinkSync('/etc/passwd', join(repository.incidentsDir, 'a.md'));
  symlinkSync('/etc/passwd', join(repository.incidentsDir, 'b.md'));
  repository.commit('Links');
  const { ids, lines, problems } = await findingsOf(repository);
  expect(ids).toEqual(['a', 'good']);
  expect(problems).toEqual(['a.md is a link and is not followed; what stood there before is shown.']);
  expect(lines).toHaveLength(2);
  expect(lines[1]).toMatch(/^b\.md:1:1: error: A symbolic link is not followed\./);
});

test('a submodule is refused', async () => {
  const repository = makeRepository();
  const commit = repository.git('rev-parse', 'HEAD');
  repository.git('update-index', '--add', '--cacheinfo', `160000,${commit},incidents/outside`);
  repository.git('commit', '--quiet', '--message', 'Submodule');
  const { ids, lines } = await findingsOf(repository);
  expect(ids).toEqual([]);
  expect(lines).toEqual([expect.stringMatching(/^outside:1:1: error: A submodule is not followed\./)]);
});

test('an incidents folder that is itself a link is refused whole', async () => {
  const repository = makeRepository({ page: false });
  const other = temporaryFolder();
  writeFileSync(join(other, 'a.md'), text);
  const blob = repository.git('hash-object', '-w', '--stdin');
  repository.git('update-index', '--add', '--cacheinfo', `120000,${blob},incidents`);
  repository.git('commit', '--quiet', '--message', 'Link');
  const { ids, lines } = await findingsOf(repository);
  expect(ids).toEqual([]);
  expect(lines.join()).toMatch(/A symbolic link is not followed/);
});

test('templates, dotfiles and files outside the folder are not read; names that cannot be addresses are named', async () => {
  const repository = makeRepository();
  repository.write('_templates/outage.md', text);
  repository.write('.hidden.md', text);
  repository.write('../outside.md', text);
  repository.write('Notice 1.md', text);
  repository.write('alone.en.md', text);
  repository.commit('Files');
  const { ids, lines } = await findingsOf(repository);
  expect(ids).toEqual([]);
  expect(lines.map((line) => line.split(':')[0])).toEqual(['Notice 1.md', 'alone.en.md']);
});

test('a repository without a commit publishes nothing and says so', async () => {
  const repository = makeRepository({ page: false });
  repository.write('a.md', text);
  const reading = await (await openContent(repository.incidentsDir)).read();
  expect(reading).toMatchObject({ head: null, freshness: { state: 'unknown' }, snapshot: { notices: [] } });
  expect(reading.problems[0]).toMatch(/Nothing is committed yet/);
});

test('a folder that is missing from the working tree is published as committed', async () => {
  const repository = makeRepository();
  repository.write('a.md', text);
  repository.commit('Notice');
  repository.git('rm', '-r', '--quiet', 'incidents');
  expect((await findingsOf(repository)).ids).toEqual(['a']);
});

test('a missing git program is a fault, never a fall-back to the working tree', async () => {
  const repository = makeRepository();
  const environment = { PATH: temporaryFolder() };
  await expect(openSource({ incidentsDir: repository.incidentsDir, environment })).rejects.toThrow(
    /there is no git program/,
  );
});

test('a repository that git cannot read is a fault', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, '.git'));
  writeFileSync(join(folder, 'a.md'), text);
  await expect(openSource({ incidentsDir: folder, environment: process.env })).rejects.toThrow(/git could not read/);
});

// Only root can give a folder to another user.
test.skipIf(process.getuid?.() !== 0)('a repository of another user is a fault that says what to do', async () => {
  const repository = makeRepository();
  for (const path of [repository.dir, join(repository.dir, '.git')]) chownSync(path, 65534, 65534);
  const environment = { PATH: process.env['PATH'], HOME: repository.dir, GIT_CONFIG_NOSYSTEM: '1' };
  await expect(openSource({ incidentsDir: repository.incidentsDir, environment })).rejects.toThrow(/safe\.directory/);
});

test('variables that a hook inherits do not lead git to another repository', async () => {
  const repository = makeRepository();
  repository.write('a.md', text);
  repository.commit('Notice');
  const environment = { ...process.env, GIT_DIR: '/nowhere', GIT_INDEX_FILE: '/nowhere/index' };
  const content = await openContent(repository.incidentsDir, { environment });
  expect((await content.read()).snapshot.notices).toHaveLength(1);
});

test('a plain folder is published as it stands, numbered by time', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'page.yaml'), smallPage);
  writeFileSync(join(folder, 'a.md'), noticeText(['調査中', '調べています。']));
  const at = tokyo('2012-06-20 17:10') / 1000;
  utimesSync(join(folder, 'a.md'), at, at);
  symlinkSync('/etc/passwd', join(folder, 'b.md'));
  const content = await openContent(folder);
  expect((await content.notice('a')).updates).toMatchObject([{ number: 1, at: at * 1000, publishedAt: at * 1000 }]);
  const { snapshot } = await content.read();
  expect(snapshot.commit).toBeNull();
  expect(snapshot.findings.map(findingLine).join()).toMatch(/^b\.md:1:1: error: A symbolic link/);

  writeFileSync(join(folder, 'a.md'), noticeText(['2012-06-20 25:99 調査中', '調べています。']));
  expect((await content.notice('a')).broken).toBeUndefined();
});

test.each(['a repository', 'a worktree of one', 'a repository with packed references'])(
  'a new commit in %s is noticed at once',
  async (kind) => {
    const repository = makeRepository();
    const worktree = join(temporaryFolder(), 'tree');
    if (kind === 'a worktree of one') repository.git('worktree', 'add', '--quiet', '-b', 'other', worktree);
    if (kind === 'a repository with packed references') repository.git('pack-refs', '--all');
    const dir = kind === 'a worktree of one' ? worktree : repository.dir;
    const source = await openSource({ incidentsDir: join(dir, 'incidents'), environment: process.env });
    const heads: (string | null)[] = [];
    const stop = followHead({ source, onHead: async (head) => void heads.push(head), onAsked: () => {} });
    onTestFinished(() => (stop(), source.close()));
    await eventually('the first head', () => heads.length === 1);
    repository.git('-C', dir, 'commit', '--quiet', '--allow-empty', '--message', 'Next');
    // Well below the 5 s after which it would be asked without a sign.
    await eventually('the next head', () => heads.length === 2, 2000);
    expect(heads[1]).toBe(repository.git('-C', dir, 'rev-parse', 'HEAD'));
  },
);

import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { runCommand } from '../support/command.ts';
import { temporaryFolder } from '../support/folder.ts';
import { runNew } from '../support/new-command.ts';
import { smallPage } from '../support/repository.ts';

vi.setConfig({ testTimeout: 60_000 });

const who = { GIT_AUTHOR_NAME: 'Staff', GIT_AUTHOR_EMAIL: 'staff@example.org', GIT_COMMITTER_NAME: 'Staff', GIT_COMMITTER_EMAIL: 'staff@example.org' }; // prettier-ignore
const env = { PATH: process.env['PATH'] ?? '', GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', ...who };

function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

/** A bare repository that two people have cloned. */
function forge(): { bare: string; mine: string; theirs: string } {
  const folder = temporaryFolder();
  const [bare, mine, theirs] = ['forge.git', 'mine', 'theirs'].map((name) => join(folder, name)) as [string, string, string]; // prettier-ignore
  git(folder, 'init', '--quiet', '--bare', '--initial-branch=main', bare);
  git(folder, 'clone', '--quiet', bare, mine);
  mkdirSync(join(mine, 'incidents'));
  writeFileSync(join(mine, 'incidents', 'page.yaml'), smallPage);
  save(mine, 'Begin the page');
  git(folder, 'clone', '--quiet', bare, theirs);
  return { bare, mine, theirs };
}

function save(clone: string, message: string): void {
  git(clone, 'add', '--all');
  git(clone, 'commit', '--quiet', '-m', message);
  git(clone, 'push', '--quiet', 'origin', 'HEAD:main');
}

const notice = (title: string, text: string) =>
  `# ${title}\n## 2012-06-20 17:10 investigating\nnext: 18:00\n\n${text}\n`;
const told = ['--title', 'Website down', '--component', 'web=down', '--next', '18:00', 'We are looking for the cause.'];

test('three commands from nothing to pushed, although somebody else pushed meanwhile', async () => {
  const { bare, theirs } = forge();
  const folder = temporaryFolder();
  git(folder, 'clone', '--quiet', bare, 'page');
  const cwd = join(folder, 'page');
  writeFileSync(
    join(theirs, 'incidents', '2012-06-19-mail.md'),
    '# Mail is late\n## 2012-06-19 09:00 resolved\n\nA.\n',
  );
  save(theirs, 'Somebody was faster');
  const ended = await runCommand(['new', ...told, '--push'], cwd, env);
  expect(ended).toMatchObject({ code: 0 });
  expect(ended.err).toContain('Somebody pushed before you (try 1): taking their commits in.\n');
  expect(ended.out).toMatch(
    /^incidents\/(\d{4}-\d\d-\d\d-website-down)\.md is written\.\nCommitted and pushed: \w{7} Report \1\n$/,
  );
  const [subject = '', parent] = git(bare, 'log', '--format=%s', 'main').split('\n');
  expect([subject.replace(/[\d-]{11}/, ''), parent]).toEqual(['Report website-down', 'Somebody was faster']);
  expect(git(cwd, 'status', '--porcelain', '--branch')).toBe('## main...origin/main');
});

test('only the one file is committed, whatever else is staged or changed; programs get JSON', async () => {
  const { mine } = forge();
  writeFileSync(join(mine, 'other.txt'), 'staged');
  git(mine, 'add', 'other.txt');
  const ended = await runNew([...told, '--commit', '--json'], { cwd: mine, env });
  const head = git(mine, 'rev-parse', 'HEAD');
  const id = '2012-06-20-website-down';
  const path = join(mine, 'incidents', `${id}.md`);
  expect(ended).toMatchObject({ code: 0, err: '' });
  expect(JSON.parse(ended.out)).toEqual({ id, path, commit: head, pushed: false, toFill: [] });
  expect(git(mine, 'show', '--format=%an %s', '--name-only')).toBe(`Staff Report ${id}\n\nincidents/${id}.md`);
  expect(git(mine, 'status', '--porcelain')).toBe('A  other.txt');
});

test('the same lines changed by two: nothing is half done, the commit is kept, the file is named', async () => {
  const { bare, mine, theirs } = forge();
  const file = (clone: string) => join(clone, 'incidents', '2012-06-20-web.md');
  writeFileSync(file(mine), notice('Website down', 'A.'));
  save(mine, 'Report');
  git(theirs, 'pull', '--quiet');
  writeFileSync(file(theirs), `${readFileSync(file(theirs), 'utf8')}\n## 2012-06-20 17:30\nnext: 18:00\n\nTheirs.\n`);
  save(theirs, 'Theirs');
  writeFileSync(join(mine, 'incidents', 'page.yaml'), `${smallPage}# being edited\n`);
  const ended = await runNew(['--update', 'web', '--push', '--next', '18:00', 'This is mine.'], { cwd: mine, at: '2012-06-20 17:40', env }); // prettier-ignore
  expect(ended.code).toBe(1);
  expect(ended.err).toMatch(
    /Not pushed: somebody changed the same lines of incidents\/2012-06-20-web\.md\. The commit is kept/,
  );
  expect(git(mine, 'status', '--porcelain')).toBe('M incidents/page.yaml');
  expect(existsSync(join(mine, '.git', 'rebase-merge'))).toBe(false);
  expect(git(mine, 'log', '-1', '--format=%s')).toBe('Report on 2012-06-20-web');
  expect(git(bare, 'log', '-1', '--format=%s', 'main')).toBe('Theirs');
});

test('a hook that refuses: its own answer, the commit is kept, and how to push it later', async () => {
  const { bare, mine } = forge();
  const hook = join(bare, 'hooks', 'pre-receive');
  writeFileSync(hook, '#!/bin/sh\necho "incidents/x.md:3:1: error: There is no time." >&2\nexit 1\n');
  chmodSync(hook, 0o755);
  const ended = await runNew([...told, '--push', '--json'], { cwd: mine, env });
  expect(ended.code).toBe(1);
  expect(ended.err).toContain(
    'Not pushed; the commit is kept here. git push says:\n  incidents/x.md:3:1: error: There is no time.\n',
  );
  expect(ended.err).toContain('pre-receive hook declined');
  expect(ended.err).toMatch(/When that is put right: git push origin main\n$/);
  expect(JSON.parse(ended.out)).toMatchObject({ commit: git(mine, 'rev-parse', 'HEAD'), pushed: false });
});

test('what a hook says of success is passed on', async () => {
  const { bare, mine } = forge();
  const hook = join(bare, 'hooks', 'post-receive');
  writeFileSync(hook, '#!/bin/sh\nprintf "live in 0.18 s: https://status.example.org/\\033[2J\\n"\n');
  chmodSync(hook, 0o755);
  const ended = await runNew([...told, '--push'], { cwd: mine, env });
  expect(ended).toMatchObject({ code: 0, err: '  live in 0.18 s: https://status.example.org/[2J\n' });
});

test('no network: what git says, and the commit is kept', async () => {
  const { mine } = forge();
  git(mine, 'remote', 'set-url', 'origin', join(mine, 'gone.git'));
  const ended = await runNew([...told, '--push'], { cwd: mine, env });
  expect(ended.code).toBe(1);
  expect(ended.err).toMatch(/git push says:\n.*does not appear to be a git repository/s);
  expect(git(mine, 'log', '-1', '--format=%s')).toBe('Report 2012-06-20-website-down');
});

test('somebody opened a notice on the same component meanwhile: it is shown, and not pushed', async () => {
  const { bare, mine, theirs } = forge();
  writeFileSync(join(theirs, 'incidents', '2012-06-20-web.md'), notice('サイトが見えません', 'A.'));
  save(theirs, 'Theirs');
  const ended = await runNew([...told, '--push'], { cwd: mine, env });
  expect(ended.code).toBe(1);
  expect(ended.err).toMatch(
    /Meanwhile somebody opened one.*2012-06-20-web\n.*git reset --keep HEAD~1, then .*--update 2012-06-20-web\n/s,
  );
  expect(git(bare, 'log', '-1', '--format=%s', 'main')).toBe('Theirs');
  git(mine, 'reset', '--quiet', '--keep', 'HEAD~1');
  expect(git(mine, 'log', '-1', '--format=%s')).toBe('Theirs');
});

test('left-over places of a template: written, listed with their lines, not committed', async () => {
  const { mine } = forge();
  mkdirSync(join(mine, 'incidents', '_templates'));
  writeFileSync(join(mine, 'incidents', '_templates', 'lost.ja.md'), '<!-- 消えたとき -->\n---\ntitle: 停止\n---\n## {time} 調査中\n\n〇〇です。\n'); // prettier-ignore
  const ended = await runNew(['--template', 'lost', '--push'], { cwd: mine, env });
  expect(ended.code).toBe(1);
  expect(ended.err).toBe(
    'To be filled in, in incidents/2012-06-20-incident.md:\n  line 7: 〇〇です。\nNot committed: first fill in what is open.\n',
  );
  expect(git(mine, 'status', '--porcelain')).toContain('?? incidents/2012-06-20-incident.md');
});

test.each([
  ['no remote', ['remote', 'remove', 'origin'], /has no remote to push to/],
  ['no branch', ['checkout', '--quiet', '--detach'], /No branch is checked out here/],
])('%s: told before anything is written', async (_name, args, words) => {
  const { mine } = forge();
  git(mine, ...args);
  const ended = await runNew([...told, '--push'], { cwd: mine, env });
  expect(ended.code).toBe(1);
  expect(ended.err).toMatch(words);
  expect(git(mine, 'status', '--porcelain')).toBe('');
});

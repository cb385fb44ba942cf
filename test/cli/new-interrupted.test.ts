import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { openRepository, pushBranch } from '../../src/cli/new-push.ts';
import { temporaryFolder } from '../support/folder.ts';
import { smallPage } from '../support/repository.ts';
import { eventually } from '../support/wait.ts';

vi.setConfig({ testTimeout: 60_000 });

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const who = { GIT_AUTHOR_NAME: 'Staff', GIT_AUTHOR_EMAIL: 'staff@example.org', GIT_COMMITTER_NAME: 'Staff', GIT_COMMITTER_EMAIL: 'staff@example.org' }; // prettier-ignore
const env = { PATH: process.env['PATH'] ?? '', GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', ...who };

/** A repository whose remote takes the connection and never says a word. */
function withSilentRemote(): { cwd: string; reached: string; environment: Record<string, string> } {
  const cwd = temporaryFolder();
  const run = (...args: string[]) => execFileSync('git', args, { cwd, env, stdio: 'pipe' });
  mkdirSync(join(cwd, 'incidents'));
  writeFileSync(join(cwd, 'incidents', 'page.yaml'), smallPage);
  run('init', '--quiet', '--initial-branch=main');
  run('add', '--all');
  run('commit', '--quiet', '-m', 'Begin the page');
  run('remote', 'add', 'origin', 'ssh://forge.example.org/page.git');
  const reached = join(cwd, '.git', 'reached');
  return { cwd, reached, environment: { ...env, GIT_SSH_COMMAND: `touch ${reached}; exec sleep 20; :` } };
}

const log = (cwd: string) => execFileSync('git', ['log', '-1', '--format=%s'], { cwd, env, encoding: 'utf8' }).trim();

test('a forge that does not answer is given up in time', async () => {
  const { cwd, environment } = withSilentRemote();
  const needs = { cwd: join(cwd, 'incidents'), env: environment, signal: new AbortController().signal, mayAsk: false };
  const repository = await openRepository(needs, { push: true });
  const pushed = await pushBranch({ ...needs, err: () => undefined, patience: 1, objection: () => null }, repository);
  expect(pushed.fault).toMatch(
    /^Not pushed; the commit is kept here\. git push had no answer within 1 seconds\. It may have arrived all the same\.\n/,
  );
});

test('Ctrl-C while it pushes: it ends at once, the commit is kept, and it says how to go on', async () => {
  const { cwd, reached, environment } = withSilentRemote();
  const args = [main, 'new', '--title', 'Website down', 'We are looking.', '--push', '--next', '18:00'];
  const child = spawn(process.execPath, args, { cwd, env: environment });
  let said = '';
  child.stderr.on('data', (text: Buffer) => (said += text.toString()));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  await eventually('the push', () => existsSync(reached));
  child.kill('SIGINT');
  expect(await ended).toBe(1);
  expect(said).toContain('Not pushed; the commit is kept here. git push was stopped.');
  expect(said).toContain('When that is put right: git push origin main\n');
  expect(log(cwd)).toMatch(/^Report \d{4}-\d\d-\d\d-website-down$/);
  expect(existsSync(join(cwd, '.git', 'index.lock'))).toBe(false);
});

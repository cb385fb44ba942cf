import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openContentRepository, type ContentRepository } from '../../src/incidents/content-repository.ts';
import { fetchRemote } from '../../src/incidents/fetch-remote.ts';
import { runGit } from '../../src/incidents/git.ts';
import { reconcile, type Standing } from '../../src/incidents/reconcile.ts';
import { standingProblem } from '../../src/incidents/standing-problem.ts';
import { noticeText } from '../support/content.ts';
import { temporaryFolder } from '../support/folder.ts';
import { clone, makeForge, tryPush, type Forge } from '../support/forge.ts';

const notice = (text: string) => noticeText(['2012-06-20 17:10 調査中', text]);

interface Host {
  readonly repository: ContentRepository;
  /** Fetches and reconciles. */
  follow(): Promise<Standing>;
  /** The published files below incidents/, with the text between the first and the last line. */
  files(): Promise<string[]>;
  read(name: string): Promise<string>;
  git(...args: string[]): Promise<string>;
}

/** Our own repository, following a forge. */
async function hostOf(url: string, dataDir = temporaryFolder()): Promise<Host> {
  const environment = process.env;
  const repository = await openContentRepository({ dataDir, url, branch: 'main', environment });
  const git = async (...args: string[]) => (await runGit(repository.git, args)).trim();
  return {
    repository,
    git,
    follow: async () => {
      await fetchRemote({ repository, remote: { url, credentials: null }, environment }, 9000);
      return reconcile(repository);
    },
    files: async () => (await git('ls-tree', '-r', '--name-only', 'main:incidents')).split('\n'),
    read: (name) => git('show', `main:incidents/${name}`),
  };
}

/** A forge with a.md and b.md, and a host that has followed it; somebody can push to both. */
async function start(): Promise<{ forge: Forge; host: Host }> {
  const forge = makeForge();
  forge.staff.write('a.md', notice('一つ目'));
  forge.staff.write('b.md', notice('二つ目'));
  forge.publish('Two');
  const host = await hostOf(forge.url);
  expect(await host.follow()).toEqual({ kind: 'level' });
  return { forge, host };
}

/** What staff commit and push to the host while the forge is away. */
function pushToHost(host: Host, files: Record<string, string | null>): string {
  const other = clone(host.repository.gitDir);
  for (const [name, text] of Object.entries(files)) text === null ? other.remove(name) : other.write(name, text);
  const commit = other.commit('From the host');
  expect(tryPush(other, host.repository.gitDir)).toMatchObject({ ok: true });
  return commit;
}

test('it follows where the forge is ahead, and stands where the forge has less', async () => {
  const { forge, host } = await start();
  forge.staff.write('c.md', notice('三つ目'));
  const commit = forge.publish('Third');
  expect(await host.follow()).toEqual({ kind: 'level' });
  expect(await host.git('rev-parse', 'main')).toBe(commit);
  expect(await host.follow()).toEqual({ kind: 'level' });

  const own = pushToHost(host, { 'd.md': notice('四つ目') });
  expect(await host.follow()).toEqual({ kind: 'ahead', commits: 1, kept: [] });
  expect(await host.git('rev-parse', 'main')).toBe(own);
});

test('parted: different files merge, of the same file what stands here stands, and the command heals it', async () => {
  const { forge, host } = await start();
  pushToHost(host, { 'a.md': notice('ホストの文'), 'host.md': notice('ホストから') });
  forge.staff.write('a.md', notice('フォージの文'));
  forge.staff.write('b.md', notice('フォージで直した'));
  forge.staff.write('forge.md', notice('フォージから'));
  forge.publish('From the forge');

  const standing = await host.follow();
  expect(standing).toEqual({ kind: 'ahead', commits: 2, kept: ['incidents/a.md'] });
  expect(await host.files()).toEqual(['a.md', 'b.md', 'forge.md', 'host.md', 'page.yaml']);
  expect(await host.read('a.md')).toContain('ホストの文');
  expect(await host.read('b.md')).toContain('フォージで直した');
  expect(readdirSync(host.repository.gitDir).filter((name) => name.startsWith('index'))).toEqual([]);
  // Told again after a restart: it stands in the history.
  expect(await host.follow()).toEqual(standing);

  const problem = standingProblem(standing, host.repository) ?? '';
  expect(problem).toMatch(/has diverged: there and here incidents\/a\.md was changed differently/);
  const [command = ''] = /git --git-dir=\S+ push forge main$/.exec(problem) ?? [];
  const [, ...args] = command.split(' ').filter((word) => !word.startsWith('--git-dir='));
  await host.git(...args);
  expect(await host.follow()).toEqual({ kind: 'level' });
  forge.staff.git('pull', '--quiet', 'origin', 'main');
  forge.staff.write('a.md', notice('両方の文'));
  forge.publish('Both');
  expect(await host.follow()).toEqual({ kind: 'level' });
  expect(await host.read('a.md')).toContain('両方の文');
});

test('it goes on joining while they are apart, and is level once the forge has merged our side', async () => {
  const { forge, host } = await start();
  pushToHost(host, { 'a.md': notice('ホストの文') });
  for (const text of ['その一', 'その二']) {
    forge.staff.write('a.md', notice(`フォージの文、${text}`));
    forge.staff.write('b.md', notice(text));
    forge.publish(text);
    expect(await host.follow()).toMatchObject({ kind: 'ahead', kept: ['incidents/a.md'] });
    expect(await host.read('b.md')).toContain(text);
    expect(await host.read('a.md')).toContain('ホストの文');
  }
  forge.staff.git('fetch', '--quiet', host.repository.gitDir, 'main');
  forge.staff.git('merge', '--quiet', '--message', 'Merge', 'FETCH_HEAD');
  forge.publish('Nothing else');
  expect(await host.follow()).toEqual({ kind: 'level' });
  expect(await host.read('a.md')).toContain('ホストの文');
});

test.each(['rewinds', 'rewrites'])('a forced push that %s takes nothing away', async (kind) => {
  const { forge, host } = await start();
  forge.staff.write('c.md', notice('三つ目'));
  const published = forge.publish('Third');
  await host.follow();
  forge.staff.git('reset', '--quiet', '--hard', 'HEAD~1');
  if (kind === 'rewrites') {
    forge.staff.write('d.md', notice('別の歴史'));
    forge.publish('Other', '--force');
  } else forge.staff.git('push', '--quiet', '--force', 'origin', 'main');
  const commits = kind === 'rewrites' ? 2 : 1;
  expect(await host.follow()).toEqual({ kind: 'ahead', commits, kept: [] });
  expect(await host.files()).toEqual(expect.arrayContaining(['a.md', 'b.md', 'c.md']));
  expect(await host.files()).toHaveLength(kind === 'rewrites' ? 5 : 4);
  await host.git('merge-base', '--is-ancestor', published, 'main');
});

test('a deleted branch and a history without a common beginning leave what is published', async () => {
  const { forge, host } = await start();
  const before = await host.git('rev-parse', 'main');
  forge.staff.git('push', '--quiet', '--force', 'origin', 'main:other');
  forge.staff.git('-C', forge.url, 'symbolic-ref', 'HEAD', 'refs/heads/other');
  forge.staff.git('push', '--quiet', '--delete', 'origin', 'main');
  await expect(host.follow()).rejects.toThrow(/has no branch main\. Push it there, or correct CONTENT_GIT_BRANCH/);
  expect(await host.git('rev-parse', 'main')).toBe(before);

  const stranger = makeForge();
  stranger.staff.write('strange.md', notice('よその会社'));
  stranger.staff.git('commit', '--quiet', '--amend', '--message', 'Another beginning');
  stranger.publish('Strange', '--force');
  await host.git('config', 'remote.forge.url', stranger.url);
  const standing = await host.follow();
  expect(standing).toEqual({ kind: 'unrelated' });
  expect(standingProblem(standing, host.repository)).toMatch(/no commit in common .* push --force forge main$/);
  expect(await host.git('rev-parse', 'main')).toBe(before);
});

test('a rename there of what was changed here is not published twice', async () => {
  const { forge, host } = await start();
  pushToHost(host, { 'a.md': `${notice('一つ目')}\n## 2012-06-20 18:00 復旧\n\n直りました。\n` });
  forge.staff.git('mv', 'incidents/a.md', 'incidents/renamed.md');
  forge.publish('Rename');
  expect(await host.follow()).toMatchObject({ kept: ['incidents/a.md', 'incidents/renamed.md'] });
  expect(await host.files()).toEqual(['a.md', 'b.md', 'page.yaml']);
});

test('our own repository keeps what was once in it: no forced push, no deletion, nothing swept away', async () => {
  const { host } = await start();
  const other = clone(host.repository.gitDir);
  other.git('reset', '--quiet', '--hard', 'HEAD~1');
  expect(tryPush(other, host.repository.gitDir, '--force')).toMatchObject({ ok: false });
  const { gitDir } = host.repository;
  expect(() => other.git('push', '--quiet', '--delete', gitDir, 'main')).toThrow(/deletion prohibited/);
  expect(() => other.git('push', '--quiet', gitDir, 'HEAD:refs/remotes/forge/main')).toThrow(/hidden ref/);
  expect(await host.git('config', 'gc.pruneExpire')).toBe('never');
  expect(existsSync(join(gitDir, 'logs/refs/heads/main'))).toBe(true);

  // A start on a repository that is there leaves what is in it.
  const again = await hostOf('/nowhere', join(gitDir, '..'));
  expect(await again.files()).toEqual(['a.md', 'b.md', 'page.yaml']);
});

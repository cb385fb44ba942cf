import { chownSync, existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openContentRepository, openContentSource } from '../../src/incidents/content-repository.ts';
import { fetchRemote } from '../../src/incidents/fetch-remote.ts';
import { runGit } from '../../src/incidents/git.ts';
import { followRemote, type Remote } from '../../src/incidents/remote.ts';
import { noticeText } from '../support/content.ts';
import { temporaryFolder } from '../support/folder.ts';
import { clone, makeForge, tryPush } from '../support/forge.ts';
import { commandLines, startDumb, startGitHttp } from '../support/git-http.ts';
import { eventually } from '../support/wait.ts';

const text = noticeText(['2012-06-20 17:10 調査中', '原因を調べています。']);

interface Options {
  readonly dataDir?: string;
  readonly environment?: Record<string, string | undefined>;
  readonly credentials?: { username: string; password: string };
}

async function open(url: string, options: Options = {}) {
  const { dataDir = temporaryFolder(), environment = process.env, credentials = null } = options;
  const repository = await openContentRepository({ dataDir, url, branch: 'main', environment: process.env });
  return { repository, environment, remote: { url, credentials } };
}

/** Follows a remote with a clock that the test sets. */
async function follow(url: string, options: Options = {}) {
  const needs = await open(url, options);
  const clock = { at: Date.parse('2026-11-22T09:00:00Z') };
  let tries = 0;
  const remote: Remote = followRemote({ ...needs, now: () => clock.at, random: () => 0, onTried: () => (tries += 1) });
  onTestFinished(() => remote.close());
  const head = async () => (await runGit(needs.repository.git, ['rev-parse', 'main'])).trim();
  // Well below the pause after which it would be tried anyway.
  const tried = (count: number) => eventually(`try ${count}`, () => tries >= count, 12_000);
  return { ...needs, remote, clock, head, tried, tries: () => tries };
}

test('a remote that takes the connection and says nothing is given up, with every program that git started', async () => {
  const { port, came } = await startDumb(null);
  for (const url of [`git://127.0.0.1:${port}/x.git`, `http://127.0.0.1:${port}/x.git`]) {
    const before = came();
    const started = performance.now();
    await expect(fetchRemote(await open(url), 1000)).rejects.toThrow(
      /^The remote repository of the notices does not answer\.$/,
    );
    expect(performance.now() - started).toBeLessThan(5000);
    expect(came()).toBeGreaterThan(before);
    await eventually('its programs to end', () => !commandLines().includes(`127.0.0.1:${port}`), 5000);
  }
});

test.each([
  ['git', Buffer.from('HTTP/1.1 200 OK\r\n\r\n<html>no repository</html>')],
  ['http', Buffer.from('HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<html>no repository</html>')],
  ['http', Buffer.from('\u0000\u0001\u0002\u0003 garbage')],
])('a remote that answers %s with garbage is a fault in one sentence', async (scheme, bytes) => {
  const { port } = await startDumb(bytes);
  const fault = fetchRemote(await open(`${scheme}://127.0.0.1:${port}/x.git`), 9000);
  // A web page in its place looks to git like a repository that has nothing.
  const sentence = /^The remote repository of the notices (cannot be read: [^\n]+\.|has no branch main\. [^\n]+)$/;
  await expect(fault).rejects.toThrow(sentence);
});

test('user and password reach the remote, and neither ps, nor the log, nor a file of git', async () => {
  const forge = makeForge();
  const user = { name: 'reader', password: 's3cret-%-token' };
  const { port, seen } = await startGitHttp(join(forge.url, '..'), user);
  const url = `http://127.0.0.1:${port}/forge.git`;
  const needs = await open(url, { credentials: { username: user.name, password: user.password } });
  await fetchRemote(needs, 9000);
  const { gitDir, git, tracking } = needs.repository;
  expect((await runGit(git, ['rev-parse', tracking])).trim()).toBe(forge.staff.git('rev-parse', 'main'));
  expect(seen()).toContain(url);
  expect(seen()).not.toContain('s3cret');
  expect(readFileSync(join(gitDir, 'config'), 'utf8')).not.toContain('s3cret');

  const wrong = await open(url, { credentials: { username: user.name, password: 'hunter2' } });
  const fault = await fetchRemote(wrong, 9000).catch((error: Error) => error.message);
  expect(fault).toMatch(/Authentication failed for .*\. Correct the user, token or key of CONTENT_GIT_URL\.$/);
  expect(fault).not.toContain('hunter2');
});

test("by ssh nobody is asked anything, a dead connection is noticed, and the operator's own command holds", async () => {
  const forge = makeForge();
  const folder = temporaryFolder();
  const [ssh, called] = [join(folder, 'my ssh'), join(folder, 'called')];
  // Does what ssh does at the other end, without the way there.
  writeFileSync(ssh, `#!/bin/sh\necho "$@" >>'${called}'\nfor last; do :; done\nexec sh -c "$last"\n`, { mode: 0o755 });
  const needs = await open(`git@forge.example.net:${forge.url}`, {
    environment: { ...process.env, GIT_SSH_COMMAND: `'${ssh}' -i /keys/deploy` },
  });
  await fetchRemote(needs, 9000);
  const { git, tracking } = needs.repository;
  expect((await runGit(git, ['rev-parse', tracking])).trim()).toBe(forge.staff.git('rev-parse', 'main'));
  const words = readFileSync(called, 'utf8');
  expect(words).toMatch(
    /^-i \/keys\/deploy -oBatchMode=yes -oConnectTimeout=10 .*git@forge\.example\.net git-upload-pack /m,
  );
});

test('programs in the place of a remote are not run', async () => {
  const file = join(temporaryFolder(), 'ran');
  const fault = fetchRemote(await open(`ext::sh -c touch% ${file}`), 9000);
  await expect(fault).rejects.toThrow(/transport 'ext' not allowed/);
  expect(existsSync(file)).toBe(false);
});

test('a missing git program is said as such', async () => {
  const needs = await open(makeForge().url);
  const git = { ...needs.repository.git, environment: { PATH: temporaryFolder() } };
  const fault = fetchRemote({ ...needs, repository: { ...needs.repository, git } }, 9000);
  await expect(fault).rejects.toThrow(/there is no git program/);
});

// Only root can give a folder to another user.
test.skipIf(process.getuid?.() !== 0)('a remote on this machine that another user owns says what to do', async () => {
  const forge = makeForge();
  chownSync(forge.url, 65534, 65534);
  const needs = await open(forge.url);
  const environment = { ...needs.repository.git.environment, HOME: temporaryFolder(), GIT_CONFIG_NOSYSTEM: '1' };
  const repository = { ...needs.repository, git: { ...needs.repository.git, environment } };
  await expect(fetchRemote({ ...needs, repository }, 9000)).rejects.toThrow(/safe\.directory/);
});

test('a stop ends a fetch that hangs', async () => {
  const { port, came } = await startDumb(null);
  const { remote, tries } = await follow(`git://127.0.0.1:${port}/x.git`);
  await eventually('the fetch to begin', () => came() > 0);
  const started = performance.now();
  await remote.close();
  expect(performance.now() - started).toBeLessThan(3000);
  expect(tries()).toBe(1);
  await eventually('its programs to end', () => !commandLines().includes(`127.0.0.1:${port}`), 5000);
});

test("locks that a loss of power left behind stand in nobody's way; those of a push under way do", async () => {
  const forge = makeForge();
  const dataDir = temporaryFolder();
  const { repository } = await open(forge.url, { dataDir });
  const locks = ['refs/heads/main.lock', 'HEAD.lock'].map((name) => join(repository.gitDir, name));
  mkdirSync(join(repository.gitDir, 'refs/heads'), { recursive: true });
  for (const lock of locks) writeFileSync(lock, '');
  const longAgo = Date.now() / 1000 - 3600;
  utimesSync(locks[0] ?? '', longAgo, longAgo);
  await open(forge.url, { dataDir }).catch(() => {});
  expect(locks.map((lock) => existsSync(lock))).toEqual([false, true]);
});

test('the notices are at the root of a repository of their own, else in incidents/', async () => {
  const forge = makeForge();
  forge.staff.write('a.md', text);
  const withFolder = forge.publish('In the folder');
  const own = makeForge();
  own.staff.git('mv', 'incidents/page.yaml', 'page.yaml');
  own.staff.write('../a.md', text);
  const atRoot = own.publish('At the root');
  for (const [url, commit] of [
    [forge.url, withFolder],
    [own.url, atRoot],
  ] as const) {
    const needs = await open(url);
    await expect(openContentSource(needs.repository)).rejects.toThrow(/Nothing has come from the remote/);
    const remote = followRemote({ ...needs, now: Date.now, random: () => 0, onTried: () => {} });
    onTestFinished(() => remote.close());
    const source = await eventually('the first fetch', () => openContentSource(needs.repository).catch(() => null));
    onTestFinished(() => source.close());
    expect(await source.head()).toBe(commit);
    expect((await source.listing(commit)).files.map(({ name }) => name)).toEqual(['a.md', 'page.yaml']);
  }
});

test('asked for many times while it fetches, it fetches once more', async () => {
  const forge = makeForge();
  const { remote, tried, tries, head } = await follow(forge.url);
  for (let count = 0; count < 50; count++) remote.fetchNow();
  await tried(2);
  forge.staff.write('a.md', text);
  const commit = forge.publish('First');
  remote.fetchNow();
  await tried(3);
  expect(await head()).toBe(commit);
  expect(tries()).toBe(3);
});

test('a remote that is gone: stale since it was last reached, staff are told after 5 minutes, and all is well again', async () => {
  const forge = makeForge();
  const dataDir = temporaryFolder();
  const { remote, tried, clock, head, repository } = await follow(forge.url, { dataDir });
  await tried(1);
  const reached = clock.at;
  expect(remote.staleSince(await head())).toBeNull();
  forge.leave();
  clock.at += 60_000;
  remote.fetchNow();
  await tried(2);
  expect(remote.staleSince(await head())).toBe(reached);
  expect(remote.problems()).toEqual([]);
  clock.at += 240_000;
  expect(remote.problems()).toEqual([expect.stringMatching(/cannot be read: .*push to this host\.$/)]);

  // A start of the program does not make it fresh.
  const restarted = await follow(forge.url, { dataDir });
  restarted.clock.at = clock.at;
  expect(restarted.remote.staleSince(await head())).toBe(reached);
  await restarted.tried(1);
  expect(restarted.remote.staleSince(await head())).toBe(reached);

  // What staff push to us is newer than anything the remote had.
  const staff = clone(repository.gitDir);
  staff.write('a.md', text);
  staff.commit('To the host');
  expect(tryPush(staff, repository.gitDir)).toMatchObject({ ok: true });
  expect(remote.staleSince(await head())).toBeNull();
  expect(restarted.remote.staleSince(await head())).toBeNull();

  forge.comeBack();
  remote.fetchNow();
  await tried(3);
  expect(remote.problems()).toEqual([expect.stringMatching(/diverged: it lacks one commit that is published here/)]);
  expect(remote.details()).toMatchObject({ fault: null, failures: 0, standing: { kind: 'ahead' } });
});

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createContent } from '../../src/incidents/content.ts';
import { openSource } from '../../src/incidents/open-source.ts';
import { noticeText, openContent } from '../support/content.ts';
import { temporaryFolder } from '../support/folder.ts';
import { makeRepository, type Repository } from '../support/repository.ts';
import { tokyo } from '../support/snapshot.ts';

const text = noticeText(['2012-06-20 17:10 調査中', '原因を調べています。']);
const now = () => tokyo('2012-06-21 09:00');

/** A running program's view of a repository: reads again and again. */
async function reader(repository: Repository) {
  const source = await openSource({ incidentsDir: repository.incidentsDir, environment: process.env });
  onTestFinished(() => source.close());
  return createContent({ source, now });
}

test('a branch that is deleted leaves what was published, and the command that is told brings it back', async () => {
  const repository = makeRepository();
  repository.write('a.md', text);
  repository.commit('Notice');
  const content = await reader(repository);
  const { head } = await content.read();
  repository.git('checkout', '--quiet', '--detach');
  repository.git('branch', '--delete', '--force', 'main');
  repository.git('symbolic-ref', 'HEAD', 'refs/heads/main');

  const fault = await content.read().catch((error: Error) => error.message);
  expect(fault).toMatch(
    /^The branch of the notices is gone .* what was published last stands\. Put it back there with: /,
  );
  const command = /git update-ref .*$/.exec(String(fault))?.[0] ?? '';
  execFileSync('sh', ['-c', command], { cwd: repository.dir });
  expect(await content.read()).toMatchObject({ head, snapshot: { notices: [{ id: 'a' }] } });
});

test('a branch that is set back or rewritten is published as it is now', async () => {
  const repository = makeRepository();
  repository.write('a.md', text);
  const first = repository.commit('First');
  repository.write('b.md', text);
  repository.commit('Second');
  const content = await reader(repository);
  const ids = async () => (await content.read()).snapshot.notices.map(({ id }) => id).toSorted();
  expect(await ids()).toEqual(['a', 'b']);
  repository.git('reset', '--quiet', '--hard', 'HEAD~1');
  expect(await ids()).toEqual(['a']);
  repository.write('c.md', text);
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '--amend', '--message', 'Another first');
  expect(repository.git('rev-parse', 'HEAD')).not.toBe(first);
  expect(await ids()).toEqual(['a', 'c']);
});

test('in a shallow repository reports are numbered from what is there, and that is said', async () => {
  const repository = makeRepository();
  const heading = (minute: number) => `2012-06-20 17:1${minute} 調査中`;
  const reports: [string, string][] = [0, 1, 2].map((minute) => [heading(minute), `その${minute}`]);
  for (const count of [1, 2, 3]) {
    repository.write('a.md', noticeText(...reports.slice(0, count).toReversed()));
    repository.commit(`Report ${count}`);
  }
  const dir = join(temporaryFolder(), 'shallow');
  repository.git('clone', '--quiet', '--depth', '1', `file://${repository.dir}`, dir);
  expect(existsSync(join(dir, '.git/shallow'))).toBe(true);
  for (const [incidentsDir, isShallow] of [[repository.incidentsDir, false], [join(dir, 'incidents'), true]] as const) {
    const source = await openSource({ incidentsDir, environment: process.env });
    onTestFinished(() => source.close());
    expect(source.isShallow()).toBe(isShallow);
    const notice = await (await openContent(incidentsDir)).notice('a');
    expect(notice.updates.map(({ number }) => number)).toEqual([1, 2, 3]);
  }
}); // prettier-ignore

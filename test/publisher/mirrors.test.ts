import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { noticeText } from '../support/content.ts';
import { temporaryFolder } from '../support/folder.ts';
import { programPath } from '../support/programs.ts';
import { makeRepository } from '../support/repository.ts';
import { startSite, type Site } from '../support/site.ts';
import { eventually } from '../support/wait.ts';

const rclone = programPath('rclone');
const text = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : '');

interface Mirror {
  readonly name: string;
  readonly commit: string | null;
  readonly age_seconds: number | null;
  readonly failures: number;
  readonly fault: string | null;
}

async function mirrorsOf(site: Site): Promise<Mirror[]> {
  const health = (await (await site.get('/health')).json()) as { threads: { publisher: { mirrors: Mirror[] } } };
  return health.threads.publisher.mirrors;
}

test.skipIf(rclone === null)('copies in a folder and at a remote follow what is published, and come back', async () => {
  const repository = makeRepository();
  repository.write('first.md', noticeText(['2012-06-20 17:10 調査中', '最初の報告。']));
  repository.write('second.md', noticeText(['2012-06-21 17:10 調査中', '二つ目。']));
  repository.commit('Two notices');
  const [folder, elsewhere] = [join(temporaryFolder(), 'copy'), join(temporaryFolder(), 'far/away')];
  const env = { MIRROR_1: folder, MIRROR_2: `:local:${elsewhere}`, TMPDIR: temporaryFolder() };
  const site = await startSite({ incidentsDir: repository.incidentsDir, env });
  const copies = [join(folder, 'current/public'), elsewhere];
  const all = (found: (copy: string) => boolean) => () => copies.every(found);

  await eventually(
    'both copies',
    all((copy) => text(join(copy, 'incidents/first/index.html')).includes('最初の報告。')),
  );
  await eventually(
    'the front page',
    all((copy) => text(join(copy, 'index.html')).includes('</html>')),
  );

  repository.write('first.md', noticeText(['2012-06-20 17:10 調査中', '訂正した報告。']));
  repository.remove('second.md');
  const commit = repository.commit('Correct one, delete the other');
  await eventually(
    'the correction',
    all((copy) => text(join(copy, 'incidents/first/index.html')).includes('訂正した報告。')),
  );
  await eventually(
    'the deletion',
    all((copy) => !existsSync(join(copy, 'incidents/second/index.html'))),
  );
  const health = await eventually('health to say so', async () => {
    const mirrors = await mirrorsOf(site);
    return mirrors.every((one) => one.commit === commit) && mirrors;
  });
  expect(health.map(({ name }) => name)).toEqual(['MIRROR_1', 'files for remotes', 'MIRROR_2']);
  for (const { age_seconds: age, failures } of health) {
    expect(age).toBeLessThan(60);
    expect(failures).toBe(0);
  }

  // The remote is lost: a file lies where it was. The folder goes on; when it is back, all of it is there again.
  rmSync(dirname(elsewhere), { recursive: true });
  writeFileSync(dirname(elsewhere), 'in the way');
  repository.write('third.md', noticeText(['2012-06-22 17:10 調査中', '三つ目。']));
  repository.commit('A third');
  const failed = await eventually('a failure', async () => {
    const last = (await mirrorsOf(site)).at(-1);
    return last !== undefined && last.failures > 0 && last;
  });
  expect(failed.fault).toMatch(/^rclone: .*not a directory/);
  expect(failed.fault).not.toContain(elsewhere);
  expect(text(join(folder, 'current/public/incidents/third/index.html'))).toContain('三つ目。');
  rmSync(dirname(elsewhere));
  mkdirSync(dirname(elsewhere));
  repository.write('fourth.md', noticeText(['2012-06-23 17:10 調査中', '四つ目。']));
  repository.commit('A fourth');
  await eventually('all of it', () => ['third', 'fourth', 'first'].every((id) => existsSync(join(elsewhere, `incidents/${id}/index.html`)))); // prettier-ignore
  expect(await site.stop()).toBe(0);
});

test('a copy says as of when it is, has no form, and stays true without us', async () => {
  const repository = makeRepository();
  repository.write(
    'page.yaml',
    `${text(join(repository.incidentsDir, 'page.yaml'))}alternates: [https://status2.example.org]\ncontacts: { telephone: "000-0000-0000", hours: "Mo-Fr 09:00-17:00" }\n`,
  );
  repository.write('open.md', noticeText(['2012-06-20 17:10 調査中', '調べています。']).replace('\n\n調べて', '\nnext: 2099-06-20 18:00\n\n調べて')); // prettier-ignore
  repository.commit('An open notice');
  const folder = join(temporaryFolder(), 'copy');
  const site = await startSite({ incidentsDir: repository.incidentsDir, env: { MIRROR_1: folder } });
  const page = (file: string) => text(join(folder, 'current/public', file));
  await eventually('the copy', () => page('index.html').includes('</html>'));
  const front = page('index.html');
  expect(front).toMatch(/2\d{3}年.*<\/time>\s*この時刻から15分以上/s);
  expect(front).toMatch(/18:00 までに/);
  expect(front).toContain('この時刻を過ぎても新しい報告が見当たらないときは、当方の報告が遅れています。');
  expect(front).toContain('https://status2.example.org');
  expect(front).toContain(`href="${site.siteUrl}/subscribe"`);
  expect(front).not.toMatch(/経過|時間外|受付中/);
  expect(page('en/subscribe/index.html')).not.toContain('<form');
  expect(page('incidents/open/index.html')).toContain('この時刻から15分以上');
  // The live page has its form, and says what only it can keep true.
  expect(await (await site.get('/subscribe')).text()).toContain('<form');
  expect(await (await site.get('/')).text()).not.toContain('この時刻から15分以上');
});

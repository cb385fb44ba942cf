import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { makeRepository, smallPage } from '../support/repository.ts';
import { startSite } from '../support/site.ts';
import { eventually } from '../support/wait.ts';

const sample = fileURLToPath(new URL('../../incidents', import.meta.url));

test('a public site does not start with the made-up company', async () => {
  const folder = temporaryFolder();
  cpSync(sample, join(folder, 'incidents'), { recursive: true });
  const start = startSite({ incidentsDir: join(folder, 'incidents'), env: { SITE_URL: 'https://status.example.org' } });
  await expect(start).rejects.toThrow(/stopped with 1[^]*page\.yaml/);
});

test('a public site without MAIL_1 closes the form and is red; the pages stand', async () => {
  const repository = makeRepository();
  const site = await startSite({
    incidentsDir: repository.incidentsDir,
    env: { SITE_URL: 'https://status.example.org' },
  });
  expect((await site.get('/')).status).toBe(200);
  expect(await (await site.get('/subscribe')).text()).not.toContain('name="address"');
  const refused = await site.post(
    '/subscribe',
    { address: 'mori@example.org' },
    { origin: 'https://status.example.org' },
  );
  expect(refused.status).toBe(503);
  await eventually('a red /health', async () => (await site.get('/health')).status === 503);
});

test('bad settings stop it before it listens, all named at once', async () => {
  const start = startSite({ incidentsDir: temporaryFolder(), env: { PORT: 'x', MAIL_1: 'http://x' } });
  await expect(start).rejects.toThrow(/stopped with 2[^]*PORT:[^]*MAIL_1:/);
});

test('a second one on the same data folder refuses, and ends at once', async () => {
  const { incidentsDir } = makeRepository();
  const first = await startSite({ incidentsDir });
  const at = Date.now();
  const second = startSite({ incidentsDir, dataDir: first.dataDir });
  await expect(second).rejects.toThrow(/stopped with 1[^]*already sending mail/);
  // A thread that is asked to stop while it starts would be waited for in vain for 10 s.
  expect(Date.now() - at).toBeLessThan(10_000);
});

test.each(['SIGTERM', 'SIGINT'] as const)('%s stops it cleanly', async (signal) => {
  const site = await startSite({ incidentsDir: makeRepository().incidentsDir });
  expect(await site.stop(signal)).toBe(0);
});

test('a broken notice keeps its last good version; /health and the log name file and line', async () => {
  const repository = makeRepository();
  const good = '# 接続障害\n## 2026-11-20 17:10 調査中\n\n原因を調べています。\n';
  repository.write('2026-11-20-web.md', good);
  repository.commit('第1報');
  const site = await startSite({ incidentsDir: repository.incidentsDir });
  repository.write('2026-11-20-web.md', `${good}\n## 2026-11-20 25:99 復旧\n\n直りました。\n`);
  repository.write('2026-11-21-mail.md', '# メールの遅れ\n## 2026-11-21 09:00 調査中\n\n遅れています。\n');
  repository.commit('壊れた報告と、別のお知らせ');
  await eventually('the other notice', async () => (await (await site.get('/')).text()).includes('メールの遅れ'));
  const page = await (await site.get('/incidents/2026-11-20-web')).text();
  expect(page).toContain('原因を調べています');
  expect(page).not.toContain('直りました');
  const health = await (await site.get('/health')).text();
  expect(health).toMatch(/2026-11-20-web\.md:6:/);
  expect(site.log()).toMatch(/2026-11-20-web\.md:6:/);
});

test('what is only in the working tree is not published', async () => {
  const repository = makeRepository();
  const site = await startSite({ incidentsDir: repository.incidentsDir });
  repository.write('page.yaml', smallPage.replace('試験の会社', '別の会社'));
  repository.write('2026-11-21-mail.md', '# 書きかけ\n## 2026-11-21 09:00 調査中\n\n書きかけです。\n');
  repository.git('commit', '--allow-empty', '-qm', 'Nothing');
  const commit = repository.git('rev-parse', 'HEAD');
  await eventually('that commit', async () => (await (await site.get('/health')).text()).includes(commit));
  expect(await (await site.get('/')).text()).not.toContain('書きかけ');
});

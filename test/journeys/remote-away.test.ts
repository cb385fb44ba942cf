import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clone, makeForge, tryPush } from '../support/forge.ts';
import { freePort } from '../support/free-port.ts';
import { startDumb } from '../support/git-http.ts';
import { startSite, type Site } from '../support/site.ts';
import { eventually } from '../support/wait.ts';

const summary = async (site: Site) =>
  (await (await site.get('/api/v2/status.json')).json()) as { status: { indicator: string; description: string } };

test('a remote not reached for 15 minutes makes the page unknown, through a restart, until staff push to the host', async () => {
  const forge = makeForge();
  const env = { CONTENT_GIT_URL: forge.url, PORT: String(await freePort()) };
  const first = await startSite({ incidentsDir: '/nowhere', env });
  await eventually('it to be well', async () => (await first.get('/health')).status === 200);
  expect((await summary(first)).status.indicator).toBe('none');
  expect(await first.stop()).toBe(0);

  // Since then it hangs, and that was 20 minutes ago.
  const hanging = await startDumb(null);
  const gitDir = join(first.dataDir, 'content.git');
  const longAgo = Date.now() / 1000 - 20 * 60;
  utimesSync(join(gitDir, 'reached'), longAgo, longAgo);
  const away = { ...env, CONTENT_GIT_URL: `git://127.0.0.1:${hanging.port}/x.git` };
  const site = await startSite({ incidentsDir: '/nowhere', dataDir: first.dataDir, env: away });
  expect(await (await site.get('/')).text()).toContain('試験の会社');
  await eventually('the page to say that it knows nothing newer', async () => {
    const { status } = await summary(site);
    return status.indicator === 'minor' && status.description.startsWith('Status unknown since');
  });
  const sentence = /does not answer\. What was published stands; to publish meanwhile, push to this host\./;
  await eventually('health to say why', async () => sentence.test(await (await site.get('/health')).text()));

  const staff = clone(gitDir);
  staff.write('a.md', '# 接続障害\n## 調査中\n\n原因を調べています。\n');
  staff.commit('第1報');
  const pushed = tryPush(staff, gitDir);
  expect(pushed).toMatchObject({ ok: true });
  expect(pushed.said).toMatch(/^live in \d+\.\d\d s: /m);
  const { status } = await eventually('the page to be certain again', async () => {
    const found = await summary(site);
    return found.status.description.startsWith('Status unknown') ? null : found;
  });
  expect(status.indicator).toBe('major');
  expect(await site.stop()).toBe(0);
}, 120_000);

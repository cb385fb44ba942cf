import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clone, makeForge, now, tryPush } from '../support/forge.ts';
import { freePort } from '../support/free-port.ts';
import { startChat } from '../support/hook.ts';
import { readMail } from '../support/inbox.ts';
import { startSite, type Site } from '../support/site.ts';
import { acceptingServer } from '../support/smtp.ts';
import { mailThrough, subscribe } from '../support/subscribing.ts';
import { eventually } from '../support/wait.ts';

const secret = 'a-secret-of-some-length';
const minutesAgo = (minutes: number) =>
  new Date(Date.parse(`${now().replace(' ', 'T')}:00Z`) - minutes * 60_000)
    .toISOString()
    .slice(0, 16)
    .replace('T', ' ');
const notice = (...reports: [heading: string, text: string][]) =>
  `# 接続障害\n\n${reports.map(([heading, text]) => `## ${heading}\n\n${text}\n`).join('\n')}`;

/** What GitHub posts after a push. */
async function sendHook(site: Site): Promise<void> {
  const body = JSON.stringify({ ref: 'refs/heads/main' });
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature };
  expect((await site.get('/hooks/content', { method: 'POST', body, headers })).status).toBe(202);
}

interface Health {
  readonly problems: readonly string[];
  readonly commit: string;
}
const healthOf = async (site: Site) => (await (await site.get('/health')).json()) as Health;
const shows = (site: Site, path: string, text: string) =>
  eventually(`${path} to show ${text}`, async () => (await (await site.get(path)).text()).includes(text));

test('the forge goes, staff push to the host, the forge comes back with other commits: nothing disappears, nothing comes twice', async () => {
  const server = await acceptingServer();
  const chat = await startChat(200);
  const forge = makeForge();
  const env = {
    ...mailThrough(server.port),
    PORT: String(await freePort()),
    CONTENT_GIT_URL: forge.url,
    CONTENT_HOOK_SECRET: secret,
    STAFF_HOOK: chat.url,
  };
  let site = await startSite({ incidentsDir: '/nowhere', env });
  const gitDir = join(site.dataDir, 'content.git');
  await subscribe(site, server, 'mori@example.org');
  const confirmations = server.received.length;
  const subjects = async () =>
    (await Promise.all(server.received.slice(confirmations).map(readMail))).map(({ subject }) => subject);
  const told = (count: number) => eventually(`mail ${count}`, async () => (await subjects()).length >= count);
  const [first, second, elsewhere] = [40, 30, 20].map(minutesAgo) as [string, string, string];

  // As always: a push to the forge, and its webhook.
  const report = [`${first} 調査中`, '原因を調べています。'] as [string, string];
  forge.staff.write('a.md', notice(report));
  forge.publish('第1報');
  await sendHook(site);
  await shows(site, '/incidents/a', '原因を調べています');
  await told(1);

  // The forge is gone: staff push to the host, and hear what became of it.
  forge.leave();
  const onCall = clone(gitDir);
  onCall.write('a.md', notice(report, [`${second} 復旧作業中`, 'ホストから書いています。']));
  onCall.write('host.md', notice([`${second} 調査中`, '別の障害です。']));
  onCall.commit('第2報');
  const pushed = tryPush(onCall, gitDir);
  expect(pushed.ok).toBe(true);
  expect(pushed.said).toMatch(/^live in \d+\.\d\d s: http:\/\/status\.localhost\/incidents\/a$/m);
  expect(pushed.said).toMatch(/^ +http:\/\/status\.localhost\/incidents\/host$/m);
  expect(pushed.said).toMatch(/^a: new report 2, one person is being told$/m);
  expect(pushed.said).toMatch(/^host: new report 1, one person is being told$/m);
  await told(3);

  // Somebody else reached the forge all the while.
  forge.staff.write('a.md', notice(report, [`${elsewhere} 復旧作業中`, 'フォージに書いています。']));
  forge.staff.write('forge.md', notice([`${elsewhere} 調査中`, '三つ目の障害です。']));
  forge.publish('別の第2報');
  await sendHook(site);

  // It comes back.
  forge.comeBack();
  await sendHook(site);
  await shows(site, '/incidents/forge', '三つ目の障害です');
  await told(4);
  for (const [path, text] of [['a', 'ホストから書いています'], ['host', '別の障害です']]) await shows(site, `/incidents/${path}`, text ?? ''); // prettier-ignore
  expect(await (await site.get('/incidents/a')).text()).not.toContain('フォージに書いています');
  const diverged = await eventually('health to say it', async () =>
    (await healthOf(site)).problems.find((problem) => problem.includes('diverged')),
  );
  expect(diverged).toContain('incidents/a.md was changed differently');
  // Whoever wrote it at the forge hears that it is not live, and is not told that it is.
  const joined = await eventually('staff to be told', () =>
    chat.posts.find(({ body }) => body.text.includes('■ a.md')),
  );
  expect(joined.body.subject).toBe('【一部非公開】a.md');
  expect(joined.body.text).toContain('リモートに書かれた内容は公開していません');
  expect(joined.body.text).toContain('> 件名: 【障害】第1報・調査中 接続障害');
  expect(joined.body.text).not.toContain('「接続障害」の内容を更新しました');

  // The command that health names, and the text put right, heal it.
  const command = /git --git-dir=.*$/.exec(diverged)?.[0] ?? '';
  execFileSync('sh', ['-c', command], { env: { PATH: process.env['PATH'], HOME: site.dataDir }, stdio: 'pipe' });
  forge.staff.git('pull', '--quiet', 'origin', 'main');
  forge.staff.write(
    'a.md',
    notice(
      report,
      [`${second} 復旧作業中`, 'ホストから書いています。'],
      [`${elsewhere} 復旧作業中`, 'フォージに書いています。'],
    ),
  );
  const healed = forge.publish('両方');
  await sendHook(site);
  await shows(site, '/incidents/a', 'フォージに書いています');
  await eventually('health to be well', async () => {
    const { commit, problems } = await healthOf(site);
    return commit === healed && problems.length === 0;
  });
  await told(5);

  // Nor after a restart.
  expect(await site.stop()).toBe(0);
  site = await startSite({ incidentsDir: '/nowhere', dataDir: site.dataDir, env });
  await shows(site, '/incidents/host', '別の障害です');
  forge.staff.write('z.md', notice([`${minutesAgo(1)} 調査中`, '最後です。']));
  forge.publish('最後');
  await sendHook(site);
  await told(6);
  expect((await subjects()).map((subject) => /第\d報・\S+/.exec(subject)?.[0]).toSorted()).toEqual([
    '第1報・調査中',
    '第1報・調査中',
    '第1報・調査中',
    '第1報・調査中',
    '第2報・復旧作業中',
    '第3報・復旧作業中',
  ]);
  expect(site.log()).not.toContain(secret);
}, 180_000);

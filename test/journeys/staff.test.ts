import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startChat } from '../support/hook.ts';
import { readMail } from '../support/inbox.ts';
import { makeRepository } from '../support/repository.ts';
import { startSite, type Site } from '../support/site.ts';
import { acceptingServer } from '../support/smtp.ts';
import { mailThrough, subscribe } from '../support/subscribing.ts';
import { eventually } from '../support/wait.ts';

const notice = (heading: string, next = minutesAgo(-24 * 60)) =>
  `# サーバーに接続できません\n\n## ${heading}\n次回: ${next}\n\n原因を調べています。\n`;

/** What the operator's /health says of the last pushes. */
async function answersOf(site: Site) {
  const health = (await (await site.get('/health')).json()) as { threads: { worker?: { answers: object[] } } };
  return health.threads.worker?.answers ?? [];
}

test('a bad push is answered with file, line and cure, the corrected one with who is told; a restart adds nothing', async () => {
  const inbox = await acceptingServer();
  const chat = await startChat(200);
  const repository = makeRepository();
  const env = { ...mailThrough(inbox.port), STAFF_EMAIL: 'oncall@staff.example', STAFF_HOOK: chat.url };
  let site = await startSite({ incidentsDir: repository.incidentsDir, env });
  await eventually('a well site', async () => (await site.get('/health')).status === 200);
  await subscribe(site, inbox, 'mori@example.org');
  const toStaff = () =>
    Promise.all(inbox.received.filter(({ to }) => to === 'oncall@staff.example').map((mail) => readMail(mail)));

  repository.write('2026-11-22-outage.md', notice('2026-11-22 25:99 調査中'));
  repository.commit('障害');
  let pushedAt = Date.now();
  await eventually('the refusal by mail', () => inbox.received.some(({ to }) => to === 'oncall@staff.example'));
  await eventually('the refusal in the chat', () => chat.posts.length === 1);
  expect(Date.now() - pushedAt).toBeLessThan(10_000);
  const [refusal] = await toStaff();
  expect(refusal?.subject).toMatch(/^【(一部)?非公開】2026-11-22-outage\.md 3行目/);
  expect(refusal?.text).toMatch(/問題: .*\r?\n直し方: /);
  expect(chat.posts[0]?.body.text).toContain('2026-11-22-outage.md 3行目');

  repository.write('2026-11-22-outage.md', notice('調査中'));
  const commit = repository.commit('直す', { date: minutesAgo(0) });
  pushedAt = Date.now();
  await eventually('the answer by mail', async () => (await toStaff()).length === 2);
  await eventually('the answer in the chat', () => chat.posts.length === 2);
  expect(Date.now() - pushedAt).toBeLessThan(10_000);
  const [, answer] = await toStaff();
  expect(answer?.subject).toBe('【公開済】第1報・調査中 サーバーに接続できません');
  expect(answer?.text).toMatch(/公開しました（\d+\.\d秒）。コミット [0-9a-f]{10}/);
  expect(answer?.text).toContain('2026-11-22-outage.md の問題はなくなりました。');
  expect(answer?.text).toContain('1人にメールしています。');
  expect(answer?.text).toContain('> 件名: 【障害】第1報・調査中 サーバーに接続できません');
  const sent = await eventually('the alert', () => inbox.received.find(({ content }) => content.includes('List-Unsubscribe'))); // prettier-ignore
  const alert = await readMail(sent);
  // The text is shown as it was sent, line by line, but for the links of one's own.
  for (const line of alert.text
    .split(/\r?\n/)
    .filter((text) => text !== '' && !/^(受信設定の変更|配信停止)：/.test(text)))
    expect(answer?.text).toContain(`> ${line}`);
  const [told] = await eventually('the answer in /health', async () => {
    const answers = (await answersOf(site)) as { commit: string; told: object[] }[];
    return answers[0]?.commit === commit && answers;
  });
  expect(told).toMatchObject({ told: [{ notice: '2026-11-22-outage', number: 1, people: 1 }], not_mailed: [] });

  expect(await site.stop()).toBe(0);
  site = await startSite({ incidentsDir: repository.incidentsDir, dataDir: site.dataDir, env });
  await eventually('the worker to have compared', async () => (await answersOf(site)).length > 0);
  repository.write('2026-11-22-outage.md', notice('調査中').replace('調べています', '調べております'));
  repository.commit('言い回し');
  await eventually('the next answer', () => chat.posts.length === 3);
  expect(chat.posts[2]?.body.subject).toBe('【公開済】サーバーに接続できません');
  expect(chat.posts[2]?.body.text).toContain('メールはしていません');
  repository.write('2026-11-22-outage.md', notice('調査中', minutesAgo(-5)));
  repository.commit('約束を早める');
  await eventually('the answer and the warning', () => chat.posts.length === 5);
  const kinds = chat.posts.slice(3).map(({ body }) => body.kind);
  expect(kinds.toSorted()).toEqual(['due', 'push']);
  symlinkSync('page.yaml', join(repository.incidentsDir, '2026-11-22-link.md'));
  repository.commit('link');
  await eventually('the refusal of a link', () => chat.posts.length === 6);
  expect(chat.posts[5]?.body.subject).toMatch(/^【非公開】2026-11-22-link\.md/);
}, 120_000);

/** In Japan, as `makeRepository` wants it: updates without a time take the commit's. */
function minutesAgo(minutes: number): string {
  return new Date(Date.now() + 9 * 3_600_000 - minutes * 60_000).toISOString().slice(0, 16).replace('T', ' ');
}

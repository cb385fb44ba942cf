import { expect, test } from 'vitest';
import { readMail } from '../support/inbox.ts';
import { makeRepository } from '../support/repository.ts';
import { startSite } from '../support/site.ts';
import { acceptingServer } from '../support/smtp.ts';
import { mailThrough, subscribe } from '../support/subscribing.ts';
import { eventually } from '../support/wait.ts';

const outage = `---
title: サーバーに接続できません
components:
  web: major_outage
---

## 調査中
次回: 18:00

原因を調べています。お急ぎの方は 000-0000-0000 へ。
`;
const second = `
## 復旧作業中

原因が分かりました。復旧作業をしています。
`;

/** Gives the one-click link out of the mail's header, as a mail program would use it. */
function oneClick(header: string | undefined): string {
  const link = /<(https?:[^>]+)>/.exec(header ?? '')?.[1];
  if (link === undefined) throw new Error(`no link in List-Unsubscribe: ${header}`);
  return link;
}

test('subscribe, confirm, commit; the first provider refuses, the second delivers; one click, and silence', async () => {
  const first = await acceptingServer();
  const backup = await acceptingServer();
  const repository = makeRepository();
  const site = await startSite({
    incidentsDir: repository.incidentsDir,
    env: mailThrough(first.port, backup.port),
  });
  await subscribe(site, first, 'mori@example.org');

  await first.close();
  repository.write('2026-11-22-outage.md', outage);
  repository.commit('サーバーに接続できません', { date: minutesAgo(5) });
  const received = await eventually('the first report', () => backup.received.at(0));
  const mail = await readMail(received);
  expect(mail.subject).toMatch(/^【障害】第1報・調査中/);
  expect(mail.text).toContain('原因を調べています');
  expect(mail.html).toContain('原因を調べています');
  expect(mail.header('auto-submitted')).toBe('auto-generated');

  const front = await (await site.get('/')).text();
  expect(front).toContain('サーバーに接続できません');
  expect(await (await site.get('/incidents/2026-11-22-outage')).text()).toContain('原因を調べています');
  // The page is out before the mail; feeds and API follow within the same edition.
  for (const path of ['/feed.rss', '/feed.atom', '/feed.json', '/api/v2/summary.json']) {
    await eventually(`the report in ${path}`, async () =>
      (await (await site.get(path)).text()).includes('原因を調べています'),
    );
  }
  const summary = (await (await site.get('/api/v2/summary.json')).json()) as {
    incidents: { name: string }[];
    status: { indicator: string };
  };
  expect(summary.incidents.map(({ name }) => name)).toEqual(['サーバーに接続できません']);
  expect(summary.status.indicator).not.toBe('none');

  const left = await site.get(oneClick(mail.header('list-unsubscribe')), {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'List-Unsubscribe=One-Click',
  });
  expect(left.status).toBe(200);
  repository.write('2026-11-22-outage.md', outage + second);
  repository.commit('復旧作業', { date: minutesAgo(0) });
  await eventually('the second report on the page', async () =>
    (await (await site.get('/')).text()).includes('復旧作業をしています'),
  );
  await eventually('the second report to be announced', () => site.log().includes('announced'));
  expect(backup.received).toHaveLength(1);
  expect(await site.stop()).toBe(0);
});

/** In Japan, as `makeRepository` wants it: updates without a time take the commit's. */
function minutesAgo(minutes: number): string {
  return new Date(Date.now() + 9 * 3_600_000 - minutes * 60_000).toISOString().slice(0, 16).replace('T', ' ');
}

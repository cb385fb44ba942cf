import { expect, test } from 'vitest';
import { readMail } from '../support/inbox.ts';
import { makeRepository } from '../support/repository.ts';
import { startSite, type Site } from '../support/site.ts';
import { acceptingServer, type Received } from '../support/smtp.ts';
import { mailThrough, subscribe } from '../support/subscribing.ts';
import { eventually } from '../support/wait.ts';

/** A time of today in Japan, minutes before now: reports must be young enough to be mailed. */
function minutesAgo(minutes: number): string {
  return new Date(Date.now() + 9 * 3_600_000 - minutes * 60_000).toISOString().slice(0, 16).replace('T', ' ');
}

const notice = (reports: string) => `---\ntitle: 接続障害\ncomponents:\n  web: major_outage\n---\n\n${reports}`;

async function subjects(mails: readonly Received[]): Promise<string[]> {
  return Promise.all(mails.map(async (mail) => (await readMail(mail)).subject));
}

async function shows(site: Site, path: string, text: string): Promise<void> {
  await eventually(`${path} to show ${text}`, async () => (await (await site.get(path)).text()).includes(text), 30_000);
}

test('two commits at once, an edited text, a corrected time, a rename, a restart: the right people, once', async () => {
  const server = await acceptingServer();
  const repository = makeRepository();
  const options = { incidentsDir: repository.incidentsDir, env: mailThrough(server.port) };
  let site = await startSite(options);
  await subscribe(site, server, 'all@example.org');
  await subscribe(site, server, 'mail-only@example.org', ['mail']);
  const confirmations = server.received.length;
  const alerts = () => server.received.slice(confirmations);
  const [first, second, third] = [30, 20, 10].map(minutesAgo);

  const firstReport = `## ${first} 調査中\n\n原因を調べています。\n`;
  const secondReport = `## ${second} 復旧作業中\n\n復旧作業をしています。\n`;
  repository.write('2026-11-22-web.md', notice(firstReport));
  repository.commit('第1報');
  repository.write('2026-11-22-web.md', notice(`${firstReport}\n${secondReport}`));
  repository.commit('第2報');
  await eventually('the newest report by mail', async () =>
    (await subjects(alerts())).some((s) => s.includes('第2報')),
  );
  expect(alerts().every(({ to }) => to === 'all@example.org')).toBe(true);
  expect(alerts().length).toBeLessThanOrEqual(2);
  const told = alerts().length;

  const edited = firstReport.replace('調べています', '調べております');
  repository.write('2026-11-22-web.md', notice(`${edited}\n${secondReport}`));
  repository.commit('言い回しを直す');
  await shows(site, '/incidents/2026-11-22-web', '調べております');

  const moved = secondReport.replace(second ?? '', minutesAgo(19));
  repository.write('2026-11-22-web.md', notice(`${edited}\n${moved}`));
  repository.commit('時刻を直す');
  await shows(site, '/incidents/2026-11-22-web', minutesAgo(19).slice(11));

  repository.remove('2026-11-22-web.md');
  repository.write(
    '2026-11-22-connection.md',
    notice(`${edited}\n${moved}`).replace('title:', 'formerly: [2026-11-22-web]\ntitle:'),
  );
  repository.commit('名前を直す');
  await shows(site, '/incidents/2026-11-22-connection', '調べております');
  const redirect = await eventually('the old address to lead on', async () => {
    const response = await site.get('/incidents/2026-11-22-web');
    return response.status === 301 && response;
  });
  expect(redirect.headers.get('location')).toBe('/incidents/2026-11-22-connection');

  expect(await site.stop()).toBe(0);
  site = await startSite({ ...options, dataDir: site.dataDir });
  repository.write(
    '2026-11-22-connection.md',
    notice(`${edited}\n${moved}\n## ${third} 復旧\n\n復旧しました。\n`).replace(
      'title:',
      'formerly: [2026-11-22-web]\ntitle:',
    ),
  );
  repository.commit('第3報');
  await eventually(
    'the third report by mail',
    async () => (await subjects(alerts())).some((s) => s.includes('第3報')),
    30_000,
  );
  expect(alerts().length).toBe(told + 1);
  expect(new Set(await Promise.all(alerts().map(async (mail) => (await readMail(mail)).messageId))).size).toBe(
    told + 1,
  );
}, 120_000);

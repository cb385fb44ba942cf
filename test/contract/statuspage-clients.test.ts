import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Statuspage as Ffflorian } from 'statuspage.io';
import { Statuspage, StatuspageUpdates } from 'statuspage.js';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { everyKind } from '../support/every-kind.ts';
import { programPath } from '../support/programs.ts';
import { makeRepository } from '../support/repository.ts';
import { startSite, type Site } from '../support/site.ts';
import { eventually } from '../support/wait.ts';

const chromium = programPath('chromium');
const fullSite = () => startSite({ incidentsDir: everyKind().incidentsDir });
const emptySite = () => startSite({ incidentsDir: makeRepository().incidentsDir });

/** `statuspage.js` knows no host but statuspage.io; the proxy of its environment leads there, and here that is our site. */
function leadToStatuspage(site: Site): void {
  vi.stubEnv('https_proxy', site.base);
  vi.stubEnv('no_proxy', '');
  onTestFinished(() => void vi.unstubAllEnvs());
}

/** The worker may have just begun, and asks people to come back. */
async function awake(site: Site): Promise<void> {
  await eventually(
    'the worker',
    async () => (await site.get('/api/v2/subscribers/nobody.json')).status !== 503 || null,
  );
}

/** A page of somebody else's, at another origin, and its script. */
async function pageOfOthers(html: string, script = ''): Promise<string> {
  const server = createServer(({ url }, response) => {
    const [type, text] = url === '/script.js' ? ['text/javascript', script] : ['text/html', html];
    response.setHeader('content-type', `${type}; charset=utf-8`).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

test('statuspage.io (npm), at our address', async () => {
  const site = await fullSite();
  const client = new Ffflorian('ours');
  client.setApiUrl(site.base);
  const { api } = client;
  const summary = await api.getSummary();
  expect(summary.page).toMatchObject({ name: 'まなび連絡網', time_zone: 'Asia/Tokyo', url: site.siteUrl });
  expect(summary.status).toEqual({ indicator: 'major', description: 'Partial System Outage' });
  expect(summary.incidents.map(({ name }) => name)).toEqual([
    'Fish & chips <b>desk</b> closed',
    '🔥 メールが遅れています',
  ]);
  expect((await api.getStatus()).status).toEqual(summary.status);
  const { components } = await api.getComponents();
  expect(components.map(({ name, status }) => [name, status])).toEqual([
    ['サービス', 'degraded_performance'],
    ['ウェブサイト', 'under_maintenance'],
    ['メール配信 📮', 'degraded_performance'],
    ['窓口', 'partial_outage'],
  ]);
  expect((await api.incidents.getAll()).incidents).toHaveLength(5);
  expect((await api.incidents.getUnresolved()).incidents).toEqual(summary.incidents);
  // It asks for the upcoming ones whatever it is asked for.
  const { scheduled_maintenances: planned } = await api.scheduledMaintenances.getUpcoming();
  expect(planned.map(({ name, status }) => [name, status])).toEqual([['計画メンテナンス', 'scheduled']]);
  await awake(site);
  await expect(api.subscribers.getSubscription('123')).rejects.toMatchObject({ response: { status: 404 } });

  const nothing = await emptySite();
  client.setApiUrl(nothing.base);
  expect((await api.getSummary()).incidents).toEqual([]);
  expect((await api.getStatus()).status.indicator).toBe('none');
});

test('statuspage.js (npm), which asks statuspage.io by name, through the proxy of its environment', async () => {
  const site = await fullSite();
  leadToStatuspage(site);
  const client = new Statuspage('ours');
  const { incidents } = await client.allIncidents();
  expect(incidents.map(({ status }) => status)).toEqual([
    'identified', 'resolved', 'monitoring', 'postmortem', 'resolved',
  ]); // prettier-ignore
  // It makes a Date of whatever looks like one.
  expect(incidents[3]?.created_at).toEqual(new Date('2012-06-20T17:10:00+09:00'));
  expect(incidents[3]?.resolved_at).toEqual(new Date('2012-06-21T21:00:00+09:00'));
  expect((await client.unresolvedIncidents()).incidents).toHaveLength(2);
  const statuses = async (list: Promise<{ scheduled_maintenances: { status: string }[] }>) =>
    (await list).scheduled_maintenances.map(({ status }) => status).toSorted();
  expect(await statuses(client.allScheduledMaintenances())).toEqual([
    'completed', 'completed', 'in_progress', 'scheduled', 'verifying',
  ]); // prettier-ignore
  expect(await statuses(client.activeScheduledMaintenances())).toEqual(['in_progress', 'verifying']);
  expect(await statuses(client.upcomingScheduledMaintenances())).toEqual(['scheduled']);
  expect((await client.summary()).components).toHaveLength(4);
  expect((await client.components()).page.id).toBe((await client.status()).page.id);
});

test('statuspage.js tells its listeners of a new report', async () => {
  const repository = everyKind();
  const site = await startSite({ incidentsDir: repository.incidentsDir });
  leadToStatuspage(site);
  const updates = new StatuspageUpdates('ours', 200);
  onTestFinished(() => void updates.stop());
  const told = new Promise<{ name: string }>((resolve) => updates.once('incident_update', resolve));
  const running = new Promise((resolve) => updates.once('run', resolve));
  await updates.start();
  await running;
  repository.write('2012-07-04-english.md', '# Fish\n\n## 2012-07-04 10:00 identified\n\nNobody.\n\n## 2012-07-05 09:05 monitoring\n\nOpen.\n'); // prettier-ignore
  repository.commit('Open', { date: '2012-07-05 09:06' });
  expect(await told).toMatchObject({ name: 'Fish', status: 'monitoring' });
});

describe.skipIf(chromium === null)('in Chromium, on a page of another origin', () => {
  test('@statuspage/status-widget shows the state in both of its looks', async () => {
    const site = await fullSite();
    const script = fileURLToPath(import.meta.resolve('@statuspage/status-widget/dist/index.js'));
    const widget = (appearance: string) =>
      `<statuspage-widget src="${site.siteUrl}" appearance="${appearance}" title="まなび"></statuspage-widget>`;
    const html = `<!doctype html><body>${widget('basic')}${widget('badge')}<script src="/script.js"></script>`;
    const address = await pageOfOthers(html, readFileSync(script, 'utf8'));
    const page = await (await openBrowser(site, chromium ?? '')).newPage();
    await page.goto(address);
    const texts = page.locator('statuspage-widget .status-container');
    await texts.nth(1).waitFor();
    expect((await texts.allInnerTexts()).map((text) => text.trim().replace(/\s+/g, ' '))).toEqual([
      'Partial System Outage', 'まなび partial system outage',
    ]); // prettier-ignore
    expect(await page.locator('statuspage-widget .status-indicator.major').count()).toBe(2);
  });

  test('every site may read, subscribe and ask for what needs a preflight', async () => {
    const site = await fullSite();
    const page = await (await openBrowser(site, chromium ?? '')).newPage();
    await page.goto(await pageOfOthers('<title>Others</title>'));
    const ask = (path: string, init: { method?: string; headers?: Record<string, string>; body?: string } = {}) =>
      page.evaluate(
        async ([url, options]) => {
          const response = await fetch(url, options);
          return { status: response.status, body: (await response.json()) as unknown };
        },
        [`${site.siteUrl}${path}`, init] as const,
      );
    expect((await ask('/history.json')).status).toBe(200);
    expect(await ask('/api/v2/nothing.json', { headers: { 'x-mine': '1' } })).toEqual({
      status: 404,
      body: { error: 'not found' },
    });
    await awake(site);
    expect((await ask('/api/v2/subscribers/1.2.x.json', { method: 'DELETE' })).status).toBe(404);
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ subscriber: { email: 'mori@example.org' } });
    const posted = await ask('/api/v2/subscribers.json', { method: 'POST', headers, body });
    expect(posted).toMatchObject({ status: 201, body: { email: 'mori@example.org', state: 'unconfirmed' } });
  });
});

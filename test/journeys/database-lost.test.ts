import { chmodSync, existsSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { statuspageSchemas } from '../../src/publish/statuspage-schema.ts';
import { makeRepository } from '../support/repository.ts';
import { startSite, type Site } from '../support/site.ts';
import { acceptingServer } from '../support/smtp.ts';
import { mailThrough, subscribe } from '../support/subscribing.ts';
import { eventually } from '../support/wait.ts';

const paths = [
  '/',
  '/en',
  '/history',
  '/subscribe',
  '/feed.rss',
  '/feed.atom',
  '/feed.json',
  '/history.rss',
  '/history.atom',
  ...Object.keys(statuspageSchemas),
];

async function expectPagesWithoutForm(site: Site): Promise<void> {
  for (const path of paths) expect((await site.get(path)).status, path).toBe(200);
  const refused = await site.post('/subscribe', { address: 'late@example.org' });
  expect(refused.status).toBe(503);
  expect(await refused.text()).toMatch(/登録|受け付け/);
  const asked = await site.post('/api/v2/subscribers.json', { 'subscriber[email]': 'late@example.org' });
  expect([asked.status, Object.keys((await asked.json()) as object)]).toEqual([503, ['error']]);
}

const damages: [string, (file: string) => void][] = [
  ['removed', (file) => ['', '-wal', '-shm'].forEach((suffix) => rmSync(file + suffix, { force: true }))],
  ['cut short', (file) => truncateSync(file, 1000)],
  ['replaced by another file', (file) => renameSync(`${file}-shm`, file)],
];

test.each(damages)(
  'with the database %s every page answers, the form says 503, nothing fresh appears',
  async (_, damage) => {
    const server = await acceptingServer();
    const repository = makeRepository();
    const site = await startSite({ incidentsDir: repository.incidentsDir, env: mailThrough(server.port) });
    await subscribe(site, server, 'mori@example.org');
    const file = join(site.dataDir, 'noroshi.db');
    damage(file);
    const before = existsSync(file);
    await expectPagesWithoutForm(site);
    const health = await eventually('a red /health', async () => {
      const response = await site.get('/health');
      return response.status === 503 ? ((await response.json()) as { status: string }) : null;
    });
    expect(health.status).toBe('red');
    expect(existsSync(file)).toBe(before);

    await site.stop();
    const again = await startSite({
      incidentsDir: repository.incidentsDir,
      dataDir: site.dataDir,
      env: mailThrough(server.port),
    });
    await expectPagesWithoutForm(again);
    expect(existsSync(file)).toBe(before);
  },
);

test('a data folder that cannot be read leaves the pages alone', async () => {
  // Root reads everything, so the folder is taken away instead where the tests run as root.
  const server = await acceptingServer();
  const repository = makeRepository();
  const site = await startSite({ incidentsDir: repository.incidentsDir, env: mailThrough(server.port) });
  await subscribe(site, server, 'mori@example.org');
  const away = `${site.dataDir}-away`;
  if (process.getuid?.() === 0) renameSync(site.dataDir, away);
  else chmodSync(site.dataDir, 0);
  await expectPagesWithoutForm(site);
  expect(existsSync(site.dataDir)).toBe(process.getuid?.() !== 0);

  if (process.getuid?.() === 0) renameSync(away, site.dataDir);
  else chmodSync(site.dataDir, 0o700);
  const healed = await eventually('the form to work again', async () => {
    const response = await site.post('/subscribe', { address: 'later@example.org' });
    return response.status === 200 ? response : null;
  });
  expect(healed.status).toBe(200);
});

test('a second program on the same data folder refuses and says why; the first goes on', async () => {
  const repository = makeRepository();
  const site = await startSite({ incidentsDir: repository.incidentsDir });
  await eventually('the worker', () => existsSync(join(site.dataDir, 'noroshi.db')));
  await expect(startSite({ incidentsDir: repository.incidentsDir, dataDir: site.dataDir })).rejects.toThrow(
    /stopped with 1/,
  );
  expect((await site.post('/subscribe', { address: 'mori@example.org' })).status).toBe(200);
});

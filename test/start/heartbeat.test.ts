import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { startHeartbeat } from '../../src/heartbeat.ts';
import { editionOf } from '../support/edition.ts';
import { makeRepository } from '../support/repository.ts';
import { startSite } from '../support/site.ts';
import { makeSnapshot } from '../support/snapshot.ts';
import { eventually } from '../support/wait.ts';
import { startWeb } from '../support/web-thread.ts';

/** The other side: counts who calls. */
async function startListener() {
  const calls: string[] = [];
  let status = 200;
  const server = createServer((request, response) => {
    calls.push(`${request.method} ${request.url}`);
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { calls, url: `http://127.0.0.1:${port}/ping/a-secret`, answerWith: (code: number) => void (status = code) };
}

test('the whole program calls when it is well', async () => {
  const listener = await startListener();
  const site = await startSite({ incidentsDir: makeRepository().incidentsDir, env: { HEARTBEAT_URL: listener.url } });
  await eventually('a call', () => listener.calls.length > 0);
  expect(listener.calls[0]).toBe('GET /ping/a-secret');
  await site.stop();
  expect(site.log()).not.toContain('a-secret');
});

test('it calls while all is well, is silent while anything is not, and says both once', async () => {
  const listener = await startListener();
  const web = await startWeb(await editionOf(makeSnapshot([]), Date.now()));
  const said: string[] = [];
  const note = ({ state }: { state?: string }) => void said.push(state ?? '');
  const log = { info: note, warn: note } as unknown as Parameters<typeof startHeartbeat>[0]['log'];
  onTestFinished(startHeartbeat({ url: listener.url, here: `http://127.0.0.1:${web.port}`, log, every: 20 }));
  await eventually('calls', () => listener.calls.length > 3);
  const report = (problems: readonly string[]) =>
    web.post({ kind: 'health', of: 'publisher', report: { at: Date.now(), problems, details: {} } });
  report(['one thing']);
  await eventually('it stops calling', () => said.length === 1);
  const before = listener.calls.length;
  for (let count = 0; count < 20; count++) expect((await web.ask('/health')).status).toBe(503);
  // One may have been under way.
  expect(listener.calls.length).toBeLessThanOrEqual(before + 1);
  report([]);
  await eventually('it calls again', () => listener.calls.length > before + 3);
  listener.answerWith(404);
  await eventually('it says what the other side answers', () => said.length === 3);
  expect(said).toEqual(['not called: /health is not ok', 'ok', 'HEARTBEAT_URL answers 404']);
});

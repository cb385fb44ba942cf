import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { askInstance } from '../../src/alerts/other-instance.ts';
import { runCommand } from '../support/command.ts';
import { temporaryFolder } from '../support/folder.ts';
import { readMail } from '../support/inbox.ts';
import { acceptingServer } from '../support/smtp.ts';
import { eventually } from '../support/wait.ts';
import { alertsIn, reports, subscribe } from '../support/worker-mail.ts';
import { startWorker, type WorkerThread } from '../support/worker-thread.ts';

vi.setConfig({ testTimeout: 40_000 });

/** What readers reach under SITE_URL: whoever `instance` names; null: something that listens and says nothing. */
async function page() {
  const state: { instance: string | null } = { instance: null };
  const server = createServer((request, response) => {
    if (state.instance === null) return;
    response.writeHead(503, { 'content-type': 'application/json' });
    response.end(JSON.stringify(request.url === '/health' ? { status: 'red', instance: state.instance || null } : {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.closeAllConnections());
  onTestFinished(() => void server.close());
  return Object.assign(state, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

async function begin() {
  const readers = await page();
  const inbox = await acceptingServer();
  const settings = {
    DATA_DIR: temporaryFolder(),
    SITE_URL: readers.url,
    STAFF_EMAIL: 'staff@example.jp',
    MAIL_FROM: 'notices@status.example.org',
    MAIL_1: `smtp://127.0.0.1:${inbox.port}?ignoreTLS=true`,
  };
  const staff = () => inbox.received.filter(({ to }) => to === 'staff@example.jp');
  const start = async (content = reports(0)) => {
    const worker = startWorker(settings);
    worker.publish(content);
    await eventually(
      'a worker that knows the page',
      () => (worker.health()?.details['answers'] as unknown[])?.length > 0,
    );
    return worker;
  };
  return { readers, inbox, settings, staff, start };
}

const owed = (worker: WorkerThread) => worker.health()?.details['deliveries'] as { waiting: number; accepted: number };

test('when another host turns out to answer as the page, nobody is mailed before somebody releases it', async () => {
  const { readers, inbox, settings, staff, start } = await begin();
  const noroshi = (...args: string[]) => runCommand(args, settings.DATA_DIR, settings);
  const worker = await start(); // nobody answered for 3 s: then there is nobody
  await subscribe(worker, inbox, 'hanako@example.jp');
  worker.publish(reports(1));
  await eventually('the report', () => alertsIn(inbox).length === 1);

  readers.instance = 'the-host-that-took-over';
  worker.publish(reports(2));
  const [alarm] = await eventually('the alarm', () => staff().length > 0 && staff());
  expect((await readMail(alarm!)).text).toContain('別のサーバーがこのページとして応答');
  await eventually('the report to wait', () => owed(worker).waiting === 1);
  expect((await noroshi('mail', 'status')).out).toContain('another host answers as this page');
  expect(alertsIn(inbox).length).toBe(1);

  expect((await noroshi('mail', 'release')).code).toBe(0);
  await eventually('what was held', () => alertsIn(inbox).length === 2);
  worker.publish(reports(3));
  await eventually('the next report, since who released knew of the other host', () => alertsIn(inbox).length === 3);

  readers.instance = String(worker.health()?.details['instance']);
  worker.publish(reports(4));
  await eventually('a report of our own page', () => alertsIn(inbox).length === 4);
});

test('who comes back while another host answers does not send what still waited', async () => {
  const { readers, inbox, staff, start } = await begin();
  readers.instance = '';
  const first = await start();
  readers.instance = String(first.health()?.details['instance']);
  await subscribe(first, inbox, 'hanako@example.jp');
  const report = reports(1);
  first.publish({ ...report, page: { ...report.page, hold: '1s' } });
  await eventually('the report to wait', () => owed(first).waiting === 1);
  await first.stop();

  readers.instance = 'the-host-that-took-over';
  const second = await start(report);
  await eventually('the alarm', () => staff().length > 0);
  await eventually('the report to wait still', () => owed(second).waiting === 1);
  expect(alertsIn(inbox)).toEqual([]);
});

test('a page that is no Noroshi, or of which the database is not open, is nobody', async () => {
  const readers = await page();
  expect(await askInstance(readers.url, 50)).toBe(null);
  readers.instance = '';
  expect(await askInstance(readers.url)).toBe(null);
  readers.instance = 'other';
  expect(await askInstance(`${readers.url}/some/path`)).toBe('other');
  expect(await askInstance('http://127.0.0.1:1')).toBe(null);
});

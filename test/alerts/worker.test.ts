import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { openDatabase } from '../../src/database.ts';
import { temporaryFolder } from '../support/folder.ts';
import { readMail } from '../support/inbox.ts';
import { freePort } from '../support/free-port.ts';
import { acceptingServer } from '../support/smtp.ts';
import { eventually } from '../support/wait.ts';
import { alertsIn, reports, subscribe } from '../support/worker-mail.ts';
import { startWorker } from '../support/worker-thread.ts';

vi.setConfig({ testTimeout: 40_000 });

/** A worker whose first provider is dead, on a page that was seen empty. */
async function begin(folder = temporaryFolder()) {
  const inbox = await acceptingServer();
  const settings = {
    DATA_DIR: folder,
    MAIL_1: `smtp://127.0.0.1:${await freePort()}?ignoreTLS=true&name=dead`,
    MAIL_2: `smtp://127.0.0.1:${inbox.port}?ignoreTLS=true&name=well`,
  };
  const worker = startWorker(settings);
  worker.publish(reports(0));
  await eventually('a well worker', () => worker.health()?.problems.length === 0);
  return { folder, inbox, settings, worker };
}

test('who confirmed reads the next report through the second provider, and after leaving no more', async () => {
  const { inbox, worker } = await begin();
  await subscribe(worker, inbox, 'hanako@example.jp');
  worker.publish(reports(1));
  const [received] = await eventually('the report', () => alertsIn(inbox).length > 0 && alertsIn(inbox));
  const mail = await readMail(received as (typeof inbox.received)[0]);
  expect(mail.subject).toBe('【障害】第1報・調査中 lost の件');
  expect(mail.from).toEqual({ name: 'まなび連絡網', address: 'notices@status.example.org' });
  expect(mail.text).toContain('1番目の報告。');
  worker.publish(reports(1));

  const token = mail.link('/unsubscribe/').split('/').at(-1) ?? '';
  expect(await worker.ask({ action: 'unsubscribe', token })).toEqual({ status: 200, page: 'unsubscribed' });
  await subscribe(worker, inbox, 'taro@example.jp');
  worker.publish(reports(2));
  await eventually('the report for another', () => alertsIn(inbox).length > 1);
  await worker.stop();
  expect(inbox.received.filter(({ content }) => /^List-/m.test(content)).map(({ to }) => to)).toEqual([
    'hanako@example.jp',
    'taro@example.jp',
  ]);
});

test('announcing waits for the edition that shows the report, but not for ever', async () => {
  const { inbox, worker } = await begin();
  await subscribe(worker, inbox, 'hanako@example.jp');
  const at = Date.now();
  worker.publish(reports(1), false);
  await eventually('the report', () => alertsIn(inbox).length > 0);
  expect(Date.now() - at).toBeGreaterThan(4900);
});

test('a restart announces nothing twice', async () => {
  const { folder, inbox, settings, worker } = await begin();
  await subscribe(worker, inbox, 'hanako@example.jp');
  worker.publish(reports(1));
  await eventually('the report', () => alertsIn(inbox).length === 1);
  await worker.stop();
  const second = startWorker({ ...settings, DATA_DIR: folder });
  second.publish(reports(2));
  await eventually('the next report', () => alertsIn(inbox).length === 2);
  await second.stop();
  const texts = await Promise.all(alertsIn(inbox).map((mail) => readMail(mail as (typeof inbox.received)[0])));
  expect(texts.map(({ subject }) => subject)).toEqual([
    '【障害】第1報・調査中 lost の件',
    '【障害】第2報・調査中 lost の件',
  ]);
});

test('a second worker on the same folder refuses', async () => {
  const { settings } = await begin();
  const second = startWorker(settings);
  const fatal = await eventually('its refusal', () => second.letters.find((letter) => letter.kind === 'fatal'));
  expect(fatal).toMatchObject({ message: expect.stringContaining('already sending mail') });
});

test('without its database it says so, lets people leave, makes no new one, and goes on when it is back', async () => {
  const { folder, inbox, worker } = await begin();
  await subscribe(worker, inbox, 'hanako@example.jp');
  worker.publish(reports(1));
  const [received] = await eventually('the report', () => alertsIn(inbox).length > 0 && alertsIn(inbox));
  const mail = await readMail(received as (typeof inbox.received)[0]);
  await eventually('its result in the ledger', () => {
    const { deliveries } = worker.health()?.details as { deliveries?: { accepted: number } };
    return deliveries?.accepted === 1;
  });
  const file = join(folder, 'noroshi.db');
  for (const part of ['', '-wal', '-shm']) renameSync(`${file}${part}`, `${file}${part}.away`);

  await eventually('red health', () => worker.health()?.problems.some((problem) => problem.includes('noroshi.db')));
  const answer = await worker.ask({ action: 'subscribe', fields: { address: ['late@example.jp'] } });
  expect(answer).toEqual({ status: 503, page: 'unavailable' });
  const token = mail.link('/unsubscribe/').split('/').at(-1) ?? '';
  expect(await worker.ask({ action: 'unsubscribe', token })).toEqual({ status: 200, page: 'unsubscribed' });
  expect(readFileSync(join(folder, 'leaving.journal'), 'utf8')).not.toContain('hanako');
  worker.publish(reports(2));
  expect(existsSync(file)).toBe(false);

  for (const part of ['', '-wal', '-shm'])
    if (existsSync(`${file}${part}.away`)) renameSync(`${file}${part}.away`, `${file}${part}`);
  await eventually('green health', () => worker.health()?.problems.length === 0);
  await worker.stop();
  const database = openDatabase({ file });
  const people = await database.read((db) => db.selectFrom('subscribers').select('status').execute());
  const owed = await database.read((db) => db.selectFrom('deliveries').select('state').execute());
  await database.close();
  expect(people).toEqual([{ status: 'unsubscribed' }]);
  expect(owed).toEqual([{ state: 'accepted' }]);
});

test('with no provider the mail is a file, and on a public page the form is closed and health red', async () => {
  const folder = temporaryFolder();
  const worker = startWorker({ DATA_DIR: folder, SITE_URL: 'https://status.example.org' });
  worker.publish(reports(0));
  await eventually('red health', () => worker.health()?.problems.some((problem) => problem.includes('MAIL_1')));
  const answer = await worker.ask({ action: 'subscribe', fields: { address: ['hanako@example.jp'] } });
  expect(answer).toEqual({ status: 503, page: 'closed' });
});

import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { openInstalledDatabase } from '../../src/installation.ts';
import { countDeliveries } from '../../src/mail/counts.ts';
import { runCommand } from '../support/command.ts';
import { noticeText, openContent } from '../support/content.ts';
import { temporaryFolder } from '../support/folder.ts';
import { readMail } from '../support/inbox.ts';
import { addPerson } from '../support/people.ts';
import { makeRepository } from '../support/repository.ts';
import { acceptingServer } from '../support/smtp.ts';
import { eventually } from '../support/wait.ts';
import { startWorker } from '../support/worker-thread.ts';

vi.setConfig({ testTimeout: 90_000 });

const opened = Date.now();
/** The clock of the page, so many minutes before these tests: the same report, written twice, keeps its time. */
const ago = (minutes: number) =>
  new Date(opened - minutes * 60_000 + 9 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');

/** A running worker with one subscriber, on a repository, and the commands beside it. */
async function begin() {
  const DATA_DIR = join(temporaryFolder(), 'data');
  const inbox = await acceptingServer();
  const repository = makeRepository();
  const settings = { DATA_DIR, MAIL_FROM: 'status@example.org', MAIL_1: `smtp://127.0.0.1:${inbox.port}?ignoreTLS=true&name=one` }; // prettier-ignore
  const prepared = openInstalledDatabase(DATA_DIR);
  await addPerson(prepared, 'hanako@example.jp');
  await prepared.close();
  const worker = startWorker(settings);
  const commit = async (id: string, reports: [number, string, string][]) => {
    repository.write(`${id}.md`, noticeText(...reports.map(([minutes, status, text]) => [`${ago(minutes)} ${status}`, text] as const))); // prettier-ignore
    repository.commit(id, { date: ago(0) });
    worker.publish((await (await openContent(repository.incidentsDir, { now: Date.now() })).read()).snapshot);
  };
  worker.publish((await (await openContent(repository.incidentsDir)).read()).snapshot);
  await eventually('a well worker', () => worker.health()?.problems.length === 0);
  const mail = (...args: string[]) =>
    runCommand(['mail', ...args], temporaryFolder(), { ...settings, INCIDENTS_DIR: repository.incidentsDir });
  const deliveries = () => worker.health()?.details['deliveries'] as Record<string, number> | undefined;
  return { DATA_DIR, inbox, worker, commit, mail, deliveries };
}

test('held, nothing goes out; released, it does within a moment; status says so', async () => {
  const { inbox, commit, mail, deliveries } = await begin();
  expect(await mail('hold')).toMatchObject({ code: 0, out: expect.stringContaining('Every alert is held, 0 wait.') });
  await commit('outage', [[3, '調査中', '調べています。']]);
  await eventually('it waits', () => deliveries()?.['waiting'] === 1);
  const status = await mail('status');
  expect(status.code).toBe(1);
  expect(status.out).toContain('1 of those that wait are held.');
  expect(status.out).toContain('by a command\n    npm run noroshi -- mail release');
  expect(inbox.received).toHaveLength(0);
  expect(await mail('release')).toMatchObject({ code: 0, out: 'Released. 1 mail goes out now.\n' });
  await eventually('the mail', () => inbox.received.length === 1);
  expect(await mail('release')).toMatchObject({ code: 0, out: 'Nothing is held.\n' });
});

test('one notice held, cancelled, and what was cancelled does not come back', async () => {
  const { inbox, commit, mail, deliveries } = await begin();
  await mail('hold', 'outage');
  await commit('outage', [[3, '調査中', '調べています。']]);
  await eventually('it waits', () => deliveries()?.['waiting'] === 1);
  expect(await mail('release', 'outgae')).toMatchObject({
    code: 1,
    err: expect.stringContaining('Did you mean "outage"?'),
  });
  expect(await mail('cancel', 'outage', '2')).toMatchObject({ code: 1, err: expect.stringContaining('Known: 1 (') });
  expect(await mail('cancel', 'outage', '1')).toMatchObject({ code: 0, out: '1 waiting mail is cancelled.\n' });
  await mail('release', 'outage');
  await commit('outage', [[3, '調査中', '調べ直しています。']]);
  await commit('other', [[2, '調査中', '別の件です。']]);
  await eventually('the other mail', () => inbox.received.length === 1);
  expect((await readMail(inbox.received[0]!)).text).toContain('別の件です。');
  await eventually('it stays withdrawn', () => deliveries()?.['withdrawn'] === 1 && deliveries()?.['waiting'] === 0);
});

test('what was not mailed is mailed after all, once, under the name it has', async () => {
  const { inbox, commit, mail } = await begin();
  await commit('outage', [
    [60 * 40, '調査中', '古い報告です。'],
    [60 * 30, '復旧作業中', 'これも古い報告です。'],
  ]);
  const { out } = await eventually('not mailed', async () => {
    const status = await mail('status');
    return status.out.includes('not mailed: too_old; npm run noroshi -- mail announce outage') && status;
  });
  expect(out).toContain('0 owed');
  expect(await mail('announce', 'outrage')).toMatchObject({
    code: 1,
    err: expect.stringContaining('Did you mean "outage"?'),
  });
  const told = JSON.parse((await mail('announce', 'outage', '1', '--json')).out) as object;
  expect(told).toMatchObject({ notice: 'outage', number: 1, people: 1, held: null });
  const received = await eventually('the mail', () => inbox.received[0]);
  expect((await readMail(received)).subject).toContain('第1報');
  expect(await mail('announce', 'outage', '1')).toMatchObject({
    code: 1,
    err: expect.stringContaining('was mailed on'),
  });
  expect(await mail('announce', 'outage')).toMatchObject({
    code: 0,
    out: expect.stringContaining('report 2: one person'),
  });
  await eventually('the second mail', () => inbox.received.length === 2);
  expect(await mail('announce', 'outage', 'soon')).toMatchObject({
    code: 2,
    err: expect.stringContaining('"soon" is neither'),
  });
});

test('what ended unknown goes out again only by hand', async () => {
  const { DATA_DIR, inbox, worker, commit, mail } = await begin();
  await commit('outage', [[3, '調査中', '調べています。']]);
  await eventually('the mail', () => inbox.received.length === 1);
  await worker.stop();
  const database = openInstalledDatabase(DATA_DIR);
  // As a provider leaves it that was asked twice and did not answer.
  await database.write(async (trx) => {
    await trx.deleteFrom('deliveries').execute();
    const message = await trx.selectFrom('messages').selectAll().where('language', '=', 'ja').executeTakeFirstOrThrow();
    const row = await trx.selectFrom('announcements').selectAll().executeTakeFirstOrThrow();
    const { notice_id, at } = row;
    await trx
      .insertInto('deliveries')
      .values({
        announcement_id: row.id,
        message_id: message.id,
        subscriber_id: 1,
        notice_id,
        at,
        state: 'unknown',
        marks: 2,
        tries: 2,
        next_try_at: at,
      }) // prettier-ignore
      .execute();
  });
  expect(await mail('retry')).toMatchObject({ code: 2, err: expect.stringContaining('--unknown') });
  expect(await mail('retry', '--unknwon')).toMatchObject({ code: 2, err: expect.stringContaining('"--unknown"') });
  expect(await mail('retry', '--expired')).toMatchObject({ code: 0, out: '0 mails go out once more.\n' });
  expect(await mail('retry', '--unknown', 'outage')).toMatchObject({ code: 0, out: '1 mail goes out once more.\n' });
  expect(await database.read(countDeliveries)).toMatchObject({ owed: 1, waiting: 1 });
  await database.close();
});

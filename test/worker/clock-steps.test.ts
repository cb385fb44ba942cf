import { expect, test, vi } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { readMail } from '../support/inbox.ts';
import { acceptingServer } from '../support/smtp.ts';
import { eventually } from '../support/wait.ts';
import { alertsIn, reports, subscribe } from '../support/worker-mail.ts';
import { startWorker } from '../support/worker-thread.ts';

vi.setConfig({ testTimeout: 60_000 });

const hour = 3_600_000;

async function begin() {
  const clock = new Float64Array(new SharedArrayBuffer(8));
  const inbox = await acceptingServer();
  const settings = {
    DATA_DIR: temporaryFolder(),
    STAFF_EMAIL: 'staff@example.jp',
    MAIL_1: `smtp://127.0.0.1:${inbox.port}?ignoreTLS=true`,
  };
  const worker = startWorker(settings, clock.buffer as SharedArrayBuffer);
  worker.publish(reports(0));
  await eventually('a well worker', () => worker.health()?.problems.length === 0);
  await subscribe(worker, inbox, 'hanako@example.jp');
  const alarms = async () => {
    const mails = inbox.received.filter(({ to }) => to === 'staff@example.jp');
    const subjects = await Promise.all(mails.map(async (mail) => (await readMail(mail)).subject));
    return subjects.filter((subject) => subject.includes('時計'));
  };
  const told = (count: number) => eventually('the alarm', async () => (await alarms()).length === count);
  return { clock, inbox, worker, told };
}

test('a clock set back or ahead by an hour holds no retry up, loses nothing, and staff are told', async () => {
  const { clock, inbox, worker, told } = await begin();
  inbox.refusals.left = 1;
  worker.publish(reports(1));
  await eventually('a try that failed', () => inbox.refusals.left === 0);
  await eventually('the report to wait', () => waiting(worker) === 1);
  clock[0] = -hour;
  await eventually('the report all the same', () => alertsIn(inbox).length === 1, 20_000);
  await told(1);

  clock[0] = 0;
  await told(2);
  worker.publish(reports(2));
  await eventually('the next one', () => alertsIn(inbox).length === 2);
});

test('in 1970 no mail goes out and health is red; when the clock is right again, everything goes', async () => {
  const { clock, inbox, worker, told } = await begin();
  const report = reports(1);
  worker.publish({ ...report, page: { ...report.page, hold: '1s' } });
  await eventually('the report to wait', () => waiting(worker) === 1);
  clock[0] = -Date.now() + 1000;
  await eventually('red health', () => worker.health()?.problems.some((problem) => problem.includes('1970')));
  expect(alertsIn(inbox)).toEqual([]);
  clock[0] = 0;
  await eventually('the report', () => alertsIn(inbox).length === 1);
  await told(1);
  expect(worker.health()?.details['deliveries']).toMatchObject({ owed: 1 });
});

const waiting = (worker: { health: () => { details: Readonly<Record<string, unknown>> } | undefined }) =>
  (worker.health()?.details['deliveries'] as { waiting: number } | null)?.waiting;

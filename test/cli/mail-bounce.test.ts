import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openInstalledDatabase, secretKey } from '../../src/installation.ts';
import { returnPath } from '../../src/mail/return-path.ts';
import { complaint, notification, vacation } from '../support/bounce-mails.ts';
import { bounceAddress, suppressedPeople } from '../support/bounces.ts';
import { runCommand } from '../support/command.ts';
import { temporaryFolder } from '../support/folder.ts';
import { addSubscribers, announceReport } from '../support/ledger.ts';

/** Two people were sent a report; `path` is where the first one's mail comes back to. */
async function folder() {
  const DATA_DIR = join(temporaryFolder(), 'data');
  const key = secretKey({ DATA_DIR });
  const database = openInstalledDatabase(DATA_DIR);
  await announceReport(database, await addSubscribers(database, 2), '11');
  const path = returnPath(bounceAddress, key, { delivery: 1, subscriber: 1, linkVersion: 1 });
  await database.close();
  const bounce = (mail: string, ...args: string[]) =>
    runCommand(['mail', 'bounce', ...args], temporaryFolder(), { DATA_DIR, BOUNCE_ADDRESS: bounceAddress }, mail);
  const suppressed = async () => {
    const opened = openInstalledDatabase(DATA_DIR);
    return suppressedPeople(opened).finally(() => opened.close());
  };
  return { bounce, path, suppressed, DATA_DIR };
}

test('a notification counts for whom its return path names, not for who stands in its text', async () => {
  const { bounce, path, suppressed } = await folder();
  expect(await bounce(notification({ to: path }), '--json')).toMatchObject({
    code: 0,
    out: '{"result":"suppressed","code":"5.1.1"}\n',
  });
  expect(await suppressed()).toEqual(['reader1@example.net bounce']);
  expect((await bounce(notification({ to: path }))).out).toContain('counted before');
});

test('a complaint brings the return path inside, and only staff can lift it', async () => {
  const { bounce, path, suppressed } = await folder();
  expect((await bounce(complaint({ from: path, type: 'not-spam' }))).out).toContain('Nothing is counted');
  expect((await bounce(complaint({ from: path }), '--json')).out).toBe('{"result":"suppressed","code":"abuse"}\n');
  expect(await suppressed()).toEqual(['reader1@example.net complaint']);
  expect(await bounce('', '--lift', 'Reader1@example.net')).toMatchObject({ code: 0 });
  expect(await suppressed()).toEqual([]);
});

test('answers, delays and policies are no bounces, whatever their text says', async () => {
  const { bounce, path, suppressed } = await folder();
  const mails = [
    vacation(path),
    notification({ to: path, action: 'delayed', status: '4.4.1' }),
    notification({ to: path, action: 'delivered', status: '2.1.5' }),
    notification({ to: path, status: '5.7.26' }),
    notification({ to: path, status: '5.0.0', diagnostic: '550 5.7.1 SPF check failed' }),
  ];
  for (const mail of mails)
    expect(await bounce(mail, '--json')).toMatchObject({ code: 0, out: expect.stringContaining('nothing') });
  expect(await suppressed()).toEqual([]);
});

test('what is forged, or no mail, is refused and changes nothing', async () => {
  const { bounce, path, suppressed } = await folder();
  const forged = path.replace(/[0-9a-f]{2}@/, (two) => (two === '00@' ? '11@' : '00@'));
  expect(await bounce(notification({ to: forged }), '--json')).toMatchObject({
    code: 1,
    out: expect.stringContaining('forged'),
  });
  expect(await bounce(notification({ to: bounceAddress }))).toMatchObject({
    code: 1,
    out: expect.stringMatching(/^Refused/),
  });
  expect(await bounce('')).toMatchObject({ code: 2 });
  expect(await bounce('x'.repeat(1_100_000))).toMatchObject({ code: 1, err: expect.stringContaining('too large') });
  expect(await suppressed()).toEqual([]);
});

test('without its database the mail server is asked to try again', async () => {
  const { path } = await folder();
  const settings = { DATA_DIR: join(temporaryFolder(), 'none'), BOUNCE_ADDRESS: bounceAddress };
  const ended = await runCommand(['mail', 'bounce'], temporaryFolder(), settings, notification({ to: path }));
  expect(ended).toMatchObject({ code: 75, err: expect.stringContaining('There is no database') });
});

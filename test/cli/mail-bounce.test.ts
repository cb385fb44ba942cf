import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openInstalledDatabase, secretKey } from '../../src/installation.ts';
import { returnPath } from '../../src/mail/return-path.ts';
import { complaint, notification, plainBounce, vacation } from '../support/bounce-mails.ts';
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

test('a bounce in plain words is kept for a person, counted in the status, and counts once it was read', async () => {
  const { bounce, path, suppressed, DATA_DIR } = await folder();
  const exims = plainBounce(path, ['Auto-Submitted: auto-replied', 'X-Failed-Recipients: reader1@example.net']);
  for (const mail of [plainBounce(path), plainBounce(path), exims])
    expect(await bounce(mail, '--json')).toMatchObject({ code: 0, out: '{"result":"unread","code":null}\n' });
  expect(await suppressed()).toEqual([]);
  const status = await runCommand(['mail', 'status'], temporaryFolder(), { DATA_DIR });
  expect(status.out).toContain(`2 mails that came back only a person can read`);
  expect(status.out).toContain(join(DATA_DIR, 'unread-bounces'));
  const [kept = ''] = readdirSync(join(DATA_DIR, 'unread-bounces'));
  const read = await bounce(readFileSync(join(DATA_DIR, 'unread-bounces', kept), 'utf8'), '--gone', '--json');
  expect(read.out).toBe('{"result":"suppressed","code":"read by staff"}\n');
  expect(await suppressed()).toEqual(['reader1@example.net bounce']);
});

test('plain words to a return path that is not ours are not kept: anybody could fill the disk', async () => {
  const { bounce, path, DATA_DIR } = await folder();
  const forged = path.replace(/[0-9a-f]{2}@/, (two) => (two === '00@' ? '11@' : '00@'));
  for (const to of [forged, bounceAddress, 'someone@example.net'])
    expect(await bounce(plainBounce(to))).toMatchObject({ code: 1, out: expect.stringMatching(/^Refused/) });
  expect(existsSync(join(DATA_DIR, 'unread-bounces'))).toBe(false);
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

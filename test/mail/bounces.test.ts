import BetterSqlite from 'better-sqlite3';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { alertsOutbox } from '../../src/mail/ledger.ts';
import { kindOfStatus } from '../../src/mail/bounce.ts';
import { countDeliveries } from '../../src/mail/counts.ts';
import { readHolds, release } from '../../src/mail/holds.ts';
import { lift, liftByConsent, suppressionOf } from '../../src/mail/suppressions.ts';
import { bounceAddress, returnPaths, suppressedPeople, take } from '../support/bounces.ts';
import { temporaryFolder } from '../support/folder.ts';
import { addSubscribers, announceReport, ledgerDatabase, ledgerNeeds, testKey } from '../support/ledger.ts';
import { addPerson } from '../support/people.ts';

const start = Date.parse('2012-06-20T08:12:00.000Z');
const day = 86_400_000;

/** So many people were each sent one report. */
async function sent(count: number, minute = '11') {
  const folder = temporaryFolder();
  const database = ledgerDatabase(folder, true);
  onTestFinished(() => database.close());
  const people = await addSubscribers(database, count);
  const announcement = await announceReport(database, people, minute);
  const outbox = alertsOutbox(ledgerNeeds(database, () => start));
  const accept = async () => {
    const mails = await outbox.claim(1000, start);
    const outcome = { class: 'accepted', phase: 'body', reply: 'body: 250' } as const;
    const results = mails.map(({ id }) => ({ id, provider: 'p', outcome }));
    await outbox.record({ results, marks: [] }, start);
    return mails.map(({ to }) => to);
  };
  await accept();
  return { folder, database, people, outbox, accept, paths: await returnPaths(database, announcement) };
}

test('one answer that the mailbox does not exist: nobody writes there any more', async () => {
  const { database, people, accept, paths } = await sent(2);
  expect(await take(database, { kind: 'hard', returnPaths: paths.slice(0, 1) }, start)).toBe('suppressed');
  expect(await suppressedPeople(database)).toEqual(['reader1@example.net bounce']);
  await announceReport(database, people, '20');
  expect(await accept()).toEqual(['reader2@example.net']);
  expect(await database.read(countDeliveries)).toMatchObject({ owed: 4, accepted: 3, left: 1 });
});

test('what waits for a suppressed person ends at once', async () => {
  const { database, people, paths } = await sent(1);
  await announceReport(database, people, '20');
  await take(database, { kind: 'complaint', code: 'abuse', returnPaths: paths }, start);
  expect(await database.read(countDeliveries)).toMatchObject({ waiting: 0, left: 1 });
  expect(await suppressedPeople(database)).toEqual(['reader1@example.net complaint']);
});

test('a return path that we did not give is refused, whoever it names', async () => {
  const { database, paths } = await sent(2);
  const [first = '', second = ''] = paths;
  const proofOf = (path: string) => path.slice(path.indexOf('.'));
  const forged = first.slice(0, first.indexOf('.')) + proofOf(second);
  expect(await take(database, { kind: 'hard', returnPaths: [forged] }, start)).toBe('forged');
  const cut = first.replace(/\.[0-9a-f]+@/, '.@');
  for (const path of [cut, bounceAddress, 'reader1@example.net', first.replace('status.', 'other.')]) {
    expect(await take(database, { kind: 'hard', returnPaths: [path] }, start), path).toBe('unknown');
  }
  // An address in the text proves nothing.
  expect(await take(database, { kind: 'hard', address: 'reader1@example.net' }, start)).toBe('unknown');
  expect(await suppressedPeople(database)).toEqual([]);
  // Hosts that fold the case, and angle brackets, change nothing.
  expect(await take(database, { kind: 'hard', returnPaths: [`<${first.toUpperCase()}>`] }, start)).toBe('suppressed');
});

test('a mailbox that does not answer is kept until five mails came back, over three days', async () => {
  const { database, people, accept, paths } = await sent(1);
  const all = [...paths];
  for (const minute of ['20', '21', '22', '23', '24']) {
    all.push(...(await returnPaths(database, await announceReport(database, people, minute))));
    await accept();
  }
  const soft = (index: number, days: number) =>
    take(database, { kind: 'soft', code: '4.2.2', returnPaths: all.slice(index, index + 1) }, start + days * day);
  for (const index of [0, 1, 2]) expect(await soft(index, 0)).toBe('counted');
  expect(await soft(3, 1)).toBe('counted');
  expect(await soft(3, 2)).toBe('again');
  expect(await soft(4, 1)).toBe('counted');
  expect(await suppressedPeople(database)).toEqual([]);
  expect(await soft(5, 2)).toBe('suppressed');
});

test('carriers, and answers that may mean anything, need two on different days', async () => {
  const { database, accept } = await sent(1);
  const carrier = await addPerson(database, 'hana@docomo.ne.jp');
  const doubtful = await addPerson(database, 'jiro@example.jp');
  const paths: string[][] = [];
  for (const minute of ['20', '21', '22']) {
    paths.push(await returnPaths(database, await announceReport(database, [carrier, doubtful], minute)));
    await accept();
  }
  const both = async (round: number, now: number) => [
    await take(database, { kind: 'hard', returnPaths: paths[round]?.slice(0, 1) ?? [] }, now),
    await take(database, { kind: 'ambiguous', code: '5.0.0', returnPaths: paths[round]?.slice(1) ?? [] }, now),
  ];
  expect(await both(0, start)).toEqual(['counted', 'counted']);
  expect(await both(1, start + 3_600_000)).toEqual(['counted', 'counted']);
  expect(await both(2, start + day)).toEqual(['suppressed', 'suppressed']);
});

test('a mass of bounces suppresses nobody: those before it are mailed again', async () => {
  const { database, people, accept, paths } = await sent(100);
  await announceReport(database, people, '20');
  const taken = [];
  for (const path of paths.slice(0, 15)) taken.push(await take(database, { kind: 'hard', returnPaths: [path] }, start));
  expect(taken).toEqual([...Array<string>(10).fill('suppressed'), ...Array<string>(5).fill('mass')]);
  expect(await suppressedPeople(database)).toEqual([]);
  expect(await database.read((db) => db.selectFrom('mass_bounces').selectAll().execute())).toMatchObject([
    { bounced: 11, owed: 100, code: '5.1.1' },
  ]);
  expect(await accept()).toHaveLength(100);
  expect(await take(database, { kind: 'complaint', returnPaths: paths.slice(50, 51) }, start)).toBe('suppressed');
});

test('few of many are no mass, and of few a few are none either', async () => {
  const many = await sent(300);
  for (const path of many.paths.slice(0, 15)) await take(many.database, { kind: 'hard', returnPaths: [path] }, start);
  expect(await suppressedPeople(many.database)).toHaveLength(15);
  const few = await sent(12);
  for (const path of few.paths.slice(0, 10)) await take(few.database, { kind: 'hard', returnPaths: [path] }, start);
  expect(await suppressedPeople(few.database)).toHaveLength(10);
});

test('a provider that says at once that there is no such mailbox counts alike, a mass of it too', async () => {
  const { database, people, outbox } = await sent(60);
  await announceReport(database, people, '20');
  const mails = [...(await outbox.claim(100, start))];
  const refuse = (from: number, to: number) => {
    const outcome = { class: 'hard_bounce', phase: 'rcpt', reply: 'rcpt: 550 5.1.1 no such user' } as const;
    const results = mails.slice(from, to).map(({ id }) => ({ id, provider: 'p', outcome }));
    return outbox.record({ results, marks: [] }, start);
  };
  await refuse(0, 2);
  expect(await suppressedPeople(database)).toEqual(['reader1@example.net bounce', 'reader2@example.net bounce']);
  await refuse(2, 30);
  expect(await suppressedPeople(database)).toEqual([]);
  // The rest has stopped: what comes back from the connections waits, under a hold that staff end.
  const outcome = { class: 'provider_fault', phase: 'connect', reply: 'connect: no answer' } as const;
  await outbox.record({ results: mails.slice(30).map(({ id }) => ({ id, provider: 'p', outcome })), marks: [] }, start);
  expect(await outbox.claim(100, start + day / 24)).toEqual([]);
  const holds = await database.read(readHolds);
  expect(holds).toMatchObject([{ reason: 'many_bounces' }]);
  await database.write((trx) => release(trx, holds.map(({ id }) => id))); // prettier-ignore
  const again = await outbox.claim(100, start + day / 24);
  expect(again).toHaveLength(30);
  mails.splice(30, 30, ...again);
  await refuse(30, 60);
  expect(await database.read(readHolds)).toEqual([]);
  expect(await suppressedPeople(database)).toEqual([]);
});

test('a policy against us, or our text, never counts against a mailbox', () => {
  for (const status of ['5.7.1', '5.7.26', '5.7.515', '4.7.0', '5.6.1', '5.3.4', '2.1.5', 'nonsense']) {
    expect(kindOfStatus(status), status).toBeNull();
  }
  for (const status of ['5.1.1', '5.1.10', '5.2.1']) expect(kindOfStatus(status)).toBe('hard');
  for (const status of ['5.0.0', '5.1.0', '5.5.0']) expect(kindOfStatus(status)).toBe('ambiguous');
  for (const status of ['5.2.2', '4.2.2', '4.4.7', '5.4.4']) expect(kindOfStatus(status)).toBe('soft');
});

test('a person comes back from a bounce by asking for it, from a complaint only through staff', async () => {
  const { database, paths } = await sent(2);
  await take(database, { kind: 'hard', returnPaths: paths.slice(0, 1) }, start);
  await take(database, { kind: 'complaint', returnPaths: paths.slice(1) }, start);
  const [bounced, complained] = ['reader1@example.net', 'reader2@example.net'];
  const consent = (address: string) =>
    database.write((trx) => liftByConsent({ trx, key: testKey, now: start }, address));
  expect([await consent(bounced), await consent(complained)]).toEqual([true, false]);
  expect(await suppressedPeople(database)).toEqual(['reader2@example.net complaint']);
  await database.write((trx) => lift({ trx, key: testKey, now: start }, complained, 'staff'));
  expect(await database.read((db) => suppressionOf(db, testKey, complained))).toBeNull();
  expect(await suppressedPeople(database)).toEqual([]);
});

test('the list holds no address, only grows, and outlives the person', async () => {
  const { database, folder, paths } = await sent(1);
  await take(database, { kind: 'hard', returnPaths: paths }, start);
  await database.write((trx) => trx.deleteFrom('subscribers').execute());
  expect(await database.read((db) => suppressionOf(db, testKey, 'reader1@example.net'))).toBe('bounce');
  const raw = new BetterSqlite(join(folder, 'noroshi.db'));
  expect(() => raw.exec('DELETE FROM suppressions')).toThrow(/only grows/);
  expect(() => raw.exec("UPDATE suppressions SET reason = 'lifted'")).toThrow(/only grows/);
  expect(JSON.stringify(raw.prepare('SELECT * FROM suppressions').all())).not.toContain('reader1');
  raw.close();
});

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openInstalledDatabase } from '../../src/installation.ts';
import { runCommand } from '../support/command.ts';
import { temporaryFolder } from '../support/folder.ts';
import { addSubscribers, announceReport, noticeId } from '../support/ledger.ts';

/** A data folder with two people who wait for a report, and one who had it. */
async function ledger() {
  const DATA_DIR = join(temporaryFolder(), 'data');
  const database = openInstalledDatabase(DATA_DIR);
  const people = await addSubscribers(database, 3);
  await announceReport(database, people, '11');
  await database.write(async (trx) => {
    const one = trx.updateTable('deliveries').where('subscriber_id', '=', people[0]!);
    await one.set({ state: 'in_flight' }).execute();
    await one.set({ state: 'accepted', provider: 'ses' }).execute();
  });
  await database.close();
  const mail = (...args: string[]) =>
    runCommand(['mail', ...args], temporaryFolder(), {
      DATA_DIR,
      MAIL_FROM: 'status@example.org',
      MAIL_1: 'smtps://user:secret@smtp.example.net?name=ses&rate=0.01',
    });
  return { mail, DATA_DIR };
}

test('mail status says what became of what is owed, in all, by announcement and by provider', async () => {
  const { mail } = await ledger();
  const { code, out } = await mail('status');
  expect(code).toBe(0);
  expect(out).toContain('3 owed = 2 waiting + 1 accepted\n');
  expect(out).toContain('ses: 1 accepted, 0 refused, 0 unknown; tells everybody in 5 minutes at 0.01 a second');
  expect(out).toContain(
    `  ${noticeId} report, investigating, 2012-06-20T08:11:00.000Z\n    3 owed = 2 waiting + 1 accepted`,
  );
  const { counts, announcements } = JSON.parse((await mail('status', '--json')).out) as {
    counts: Record<string, number>;
    announcements: { counts: object }[];
  };
  const { owed, ...states } = counts;
  expect(owed).toBe(3);
  expect(Object.values(states).reduce((sum, count) => sum + count, 0)).toBe(owed);
  expect(announcements).toMatchObject([{ notice: noticeId, counts: { owed: 3, waiting: 2, accepted: 1 } }]);
});

test('what is typed wrong is answered with the nearest word and code 2', async () => {
  const { mail } = await ledger();
  expect(await mail('statsu')).toMatchObject({ code: 2, err: expect.stringContaining('Did you mean "status"?') });
  expect(await mail('status', '--jsno')).toMatchObject({ code: 2, err: expect.stringContaining('"--json"') });
  expect(await mail('status', 'all')).toMatchObject({ code: 2, err: expect.stringContaining('"all" is left over') });
  expect(await mail()).toMatchObject({ code: 2, out: '' });
  expect(await mail('--help')).toMatchObject({ code: 0, out: expect.stringContaining('status') });
});

test('a folder without a database is said, and stays without one', async () => {
  const DATA_DIR = join(temporaryFolder(), 'elsewhere');
  const ended = await runCommand(['mail', 'status'], temporaryFolder(), { DATA_DIR });
  expect(ended).toMatchObject({ code: 1, err: expect.stringContaining(`There is no database in ${DATA_DIR}.`) });
  const again = await runCommand(['mail', 'status'], temporaryFolder(), { DATA_DIR });
  expect(again.err).toBe(ended.err);
});

test('wrong settings are named, without their values', async () => {
  const { code, err } = await runCommand(['mail', 'status'], temporaryFolder(), { MAIL_1: 'secret' });
  expect(code).toBe(1);
  expect(err).toContain('MAIL_1');
  expect(err).not.toContain('secret');
});

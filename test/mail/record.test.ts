import { expect, test } from 'vitest';
import { newBatch } from '../../src/mail/batch.ts';
import { alertsOutbox } from '../../src/mail/ledger.ts';
import type { Outcome } from '../../src/mail/outbox.ts';
import { recorder } from '../../src/mail/record.ts';
import { temporaryFolder } from '../support/folder.ts';
import { addSubscribers, announceReport, ledgerDatabase, ledgerNeeds } from '../support/ledger.ts';

const start = Date.parse('2012-06-20T08:12:00.000Z');
const accepted: Outcome = { class: 'accepted', phase: 'body', reply: 'body: 250' };

test('results and marks of all connections are one commit; a result is there when the next mark is', async () => {
  const database = ledgerDatabase(temporaryFolder(), true);
  await announceReport(database, await addSubscribers(database, 4), '11');
  let commits = 0;
  const write: typeof database.write = (fn) => {
    commits += 1;
    return database.write(fn);
  };
  const outbox = alertsOutbox(ledgerNeeds({ ...database, write }, () => start));
  const ids = (await outbox.claim(4, start)).map(({ id }) => id);
  const record = recorder(() => start, () => 2); // prettier-ignore
  commits = 0;

  await Promise.all([record.mark(outbox, ids[0]!, 'p'), record.mark(outbox, ids[1]!, 'p')]);
  expect(commits).toBe(1);
  const results = [0, 1].map((n) => record.settle(outbox, { id: ids[n]!, provider: 'p', outcome: accepted }));
  await Promise.all([record.mark(outbox, ids[2]!, 'p'), record.mark(outbox, ids[3]!, 'p')]);
  expect(commits).toBe(2);
  const rows = await database.read((db) => db.selectFrom('deliveries').select(['state', 'marks']).execute());
  expect(rows).toEqual([
    { state: 'accepted', marks: 1 },
    { state: 'accepted', marks: 1 },
    { state: 'in_flight', marks: 1 },
    { state: 'in_flight', marks: 1 },
  ]);
  await Promise.all(results);
});

test('one that is alone is written down all the same', async () => {
  const database = ledgerDatabase(temporaryFolder(), true);
  await announceReport(database, await addSubscribers(database, 1), '11');
  const outbox = alertsOutbox(ledgerNeeds(database, () => start));
  const [mail] = await outbox.claim(1, start);
  const record = recorder(() => start, () => 10); // prettier-ignore
  await record.mark(outbox, mail!.id, 'p');
  await record.settle(outbox, { id: mail!.id, provider: 'p', outcome: accepted });
  const row = await database.read((db) => db.selectFrom('deliveries').select('state').executeTakeFirstOrThrow());
  expect(row.state).toBe('accepted');
});

test('claims grow while mails go out at once, and shrink when they last', () => {
  const batch = newBatch();
  expect([0, 50, 100, 150].map((now) => batch(10, now))).toEqual([30, 60, 120, 240]);
  expect([400, 900, 1400, 1900].map((now) => batch(10, now))).toEqual([240, 120, 60, 30]);
  expect(Array.from({ length: 10 }, (_, n) => batch(10, 2000 + n)).at(-1)).toBe(512);
});

import { expect, test } from 'vitest';
import type { Database } from '../../src/database.ts';
import { alertsOutbox } from '../../src/mail/ledger.ts';
import type { Outbox, OutcomeClass, Owed } from '../../src/mail/outbox.ts';
import { countDeliveries } from '../../src/mail/counts.ts';
import { recoverDeliveries } from '../../src/mail/settle.ts';
import { temporaryFolder } from '../support/folder.ts';
import { addSubscribers, announceReport, ledgerDatabase, ledgerNeeds } from '../support/ledger.ts';

const start = Date.parse('2012-06-20T08:12:00.000Z');
const second = 1000;

async function ledger(people = 1) {
  const database = ledgerDatabase(temporaryFolder(), true);
  const subscribers = await addSubscribers(database, people);
  return { database, subscribers, outbox: alertsOutbox(ledgerNeeds(database, () => start)) };
}

const settle = (outbox: Outbox, mail: Owed | undefined, found: OutcomeClass, now: number) =>
  outbox.record(
    {
      results: [{ id: mail!.id, provider: 'p', outcome: { class: found, phase: 'body', reply: 'body: test' } }],
      marks: [],
    },
    now,
  );

const mark = (outbox: Outbox, id: number, provider: string, now: number) =>
  outbox.record({ results: [], marks: [{ id, provider }] }, now);

const textOf = (mail: Owed | undefined) =>
  Buffer.from(mail!.compose())
    .toString('latin1')
    .split(/\r\n\r\n/)
    .map((part) => Buffer.from(part, 'base64').toString('utf8'))
    .join('\n');

async function countsOf(database: Database) {
  const counts = await database.read(countDeliveries);
  const { owed, ...states } = counts;
  expect(Object.values(states).reduce((sum, count) => sum + count, 0)).toBe(owed);
  return counts;
}

test('what is owed is claimed once, and accepted it is done', async () => {
  const { database, subscribers, outbox } = await ledger(3);
  await announceReport(database, subscribers, '11');
  const claimed = await outbox.claim(10, start);
  expect(claimed.map(({ to }) => to)).toEqual(['reader1@example.net', 'reader2@example.net', 'reader3@example.net']);
  expect(await outbox.claim(10, start)).toEqual([]);
  for (const mail of claimed) await settle(outbox, mail, 'accepted', start);
  expect(await countsOf(database)).toMatchObject({ owed: 3, accepted: 3 });
  expect(await outbox.nextAt(start)).toBeNull();
});

test('a newer report is not claimed while an older one is in flight, then carries it when that has failed', async () => {
  const { database, subscribers, outbox } = await ledger();
  await announceReport(database, subscribers, '11');
  const [first] = await outbox.claim(10, start);
  await announceReport(database, subscribers, '20');
  expect(await outbox.claim(10, start)).toEqual([]);
  expect(await outbox.nextAt(start)).toBeNull();
  await settle(outbox, first, 'retry', start);
  const [second_, ...others] = await outbox.claim(10, start);
  expect(others).toEqual([]);
  expect(second_?.messageId).toContain('T082000Z');
  const text = textOf(second_);
  expect(text.indexOf('report 20')).toBeGreaterThanOrEqual(0);
  expect(text.indexOf('report 11')).toBeGreaterThan(text.indexOf('report 20'));
  await settle(outbox, second_, 'accepted', start);
  expect(await countsOf(database)).toMatchObject({ owed: 2, accepted: 1, superseded: 1 });
  expect(await outbox.claim(10, start + 3600 * second)).toEqual([]);
});

test('what a superseded report carried goes on with the newest', async () => {
  const { database, subscribers, outbox } = await ledger();
  await announceReport(database, subscribers, '11');
  await announceReport(database, subscribers, '20');
  const [claimed] = await outbox.claim(10, start);
  await settle(outbox, claimed, 'retry', start);
  await announceReport(database, subscribers, '40');
  const text = textOf((await outbox.claim(10, start))[0]);
  expect(text).toMatch(/report 40[^]*report 20[^]*report 11/);
});

test('waits grow: 5 s, 15 s, 1 min, 5 min, then 15 min', async () => {
  const { database, subscribers, outbox } = await ledger();
  await announceReport(database, subscribers, '11');
  let now = start;
  for (const wait of [5, 15, 60, 300, 900, 900]) {
    await settle(outbox, (await outbox.claim(1, now))[0], 'retry', now);
    expect(await outbox.nextAt(now)).toBe(now + wait * second);
    expect(await outbox.claim(1, now + wait * second - 1)).toEqual([]);
    now += wait * second;
  }
});

test('after two marked tries without an answer a report ends unknown and is not sent a third time', async () => {
  const { database, subscribers, outbox } = await ledger();
  await announceReport(database, subscribers, '11');
  const ids: string[] = [];
  let now = start;
  for (let i = 0; i < 2; i += 1, now += 3600 * second) {
    const [mail] = await outbox.claim(1, now);
    await mark(outbox, mail!.id, 'p', now);
    await settle(outbox, mail, 'unknown', now);
    ids.push(mail!.messageId);
  }
  expect(ids[0]).toBe(ids[1]);
  expect(await outbox.claim(1, now)).toEqual([]);
  expect(await countsOf(database)).toMatchObject({ owed: 1, unknown: 1 });
});

test('a clear no takes the mark of its try back', async () => {
  const { database, subscribers, outbox } = await ledger();
  await announceReport(database, subscribers, '11');
  let now = start;
  for (let i = 0; i < 4; i += 1, now += 3600 * second) {
    const [mail] = await outbox.claim(1, now);
    await mark(outbox, mail!.id, 'first', now);
    await mark(outbox, mail!.id, 'second', now);
    const row = await database.read((db) => db.selectFrom('deliveries').select('marks').executeTakeFirstOrThrow());
    expect(row.marks).toBe(1);
    await settle(outbox, mail, 'retry', now);
  }
  expect(await countsOf(database)).toMatchObject({ waiting: 1 });
});

test('after a crash: unmarked waits, marked once is tried once more, marked twice ends unknown', async () => {
  const { database, subscribers, outbox } = await ledger(3);
  await announceReport(database, subscribers, '11');
  const [, once, twice] = await outbox.claim(3, start);
  await mark(outbox, once!.id, 'p', start);
  await database.write((trx) => trx.updateTable('deliveries').set({ marks: 2 }).where('id', '=', twice!.id).execute());
  await database.write((trx) => recoverDeliveries(trx, start));
  expect(await countsOf(database)).toMatchObject({ owed: 3, waiting: 2, unknown: 1, in_flight: 0 });
  const again = await alertsOutbox(ledgerNeeds(database, () => start)).claim(3, start);
  expect(again.map(({ messageId }) => messageId)).toContain(once!.messageId);
  // What we broke off ourselves is no try: it must not make the next wait longer.
  expect(again.map(({ tries }) => tries)).toEqual([1, 1]);
});

test('who has left gets nothing more, and what is too old is told to nobody', async () => {
  const { database, subscribers, outbox } = await ledger(2);
  await announceReport(database, subscribers, '11');
  const at = new Date(start).toISOString();
  await database.write((trx) =>
    trx
      .updateTable('subscribers')
      .set({ status: 'unsubscribed', unsubscribed_at: at })
      .where('id', '=', subscribers[0]!)
      .execute(),
  );
  expect(await outbox.claim(1, start)).toEqual([]);
  expect(await outbox.claim(1, start + 25 * 3600 * second)).toEqual([]);
  expect(await countsOf(database)).toMatchObject({ owed: 2, left: 1, expired: 1 });
});

test('refused for the mailbox or the text it is refused', async () => {
  const { database, subscribers, outbox } = await ledger(2);
  await announceReport(database, subscribers, '11');
  const [one, other] = await outbox.claim(2, start);
  await settle(outbox, one, 'hard_bounce', start);
  await settle(outbox, other, 'content_refused', start);
  expect(await countsOf(database)).toMatchObject({ owed: 2, refused: 2 });
});

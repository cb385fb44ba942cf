import { expect, test } from 'vitest';
import type { Notice, Update } from '../../src/incidents/notice.ts';
import { messageId } from '../../src/mail/envelope.ts';
import { openAlerting } from '../support/alerting.ts';
import { addPerson } from '../support/people.ts';
import { makeNotice, makeSnapshot, makeUpdate } from '../support/snapshot.ts';

const first = makeUpdate('2012-06-20 17:10', 'investigating', { number: 1, body: { ja: '調べています。' } });
const second = makeUpdate('2012-06-20 17:40', 'identified', { number: 2, body: { ja: '原因が分かりました。' } });
const taken = (update: Update): Update => ({ ...update, retracted: true });
const lost = (updates: Update[], more: Partial<Notice> = {}) => makeSnapshot([makeNotice('lost', updates, more)]);

async function begin() {
  const alerting = openAlerting();
  await alerting.announce(makeSnapshot([]), '2012-06-20 09:00');
  return { alerting, hanako: await addPerson(alerting.database, 'hanako@example.jp') };
}

/** Who waits for what kind of mail. */
const waiting = ({ database }: Awaited<ReturnType<typeof begin>>['alerting']) =>
  database.read(async (db) => {
    const rows = await db
      .selectFrom('deliveries')
      .innerJoin('announcements', 'announcements.id', 'deliveries.announcement_id')
      .innerJoin('subscribers', 'subscribers.id', 'deliveries.subscriber_id')
      .select(['address', 'kind'])
      .where('state', '=', 'waiting')
      .orderBy('address')
      .execute();
    return rows.map(({ address, kind }) => `${address.split('@')[0]} ${kind}`);
  });

const setState = (
  { database }: Awaited<ReturnType<typeof begin>>['alerting'],
  person: number,
  ...states: ('in_flight' | 'unknown' | 'refused' | 'accepted')[]
) =>
  database.write(async (trx) => {
    for (const state of states)
      await trx.updateTable('deliveries').set({ state }).where('subscriber_id', '=', person).execute();
  });

test('whoever got a report, or may have, is told once that it is retracted; whoever waits gets nothing', async () => {
  const { alerting, hanako } = await begin();
  const add = (name: string) => addPerson(alerting.database, `${name}@example.jp`);
  const [maybe, refused, flying, gone] = [await add('maybe'), await add('refused'), await add('flying'), await add('gone')]; // prettier-ignore
  await add('waits');
  await alerting.announce(lost([first]), '2012-06-20 17:11');
  await setState(alerting, hanako, 'in_flight', 'accepted');
  await setState(alerting, maybe, 'in_flight', 'unknown');
  await setState(alerting, refused, 'in_flight', 'refused');
  await setState(alerting, flying, 'in_flight');
  await setState(alerting, gone, 'in_flight', 'accepted');
  await alerting.database.write(
    (trx) =>
    trx.updateTable('subscribers').set({ status: 'unsubscribed', unsubscribed_at: '2012-06-20T08:12:00.000Z' }).where('id', '=', gone).execute(), // prettier-ignore
  );
  const result = await alerting.announce(lost([taken(first)]), '2012-06-20 17:20');
  expect(result.retracted).toEqual([{ notice: 'lost', number: 1, people: 3 }]);
  expect(result.withdrawn).toBe(1);
  expect(await waiting(alerting)).toEqual(['flying retraction', 'hanako retraction', 'maybe retraction']);
  const again = await alerting.announce(lost([taken(first)]), '2012-06-20 17:21');
  expect(again.retracted).toEqual([]);
});

test('its mail says what was wrong and how things stand, under a name of its own', async () => {
  const { alerting, hanako } = await begin();
  await alerting.announce(lost([first]), '2012-06-20 17:11');
  await alerting.deliver();
  await alerting.announce(lost([first, second]), '2012-06-20 17:41');
  await alerting.deliver();
  await alerting.announce(lost([first, taken(second)]), '2012-06-20 17:50');
  const mails = await alerting.mailsTo(hanako);
  const [, told, retraction] = mails;
  expect(retraction?.subject).toBe('【取消】第2報 lost の件');
  expect(retraction?.intro.text).toContain(
    '2012年6月20日(水) 17:40 JST にお知らせした「第2報・復旧作業中」は誤りでした。',
  );
  expect(retraction?.intro.text).toContain('状況：調査中・第1報');
  expect(retraction?.section.text).toContain('【取消】この報告は誤りでした。');
  expect(retraction?.section.text).toContain('原因が分かりました。');
  const names = [told, retraction].map((parts) => messageId(parts!, 'hanako', 'status.example'));
  expect(names[1]).not.toBe(names[0]);
});

test('when the only report is retracted the mail says that nothing is left', async () => {
  const { alerting, hanako } = await begin();
  await addPerson(alerting.database, 'taro@example.jp', { language: 'en' });
  await alerting.announce(lost([first]), '2012-06-20 17:11');
  await alerting.deliver();
  await alerting.announce(lost([taken(first)]), '2012-06-20 17:20');
  const [, mail] = await alerting.mailsTo(hanako);
  expect(mail?.intro.text).toContain('この件でお知らせしていることはありません。');
});

test('whoever read it in the mail that carried it is told too', async () => {
  const { alerting } = await begin();
  await alerting.announce(lost([first, second]), '2012-06-20 17:41');
  await alerting.deliver();
  const { retracted } = await alerting.announce(lost([taken(first), second]), '2012-06-20 17:50');
  expect(retracted).toEqual([{ notice: 'lost', number: 1, people: 1 }]);
});

test('a report that follows while the retraction waits carries it', async () => {
  const { alerting } = await begin();
  await alerting.announce(lost([first]), '2012-06-20 17:11');
  await alerting.deliver();
  await alerting.announce(lost([taken(first)]), '2012-06-20 17:20');
  await alerting.announce(lost([taken(first), second]), '2012-06-20 17:41');
  expect(await waiting(alerting)).toEqual(['hanako report']);
  expect(await alerting.ledger()).toContain('hanako superseded 17:10 by 17:40');
});

test('a report that stands after all takes the retraction back that still waits', async () => {
  const { alerting } = await begin();
  await alerting.announce(lost([first]), '2012-06-20 17:11');
  await alerting.deliver();
  await alerting.announce(lost([taken(first)]), '2012-06-20 17:20');
  await alerting.announce(lost([first]), '2012-06-20 17:21');
  expect(await waiting(alerting)).toEqual([]);
  await alerting.announce(lost([taken(first)]), '2012-06-20 17:22');
  expect(await waiting(alerting)).toEqual(['hanako retraction']);
});

test('what nobody was mailed is retracted without a word', async () => {
  const { alerting } = await begin();
  await alerting.announce(lost([{ ...first, notify: false }]), '2012-06-20 17:11');
  const { retracted } = await alerting.announce(lost([taken(first)]), '2012-06-20 17:20');
  expect(retracted).toEqual([]);
  expect(await alerting.ledger()).toEqual([]);
});

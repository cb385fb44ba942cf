import type { Kysely } from 'kysely';
import PostalMime from 'postal-mime';
import { expect, test } from 'vitest';
import type { Update } from '../../src/incidents/notice.ts';
import { alertsOutbox } from '../../src/mail/ledger.ts';
import type { OutcomeClass, Owed } from '../../src/mail/outbox.ts';
import { retryDeliveries } from '../../src/mail/retry.ts';
import { recoverDeliveries } from '../../src/mail/settle.ts';
import { cancelled, withdrawWaiting } from '../../src/mail/withdraw.ts';
import type { Tables } from '../../src/schema.ts';
import { openAlerting } from '../support/alerting.ts';
import { ledgerNeeds } from '../support/ledger.ts';
import { addPerson } from '../support/people.ts';
import { makeNotice, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';

const first = makeUpdate('2012-06-20 17:10', 'investigating', { number: 1, body: { ja: '調べています。' } });
const second = makeUpdate('2012-06-20 17:40', 'identified', { number: 2, body: { ja: '原因が分かりました。' } });
const taken = (update: Update): Update => ({ ...update, retracted: true });
const lost = (...updates: Update[]) => makeSnapshot([makeNotice('lost', updates)]);
const nothing = makeSnapshot([]);
const late = '2012-06-20 17:30';

type Alerting = ReturnType<typeof openAlerting>;
const cancelAll = (trx: Kysely<Tables>) =>
  withdrawWaiting(trx, { announcementId: 1, now: tokyo(late), why: cancelled });

/** One person, whose mail about the first report is with a provider that has not answered. */
async function begin(reports = [first]) {
  const alerting = openAlerting();
  await alerting.announce(nothing, '2012-06-20 09:00');
  await addPerson(alerting.database, 'hanako@example.jp');
  for (const [index] of reports.entries()) {
    await alerting.announce(lost(...reports.slice(0, index + 1)), '2012-06-20 17:11');
  }
  const outbox = alertsOutbox(ledgerNeeds(alerting.database, () => tokyo(late)));
  const [mail] = await outbox.claim(10, tokyo('2012-06-20 17:41'));
  const answer = async (found: OutcomeClass) => {
    if (found === 'unknown')
      await outbox.record({ results: [], marks: [{ id: mail!.id, provider: 'p' }] }, tokyo(late));
    const outcome = { class: found, phase: 'body', reply: 'body: test' } as const;
    await outbox.record({ results: [{ id: mail!.id, provider: 'p', outcome }], marks: [] }, tokyo(late));
  };
  const next = () => outbox.claim(10, tokyo('2012-06-20 18:30'));
  return { alerting, answer, next };
}

async function read(mails: readonly Owed[]) {
  const parsed = await Promise.all(mails.map(({ compose }) => PostalMime.parse(Buffer.from(compose()))));
  return parsed.map(({ subject, text }) => ({ subject: subject ?? '', text: text ?? '' }));
}

test('a text that is corrected while its mail is under way goes out corrected, when that mail comes back', async () => {
  const { alerting, answer, next } = await begin();
  await alerting.announce(lost({ ...first, body: { ja: '調べています。電話は 000-0000-0000 です。' } }), late);
  await answer('retry');
  const [mail] = await read(await next());
  expect(mail?.text).toContain('000-0000-0000 です');
});

test.each([
  ['taken back', lost(taken(first))],
  ['taken from the page', nothing],
])('a report that is %s while its mail is under way goes to nobody, when that mail comes back', async (_, after) => {
  const { alerting, answer, next } = await begin();
  await alerting.announce(after, late);
  await answer('retry');
  expect(await read(await next())).toEqual([]);
  expect((await alerting.ledger()).filter((line) => !line.includes('withdrawn'))).toEqual([]);
});

test('a report that is taken back while its mail is under way: whoever may have it is told that, and not it again', async () => {
  const { alerting, answer, next } = await begin();
  await alerting.announce(lost(taken(first)), late);
  await answer('unknown');
  const mails = await read(await next());
  expect(mails.map(({ subject }) => subject)).toEqual(['【取消】第1報 lost の件']);
});

test('whoever may have a report is told that it is taken back, also when its mail waits for a second try', async () => {
  const { alerting, answer, next } = await begin();
  await answer('unknown');
  await alerting.announce(lost(taken(first)), late);
  expect((await read(await next())).map(({ subject }) => subject)).toEqual(['【取消】第1報 lost の件']);
});

test.each([
  ['is taken from the page', (alerting: Alerting) => alerting.announce(nothing, late)],
  ['is cancelled by staff', (alerting: Alerting) => alerting.database.write((trx) => cancelAll(trx))],
])('a copy that may be out counts as unknown when its report %s, and no second one goes out', async (_, end) => {
  const { alerting, answer, next } = await begin();
  await answer('unknown');
  await end(alerting);
  expect(await alerting.ledger()).toEqual(['hanako unknown 17:10']);
  const again = { states: ['unknown', 'expired'] as const, announcements: [1], now: tokyo(late) };
  expect(await alerting.database.write((trx) => retryDeliveries(trx, again))).toEqual({ retried: 0, left: 1 });
  expect(await next()).toEqual([]);
});

test('a report that is back on the page goes out a second time where its first copy is unknown', async () => {
  const { alerting, answer, next } = await begin();
  await answer('unknown');
  await alerting.announce(nothing, late);
  await alerting.announce(lost(first), late);
  expect(await alerting.ledger()).toEqual(['hanako waiting 17:10']);
  expect(await next()).toHaveLength(1);
});

test('a copy that may be out counts as unknown when the rest grew too old to be sent', async () => {
  const { alerting, answer } = await begin();
  await answer('unknown');
  const outbox = alertsOutbox(ledgerNeeds(alerting.database, () => tokyo('2012-06-23 17:10')));
  expect(await outbox.claim(10, tokyo('2012-06-23 17:10'))).toEqual([]);
  expect(await alerting.ledger()).toEqual(['hanako unknown 17:10']);
});

test('what a taken report carried goes out by itself, when its mail comes back', async () => {
  const { alerting, answer, next } = await begin([first, second]);
  await alerting.announce(lost(first, taken(second)), '2012-06-20 17:45');
  await answer('retry');
  const [mail, ...more] = await read(await next());
  expect(more).toEqual([]);
  expect(mail?.text).toContain('調べています。');
  expect(mail?.text).not.toContain('原因が分かりました。');
});

test('a report that is back on the page before its mail comes back waits as before', async () => {
  const { alerting, answer, next } = await begin();
  await alerting.announce(nothing, late);
  await alerting.announce(lost(first), late);
  await answer('retry');
  expect(await read(await next())).toHaveLength(1);
});

test('a report that comes while another is under way replaces it, when that one comes back', async () => {
  const { alerting, answer, next } = await begin();
  await alerting.announce(lost(first, second), '2012-06-20 17:41');
  expect(await next(), 'not before').toEqual([]);
  await answer('retry');
  const [mail, ...more] = await read(await next());
  expect(more).toEqual([]);
  expect(mail?.text).toMatch(/原因が分かりました。[^]*調べています。/);
});

test('after a crash, what was taken back while its mail was under way goes to nobody', async () => {
  const { alerting, next } = await begin();
  await alerting.announce(nothing, late);
  await alerting.database.write((trx) => recoverDeliveries(trx, tokyo(late)));
  expect(await next()).toEqual([]);
});

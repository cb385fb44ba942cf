import { expect, test } from 'vitest';
import { announceReminders } from '../../src/alerts/reminders.ts';
import { awaitedNews } from '../../src/alerts/waiting.ts';
import type { Notice, Update } from '../../src/incidents/notice.ts';
import { messageId } from '../../src/mail/envelope.ts';
import { alertsOutbox } from '../../src/mail/ledger.ts';
import { openAlerting } from '../support/alerting.ts';
import { ledgerNeeds } from '../support/ledger.ts';
import { addPerson } from '../support/people.ts';
import { received } from '../support/received.ts';
import { makeNotice, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';

const hour = 3_600_000;
const planned = makeUpdate('2012-06-18 10:00', 'scheduled', { body: { ja: 'データベースを更新します。' } });
const later = makeUpdate('2012-06-21 08:00', 'scheduled', { body: { ja: '終了が早まります。' } });
const cancelled = makeUpdate('2012-06-22 00:30', 'cancelled', { body: { ja: '中止します。' } });

const page = (updates: readonly Update[] = [planned], more: Partial<Notice> = {}) =>
  makeSnapshot([
    makeNotice('m', updates, {
      type: 'maintenance',
      title: { ja: 'データベースの更新' },
      components: { web: 'under_maintenance' },
      scheduledFor: tokyo('2012-06-22 01:00'),
      scheduledUntil: tokyo('2012-06-22 03:00'),
      remind: [24 * hour, hour],
      ...more,
    }),
  ]);

/** A page on which the maintenance was announced to hanako, who has read it. `tick`: what is new and the clock, as one. */
async function begin({ announced = true } = {}) {
  const alerting = openAlerting();
  await alerting.announce(makeSnapshot([]), '2012-06-18 09:00');
  const hanako = await addPerson(alerting.database, 'hanako@example.jp');
  const remind = (snapshot: ReturnType<typeof page>, at: string) =>
    alerting.database.write(async (trx) => {
      const content = { snapshot, notices: snapshot.notices, awaited: await awaitedNews(trx) };
      return announceReminders(trx, { siteUrl: 'https://status.example' }, content, tokyo(at));
    });
  if (announced) {
    await alerting.announce(page(), '2012-06-18 10:01');
    await alerting.deliver();
  }
  const claim = (at: string) => {
    const now = tokyo(at);
    return received(alertsOutbox(ledgerNeeds(alerting.database, () => now)), now);
  };
  const states = async () => (await alerting.ledger()).slice(announced ? 1 : 0);
  return { alerting, hanako, remind, claim, states };
}

test('each reminder is mailed once, at its time, and not again after a restart', async () => {
  const { alerting, remind, states } = await begin();
  expect(await remind(page(), '2012-06-21 00:59')).toEqual([]);
  expect(await remind(page(), '2012-06-21 01:00')).toMatchObject([{ notice: 'm', people: 1 }]);
  await remind(page(), '2012-06-21 01:01');
  await alerting.reopen();
  await remind(page(), '2012-06-21 02:00');
  expect(await states()).toEqual(['hanako waiting 01:00']);
  await alerting.deliver();
  await remind(page(), '2012-06-22 00:00');
  await alerting.deliver();
  await remind(page(), '2012-06-22 01:00');
  expect(await states()).toEqual(['hanako accepted 01:00', 'hanako accepted 00:00']);
});

test('it says what begins when, is named apart from the report, and stays in its thread', async () => {
  const { hanako, alerting, remind, claim } = await begin();
  await remind(page(), '2012-06-21 01:00');
  const [mail] = await claim('2012-06-21 01:00');
  expect(mail?.mail.subject).toBe('【予告】6月22日(金) 01:00から データベースの更新');
  expect(mail?.text).toMatch(/■ 予告\r?\n2012年6月22日\(金\) 01:00 JST に始まります。/);
  expect(mail?.text).toContain('予定日時：2012年6月22日(金) 01:00 から 03:00 JST まで');
  expect(mail?.text).toContain('データベースを更新します。');
  const [report, reminder] = await alerting.mailsTo(hanako);
  expect(reminder?.noticeId).toBe(report?.noticeId);
  expect(messageId(reminder!, 'x', 'y')).toMatch(/\.reminder\.x@y>$/);
});

test('a missed one comes late, but not when a nearer one has passed or it has begun', async () => {
  const { remind, states } = await begin();
  await remind(page(), '2012-06-21 09:00');
  expect(await states()).toEqual(['hanako waiting 01:00']);
  const other = await begin();
  await other.remind(page(), '2012-06-22 00:30');
  expect(await other.states()).toEqual(['hanako waiting 00:00']);
  const late = await begin();
  await late.remind(page(), '2012-06-22 01:00');
  expect(await late.states()).toEqual([]);
});

test('at the first start those past count as announced, and a report since then has told already', async () => {
  const { alerting, remind, states } = await begin({ announced: false });
  await alerting.database.write((trx) => trx.deleteFrom('state').execute());
  await alerting.announce(page(), '2012-06-21 09:00');
  await remind(page(), '2012-06-21 09:00');
  expect(await states()).toEqual([]);
  expect(await alerting.reasons()).toEqual(['m first_start', 'm overtaken']);
  await remind(page(), '2012-06-22 00:00');
  expect(await states()).toEqual(['hanako waiting 00:00']);

  const told = await begin();
  await told.alerting.announce(page([planned, later]), '2012-06-21 08:00');
  await told.remind(page([planned, later]), '2012-06-21 08:00');
  expect(await told.states()).toEqual(['hanako waiting 08:00']);
});

test('while it waits it gives way to a report, which does not carry it', async () => {
  const { alerting, remind, states, claim } = await begin();
  await remind(page(), '2012-06-22 00:00');
  await alerting.announce(page([planned, cancelled]), '2012-06-22 00:30');
  expect(await states()).toEqual(['hanako withdrawn 00:00', 'hanako waiting 00:30']);
  const [mail, ...others] = await claim('2012-06-22 00:30');
  expect(others).toEqual([]);
  expect(mail?.text).toContain('中止します。');
  expect(mail?.text).not.toContain('に始まります');
});

test('it never takes the place of a report that waits, also of one that was written for an earlier time', async () => {
  const { alerting, remind, states, claim } = await begin();
  const early = makeUpdate('2012-06-21 00:50', 'scheduled');
  await alerting.announce(page([planned, early]), '2012-06-21 00:55');
  await remind(page([planned, early]), '2012-06-21 01:00');
  const [mail, ...others] = await claim('2012-06-21 01:01');
  expect(others).toEqual([]);
  expect(mail?.mail.subject).toContain('第2報');
  expect(mail?.text).not.toContain('に始まります');
  expect(await states()).toEqual(['hanako in_flight 00:50', 'hanako superseded 01:00 by 00:50']);
});

test('one that waits goes no more when the maintenance has begun, moved or is gone', async () => {
  const moved = { scheduledFor: tokyo('2012-06-23 01:00') };
  for (const [snapshot, at] of [
    [page(), '2012-06-22 01:00'],
    [page([planned], moved), '2012-06-22 00:10'],
    [page([planned, cancelled]), '2012-06-22 00:31'],
    [makeSnapshot([]), '2012-06-22 00:10'],
  ] as const) {
    const { remind, states } = await begin();
    await remind(page(), '2012-06-22 00:00');
    await remind(snapshot, at);
    expect(await states()).toEqual(['hanako withdrawn 00:00']);
  }
});

test('a moved maintenance is reminded of anew', async () => {
  const { alerting, remind, states } = await begin();
  await remind(page(), '2012-06-22 00:00');
  await alerting.deliver();
  const moved = page([planned], { scheduledFor: tokyo('2012-06-22 05:00') });
  await remind(moved, '2012-06-22 00:10');
  await remind(moved, '2012-06-22 04:00');
  expect(await states()).toEqual(['hanako accepted 00:00', 'hanako waiting 04:00']);
});

test('it goes to those who chose what it names, as its reports do', async () => {
  const { alerting, remind } = await begin();
  await addPerson(alerting.database, 'web@example.jp', { components: ['web'] });
  await addPerson(alerting.database, 'support@example.jp', { components: ['support'] });
  expect(await remind(page(), '2012-06-21 01:00')).toMatchObject([{ people: 2 }]);
});

import { pino } from 'pino';
import { expect, test } from 'vitest';
import { partOfContent, wholeContent } from '../../src/incidents/content-change.ts';
import type { Notice, Update } from '../../src/incidents/notice.ts';
import { createAnnouncing } from '../../src/worker/announcing.ts';
import { createKnownContent } from '../../src/worker/known-content.ts';
import { createStaffNews } from '../../src/worker/staff.ts';
import { openAlerting } from '../support/alerting.ts';
import { addPerson } from '../support/people.ts';
import { makeNotice, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';

const hour = 3_600_000;
const planned = makeUpdate('2012-06-18 10:00', 'scheduled', { body: { ja: '更新します。' } });
const maintenance = (more: Partial<Notice> = {}, updates: readonly Update[] = [planned]) =>
  makeNotice('m', updates, {
    type: 'maintenance',
    title: { ja: 'データベースの更新' },
    automatic: true,
    remind: [24 * hour, hour],
    scheduledFor: tokyo('2012-06-22 01:00'),
    scheduledUntil: tokyo('2012-06-22 03:00'),
    ...more,
  });

/** The worker's part of announcing, on a database of its own and a clock that the test turns. */
async function begin() {
  const alerting = openAlerting();
  const clock = { now: tokyo('2012-06-18 09:00') };
  const log = pino({ level: 'silent' });
  const now = () => clock.now;
  const maxAge = 24 * hour;
  const known = createKnownContent({ now, maxAge });
  const needs = { log, now, siteUrl: 'https://status.example', known, database: () => alerting.database };
  const staff = createStaffNews({ ...needs, providers: [], channels: ['hook'], onTold: () => {} });
  const announcing = createAnnouncing({
    ...needs,
    maxAge,
    answer: staff.answer,
    onAnswered: staff.note,
    makeSure: () => Promise.resolve(),
    onAnnounced: () => {},
  });
  let edition = 0;
  let last: Notice | null = null;
  /** Pushes a notice, or everything at a start; readers see it at once. */
  async function push(at: string, notice: Notice | null, isWhole = false) {
    clock.now = tokyo(at);
    const notices = notice === null ? [] : [notice];
    const snapshot = { ...makeSnapshot(notices), commit: `c${(edition += 1)}` };
    const occasion = { files: ['m.md'], kept: [], seenAt: clock.now, now: clock.now };
    const content = isWhole
      ? wholeContent(snapshot, occasion, 0)
      : partOfContent(snapshot, notices, notice === null && last !== null ? [last] : [], occasion);
    last = notice;
    announcing.hear({ kind: 'content', content, edition });
    await announcing.look();
    announcing.hear({ kind: 'shown', edition });
    await announcing.look();
  }
  /** Turns the clock, minute by minute; a new edition is seen at each. */
  async function until(at: string) {
    while (clock.now < tokyo(at)) {
      clock.now += 60_000;
      await announcing.look();
      announcing.hear({ kind: 'shown', edition: (edition += 1) });
      await announcing.look();
      await staff.look();
    }
  }
  const announced = () =>
    alerting.database.read(async (db) => {
      const rows = await db
        .selectFrom('announcements')
        .innerJoin('deliveries', 'deliveries.announcement_id', 'announcements.id')
        .select(['kind', 'status', 'announced_at', 'deliveries.state'])
        .orderBy('announcements.id')
        .execute();
      return rows.map(({ kind, status, announced_at: at, state }) => {
        const time = new Date(Date.parse(at) + 9 * hour).toISOString().slice(8, 16).replace('T', ' ');
        return `${time} ${kind === 'reminder' ? 'reminder' : status} ${state}`;
      });
    });
  const toldStaff = () =>
    alerting.database.read(async (db) => {
      const rows = await db.selectFrom('staff_messages').select(['subject', 'created_at']).orderBy('id').execute();
      return rows.map(({ subject }) => subject);
    });
  await push('2012-06-18 09:00', null, true);
  await addPerson(alerting.database, 'hanako@example.jp');
  return { alerting, clock, push, until, announced, toldStaff };
}

test('the clock reminds, begins and ends an automatic maintenance, each mailed once and at its time', async () => {
  const { push, until, announced, alerting, toldStaff } = await begin();
  await push('2012-06-18 10:00', maintenance());
  await alerting.deliver();
  for (const at of ['2012-06-21 02:00', '2012-06-22 00:30', '2012-06-22 02:00', '2012-06-22 04:00']) {
    await until(at);
    await alerting.deliver();
  }
  expect(await announced()).toEqual([
    '18 10:00 scheduled accepted',
    '21 01:00 reminder accepted',
    '22 00:00 reminder accepted',
    '22 01:00 in_progress accepted',
    '22 03:00 completed accepted',
  ]);
  // The push was answered; what the clock makes is no push.
  expect(await toldStaff()).toEqual(['【公開済】第1報・予定 データベースの更新']);
});

test('after a restart nothing that the clock made comes again, and what it made meanwhile comes', async () => {
  const { push, until, announced, alerting } = await begin();
  await push('2012-06-18 10:00', maintenance());
  await alerting.deliver();
  await until('2012-06-22 01:10');
  await alerting.deliver();
  const before = await announced();
  await push('2012-06-22 01:20', maintenance(), true);
  expect(await announced()).toEqual(before);
  await push('2012-06-22 03:30', maintenance(), true);
  expect((await announced()).slice(before.length)).toEqual(['22 03:30 completed waiting']);
});

test('one that is extended ends at its new time; moved once announced, its start is not mailed again', async () => {
  const { push, until, announced, alerting } = await begin();
  await push('2012-06-21 12:00', maintenance({ remind: [] }, [makeUpdate('2012-06-21 12:00', 'scheduled')]));
  await alerting.deliver();
  await until('2012-06-22 01:10');
  await alerting.deliver();
  const moved = { remind: [], scheduledFor: tokyo('2012-06-22 02:00'), scheduledUntil: tokyo('2012-06-22 04:00') };
  await push('2012-06-22 01:20', maintenance(moved, [makeUpdate('2012-06-21 12:00', 'scheduled')]));
  await until('2012-06-22 05:00');
  expect(await announced()).toEqual([
    '21 12:00 scheduled accepted',
    '22 01:00 in_progress accepted',
    '22 04:00 completed waiting',
  ]);
});

test('one that is cancelled before it begins is neither reminded of nor begun', async () => {
  const { push, until, announced, alerting } = await begin();
  await push('2012-06-21 12:00', maintenance());
  await alerting.deliver();
  await push('2012-06-21 13:00', maintenance({}, [planned, makeUpdate('2012-06-21 13:00', 'cancelled')]));
  await alerting.deliver();
  const before = await announced();
  await until('2012-06-22 05:00');
  expect(await announced()).toEqual(before);
});

test('staff are warned once before a report is due, and of silence', async () => {
  const { push, until, toldStaff, alerting, clock } = await begin();
  const first = makeUpdate('2012-06-20 17:10', 'investigating', { next: tokyo('2012-06-20 18:00') });
  await push('2012-06-20 17:10', makeNotice('lost', [first], { title: { ja: '接続障害' } }));
  await until('2012-06-20 17:49');
  expect(await toldStaff()).toHaveLength(1);
  await until('2012-06-20 21:00');
  expect((await toldStaff()).slice(1)).toEqual(['【まもなく報告】18:00 接続障害', '【3時間報告なし】接続障害']);
  await alerting.reopen();
  await until('2012-06-22 06:00');
  expect((await toldStaff()).slice(3)).toEqual(['【6時間報告なし】接続障害', '【12時間報告なし】接続障害', '【24時間報告なし】接続障害']); // prettier-ignore
  expect(clock.now).toBe(tokyo('2012-06-22 06:00'));
});

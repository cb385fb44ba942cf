import { expect, test } from 'vitest';
import type { ComponentState, Notice } from '../../src/incidents/notice.ts';
import { uptimeOf, uptimesOf, type Uptime } from '../../src/incidents/uptime.ts';
import { makeNotice, makePage, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';

const hour = 3_600_000;
const longAfter = tokyo('2030-01-01 00:00');

/** `web` in a state from one time to another, in Tokyo's time; then resolved. */
function incident(id: string, state: ComponentState, from: string, to: string, more: Partial<Notice> = {}): Notice {
  const [begun, over] = [makeUpdate(from, 'investigating'), makeUpdate(to, 'resolved')];
  return makeNotice(id, [begun, over], { components: { web: state }, ...more });
}

interface Case {
  readonly from: string;
  readonly to: string;
  readonly now?: number;
  readonly page?: Record<string, unknown>;
  readonly id?: string;
}

function uptime(notices: readonly Notice[], { from, to, now = longAfter, page = {}, id = 'web' }: Case): Uptime {
  const snapshot = makeSnapshot(notices, { page: makePage(page) });
  const found = uptimeOf(snapshot, id, tokyo(from), tokyo(to), now);
  if (found === undefined) throw new Error(`no component ${id}`);
  return found;
}

/** By day: hours of major and of partial outage, and the uptime in per cent; `-` where nothing can be said. */
const table = ({ days, total }: Uptime) => [
  ...days.map(({ day, ...rest }) => `${day} ${line(rest)}`),
  `total ${line(total)}`,
];
function line({ seconds, uptime }: Uptime['total']): string {
  const part = uptime === null ? '-' : String(Number((uptime * 100).toFixed(3)));
  return `${seconds.major_outage / 3600} ${seconds.partial_outage / 3600} ${part}`;
}

test('a major outage counts in full, a partial one 30 %, slowness and maintenance not at all', () => {
  const states = ['major_outage', 'partial_outage', 'degraded_performance', 'under_maintenance'] as const;
  const notices = states.map((state, index) =>
    incident(state, state, `2012-06-20 0${index * 2}:00`, `2012-06-20 0${index * 2 + 1}:00`),
  );
  const { days, total } = uptime(notices, { from: '2012-06-20 00:00', to: '2012-06-21 00:00' });
  const seconds = { major_outage: 3600, partial_outage: 3600, degraded_performance: 3600, under_maintenance: 3600 };
  expect(days).toEqual([{ day: '2012-06-20', seconds, uptime: 1 - 1.3 / 24 }]);
  expect(total).toEqual({ seconds, uptime: 1 - 1.3 / 24 });
});

test('an outage over a leap day and the end of a month', () => {
  const notice = incident('a', 'major_outage', '2012-02-28 22:00', '2012-03-01 06:00');
  expect(table(uptime([notice], { from: '2012-02-28 12:00', to: '2012-03-01 12:00' }))).toEqual([
    '2012-02-28 2 0 91.667',
    '2012-02-29 24 0 0',
    '2012-03-01 6 0 75',
    'total 32 0 55.556',
  ]);
  const newYear = incident('b', 'partial_outage', '2012-12-31 18:00', '2013-01-01 12:00');
  expect(table(uptime([newYear], { from: '2012-12-31 00:00', to: '2013-01-02 00:00' }))).toEqual([
    '2012-12-31 0 6 92.5',
    '2013-01-01 0 12 85',
    'total 0 18 88.75',
  ]);
});

test('a day on which the clocks change has 23 or 25 hours', () => {
  const page = { time_zone: 'Europe/Berlin' };
  const spring = incident('a', 'major_outage', '2026-03-28 20:00', '2026-03-30 20:00');
  expect(table(uptime([spring], { from: '2026-03-28 20:00', to: '2026-03-30 20:00', page }))).toEqual([
    '2026-03-28 12 0 50',
    '2026-03-29 23 0 0',
    '2026-03-30 13 0 45.833',
    'total 48 0 32.394',
  ]);
  const anHour = incident('b', 'major_outage', '2026-10-25 20:00', '2026-10-25 21:00');
  expect(table(uptime([anHour], { from: '2026-10-25 12:00', to: '2026-10-25 21:00', page }))).toEqual([
    '2026-10-25 1 0 96',
    'total 1 0 96',
  ]);
});

test('a day that begins at one in the morning, since its midnight never came', () => {
  const page = { time_zone: 'America/Sao_Paulo' };
  const notice = incident('a', 'major_outage', '2018-11-04 12:00', '2018-11-05 11:00');
  expect(table(uptime([notice], { from: '2018-11-04 12:00', to: '2018-11-05 10:00', page }))).toEqual([
    '2018-11-04 23 0 0',
    'total 23 0 0',
  ]);
});

test('a page that moves to another zone: the same seconds, on the days of that zone', () => {
  const notice = incident('a', 'major_outage', '2012-06-20 06:00', '2012-06-20 12:00');
  const span = { from: '2012-06-19 12:00', to: '2012-06-20 20:00' };
  expect(table(uptime([notice], span)).slice(0, 2)).toEqual(['2012-06-19 0 0 100', '2012-06-20 6 0 75']);
  const inUtc = table(uptime([notice], { ...span, page: { time_zone: 'UTC' } }));
  expect(inUtc.slice(0, 2)).toEqual(['2012-06-19 3 0 87.5', '2012-06-20 3 0 87.5']);
});

test('what was taken back or rehearsed does not count', () => {
  const down = makeUpdate('2012-06-20 04:00', 'identified', { components: { web: 'major_outage' } });
  const notices = (retracted: boolean) => {
    const updates = [makeUpdate('2012-06-20 02:00', 'investigating'), { ...down, retracted }];
    const over = makeUpdate('2012-06-20 08:00', 'resolved');
    return [makeNotice('a', [...updates, over], { components: { web: 'partial_outage' } })];
  };
  const span = { from: '2012-06-20 00:00', to: '2012-06-21 00:00' };
  expect(table(uptime(notices(false), span))[0]).toBe('2012-06-20 4 2 80.833');
  expect(table(uptime(notices(true), span))[0]).toBe('2012-06-20 0 6 92.5');
  const gone = incident('b', 'major_outage', '2012-06-20 02:00', '2012-06-20 08:00');
  const whole = { ...gone, updates: gone.updates.map((update) => ({ ...update, retracted: true })) };
  expect(table(uptime([whole, { ...gone, type: 'exercise' }], span))[0]).toBe('2012-06-20 0 0 100');
  // Only the end was taken back: it goes on.
  const reopened = { ...gone, updates: gone.updates.map((update, index) => ({ ...update, retracted: index === 1 })) };
  expect(table(uptime([reopened], span))[0]).toBe('2012-06-20 22 0 8.333');
});

test('notices on top of each other count once, as the worst of them', () => {
  const notices = [
    incident('a', 'partial_outage', '2012-06-20 02:00', '2012-06-20 10:00'),
    incident('b', 'major_outage', '2012-06-20 04:00', '2012-06-20 06:00'),
    incident('c', 'major_outage', '2012-06-20 05:00', '2012-06-20 07:00'),
    incident('d', 'partial_outage', '2012-06-20 05:30', '2012-06-20 06:30', {
      components: { service: 'partial_outage' },
    }),
  ];
  const span = { from: '2012-06-20 00:00', to: '2012-06-21 00:00' };
  expect(table(uptime(notices, span))[0]).toBe('2012-06-20 3 5 81.25');
  expect(table(uptime(notices, { ...span, id: 'mail' }))[0]).toBe('2012-06-20 0 1 98.75');
});

test('a final report days later changes nothing; what was left down on purpose counts until it is set', () => {
  const outage = incident('a', 'major_outage', '2012-06-20 12:00', '2012-06-20 18:00');
  const reported = { ...outage, updates: [...outage.updates, makeUpdate('2012-06-29 18:00', 'postmortem')] };
  const span = { from: '2012-06-20 00:00', to: '2012-06-30 00:00' };
  expect(table(uptime([reported], span)).at(-1)).toBe('total 6 0 97.5');
  const partly = makeUpdate('2012-06-20 18:00', 'resolved', { components: { web: 'partial_outage' } });
  const limping = makeNotice('a', [makeUpdate('2012-06-20 12:00', 'investigating'), partly], {
    components: { web: 'major_outage' },
  });
  const repaired = makeNotice('b', [
    makeUpdate('2012-06-22 06:00', 'resolved', { components: { web: 'operational' } }),
  ]);
  expect(table(uptime([limping, repaired], { from: '2012-06-20 00:00', to: '2012-06-23 00:00' }))).toEqual([
    '2012-06-20 6 6 67.5',
    '2012-06-21 0 24 70',
    '2012-06-22 0 6 92.5',
    'total 6 36 76.667',
  ]);
  // Left before the time that is asked for.
  expect(table(uptime([limping], { from: '2012-07-01 00:00', to: '2012-07-02 00:00' }))[0]).toBe('2012-07-01 0 24 70');
});

test('nothing is said of days before the component was there and days to come; today counts as far as it has come', () => {
  const page = { components: [{ id: 'web', name: 'Web', start_date: '2012-06-20' }] };
  const notice = incident('a', 'major_outage', '2012-06-19 12:00', '2012-06-21 12:00');
  const span = { from: '2012-06-19 00:00', to: '2012-06-23 00:00', page };
  expect(table(uptime([notice], { ...span, now: tokyo('2012-06-21 18:00') }))).toEqual([
    '2012-06-19 0 0 -',
    '2012-06-20 24 0 0',
    '2012-06-21 12 0 33.333',
    '2012-06-22 0 0 -',
    'total 36 0 14.286',
  ]);
  const open = makeNotice('b', [makeUpdate('2012-06-21 06:00', 'investigating')], {
    components: { web: 'major_outage' },
  });
  expect(table(uptime([open], { ...span, now: tokyo('2012-06-21 08:00') }))[2]).toBe('2012-06-21 2 0 75');
});

test('an automatic maintenance counts as maintenance, and only as far as its time has come', () => {
  const maintenance = makeNotice('m', [makeUpdate('2012-06-18 10:00', 'scheduled')], {
    type: 'maintenance',
    automatic: true,
    scheduledFor: tokyo('2012-06-20 22:00'),
    scheduledUntil: tokyo('2012-06-21 02:00'),
    components: { web: 'under_maintenance' },
  });
  const span = { from: '2012-06-20 00:00', to: '2012-06-22 00:00' };
  const hoursOf = (now: number) =>
    uptime([maintenance], { ...span, now }).days.map(({ seconds, uptime }) => [
      seconds.under_maintenance / 3600,
      uptime,
    ]);
  expect(hoursOf(longAfter)).toEqual([[2, 1], [2, 1]]); // prettier-ignore
  expect(hoursOf(tokyo('2012-06-20 23:00'))).toEqual([[1, 1], [0, null]]); // prettier-ignore
});

test('all days of a span add up to its timeline, for every component of the page', () => {
  const notice = incident('a', 'major_outage', '2012-05-01 00:00', '2012-06-10 00:00');
  const snapshot = makeSnapshot([notice]);
  const uptimes = uptimesOf(snapshot, tokyo('2012-04-01 00:00'), tokyo('2012-06-30 00:00'), longAfter);
  expect([...uptimes.keys()]).toEqual(['web', 'mail', 'support']);
  expect(uptimes.get('web')?.days).toHaveLength(90);
  expect(uptimes.get('web')?.total.seconds.major_outage).toBe((40 * 24 * hour) / 1000);
  expect(uptimes.get('mail')?.total.uptime).toBe(1);
});

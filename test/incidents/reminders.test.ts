import { expect, test } from 'vitest';
import type { Notice, Update } from '../../src/incidents/notice.ts';
import { remindersOf } from '../../src/incidents/reminders.ts';
import { warningsAt } from '../../src/incidents/staff-warnings.ts';
import { makeNotice, makeUpdate, tokyo } from '../support/snapshot.ts';

const minute = 60_000;
const hour = 60 * minute;

const planned = makeUpdate('2012-06-18 10:00', 'scheduled');
const maintenance = (updates: readonly Update[] = [planned], more: Partial<Notice> = {}) =>
  makeNotice('m', updates, {
    type: 'maintenance',
    scheduledFor: tokyo('2012-06-22 01:00'),
    scheduledUntil: tokyo('2012-06-22 03:00'),
    remind: [24 * hour, hour],
    ...more,
  });

/** Every reminder that comes while the clock goes minute by minute, as whoever sends each only once would see it. */
function reminded(notice: (now: number) => Notice, from: string, until: string): string[] {
  const seen = new Map<number, string>();
  for (let now = tokyo(from); now <= tokyo(until); now += minute) {
    for (const { at, before } of remindersOf(notice(now), now)) {
      const when = new Date(now + 9 * hour).toISOString().slice(8, 16).replace('T', ' ');
      if (!seen.has(at)) seen.set(at, `${when}: ${before / hour}h`);
    }
  }
  return [...seen.values()];
}

test('each reminder comes once, at its time', () => {
  expect(reminded(() => maintenance(), '2012-06-20 12:00', '2012-06-22 12:00')).toEqual([
    '21 01:00: 24h',
    '22 00:00: 1h',
  ]);
});

test('one that was missed comes late, unless a nearer one has come or it has begun', () => {
  expect(reminded(() => maintenance(), '2012-06-21 09:00', '2012-06-22 12:00')).toEqual([
    '21 09:00: 24h',
    '22 00:00: 1h',
  ]);
  expect(reminded(() => maintenance(), '2012-06-22 00:30', '2012-06-22 12:00')).toEqual(['22 00:30: 1h']);
  expect(reminded(() => maintenance(), '2012-06-22 01:00', '2012-06-22 12:00')).toEqual([]);
});

test('none of what people were told since, begun early, cancelled, taken back or not read', () => {
  const told = makeUpdate('2012-06-21 08:00', 'scheduled');
  const quiet = { ...told, notify: false };
  const from = '2012-06-21 09:00';
  const until = '2012-06-22 12:00';
  expect(reminded(() => maintenance([planned, told]), from, until)).toEqual(['22 00:00: 1h']);
  expect(reminded(() => maintenance([planned, quiet]), from, until)).toEqual(['21 09:00: 24h', '22 00:00: 1h']);
  for (const status of ['in_progress', 'cancelled'] as const) {
    expect(reminded(() => maintenance([planned, { ...told, status }]), from, until)).toEqual([]);
  }
  expect(reminded(() => maintenance([{ ...planned, retracted: true }]), from, until)).toEqual([]);
  const broken = { reason: 'no status', text: '', mailable: false };
  expect(reminded(() => maintenance([planned], { broken }), from, until)).toEqual([]);
  expect(reminded(() => maintenance([planned], { type: 'exercise' }), from, until)).toEqual([]);
});

test('a moved schedule reminds anew', () => {
  const moved = makeUpdate('2012-06-21 12:00', 'scheduled');
  const later = { scheduledFor: tokyo('2012-06-23 01:00'), scheduledUntil: tokyo('2012-06-23 03:00') };
  const notice = (now: number) => (now < moved.at ? maintenance() : maintenance([planned, moved], later));
  expect(reminded(notice, '2012-06-20 12:00', '2012-06-23 12:00')).toEqual([
    '21 01:00: 24h', '22 01:00: 24h', '23 00:00: 1h',
  ]); // prettier-ignore
});

/** Every warning that comes while the clock goes minute by minute, each told once. */
function warned(notice: (now: number) => Notice, from: string, until: string): string[] {
  const seen = new Map<string, string>();
  for (let now = tokyo(from); now <= tokyo(until); now += minute) {
    for (const { key, kind, hours } of warningsAt([notice(now)], now)) {
      const when = new Date(now + 9 * hour).toISOString().slice(8, 16).replace('T', ' ');
      if (!seen.has(key)) seen.set(key, `${when}: ${kind}${hours === undefined ? '' : ` ${hours}h`}`);
    }
  }
  return [...seen.values()];
}

const begun = makeUpdate('2012-06-20 17:10', 'investigating', { next: tokyo('2012-06-20 18:00') });

test('staff are warned ten minutes before a report is due, and after 3, 6, 12 and 24 hours of silence', () => {
  expect(warned(() => makeNotice('a', [begun]), '2012-06-20 17:10', '2012-06-22 17:10')).toEqual([
    '20 17:50: next_soon', '20 20:10: silent 3h', '20 23:10: silent 6h', '21 05:10: silent 12h', '21 17:10: silent 24h',
  ]); // prettier-ignore
});

test('a report ends the silence and begins another; a due final report is warned of, though it is over', () => {
  const later = makeUpdate('2012-06-20 19:00', 'identified');
  const resolved = makeUpdate('2012-06-20 23:00', 'resolved', { next: tokyo('2012-06-21 12:00') });
  const notice = (now: number) => makeNotice('a', [begun, later, resolved].filter(({ at }) => at <= now)); // prettier-ignore
  expect(warned(notice, '2012-06-20 17:10', '2012-06-22 17:10')).toEqual([
    '20 17:50: next_soon', '20 22:00: silent 3h', '21 11:50: next_soon',
  ]); // prettier-ignore
});

test('of silences that were missed only the longest is told; a promise that was missed is told late', () => {
  expect(warned(() => makeNotice('a', [begun]), '2012-06-21 06:00', '2012-06-21 07:00')).toEqual([
    '21 06:00: next_soon', '21 06:00: silent 12h',
  ]); // prettier-ignore
});

test('a maintenance by hand whose time has come is warned of, an automatic one is not', () => {
  const running = makeUpdate('2012-06-22 01:30', 'in_progress');
  const notice = (now: number) => maintenance(now < running.at ? [planned] : [planned, running]);
  expect(warned(notice, '2012-06-21 12:00', '2012-06-22 12:00')).toEqual([
    '22 01:00: not_begun',
    '22 03:00: not_ended',
  ]);
  const automatic = maintenance([planned], { automatic: true });
  expect(warned(() => automatic, '2012-06-21 12:00', '2012-06-22 12:00')).toEqual([]);
});

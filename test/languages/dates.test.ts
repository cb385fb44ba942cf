import { expect, test } from 'vitest';
import { openDates, showDuration } from '../../src/languages/dates.ts';

const at = Date.parse('2012-06-20T08:10:00Z');

test('an instant in a language and zone', () => {
  const ja = openDates('ja', 'Asia/Tokyo');
  expect([ja.dateTime(at), ja.date(at), ja.time(at), ja.zone(at), ja.day(at)]).toEqual([
    '2012年6月20日(水) 17:10',
    '2012年6月20日(水)',
    '17:10',
    'JST',
    '2012-06-20',
  ]);
  const en = openDates('en', 'Asia/Tokyo');
  expect([en.dateTime(at), en.zone(at)]).toEqual(['20 June 2012 (Wed) 17:10', 'JST']);
});

test('the year is left out where it is the same as now, in that zone', () => {
  const newYear = Date.parse('2011-12-31T15:00:00Z');
  expect(openDates('ja', 'Asia/Tokyo').near(at, newYear)).toBe('6月20日(水) 17:10');
  expect(openDates('en', 'Asia/Tokyo').near(at, newYear)).toBe('20 June (Wed) 17:10');
  expect(openDates('en', 'UTC').near(at, newYear)).toBe('20 June 2012 (Wed) 08:10');
});

test('midnight is 00:00 of the new day', () => {
  expect(openDates('ja', 'Asia/Tokyo').dateTime(Date.parse('2012-06-20T15:00:00Z'))).toBe('2012年6月21日(木) 00:00');
});

test.each([
  ['UTC', 'UTC'],
  ['Europe/Berlin', 'UTC+2'],
  ['Asia/Kolkata', 'UTC+5:30'],
  ['America/St_Johns', 'UTC-2:30'],
])('the zone of %s is named by its offset at that time: %s', (zone, label) => {
  expect(openDates('en', zone).zone(at)).toBe(label);
});

test.each([
  [20_000, '1分', '1 minute'],
  [60 * 60_000, '1時間', '1 hour'],
  [135 * 60_000, '2時間15分', '2 hours 15 minutes'],
  [47 * 3_600_000, '47時間', '47 hours'],
  [51 * 3_600_000, '2日3時間', '2 days 3 hours'],
])('%d ms in words', (length, ja, en) => {
  expect([showDuration(length, 'ja'), showDuration(length, 'en')]).toEqual([ja, en]);
});

import { expect, test } from 'vitest';
import { answeringAt, hoursIn } from '../../src/incidents/opening-hours.ts';
import { tokyo } from '../support/snapshot.ts';

const at = (time: string, hours = 'Mo-Fr 09:00-17:00') => answeringAt(hours, 'Asia/Tokyo', tokyo(time));

test('says until when somebody answers', () => {
  expect(at('2012-06-20 09:00')).toEqual({ open: true, until: '17:00' });
  expect(at('2012-06-20 16:59')).toEqual({ open: true, until: '17:00' });
});

test('says when somebody answers next: later today, tomorrow, after the weekend', () => {
  expect(at('2012-06-20 08:59')).toEqual({ open: false, inDays: 0, weekday: 3, time: '09:00' });
  expect(at('2012-06-20 17:00')).toEqual({ open: false, inDays: 1, weekday: 4, time: '09:00' });
  expect(at('2012-06-22 17:10')).toEqual({ open: false, inDays: 3, weekday: 1, time: '09:00' });
  expect(at('2012-06-23 23:00')).toEqual({ open: false, inDays: 2, weekday: 1, time: '09:00' });
});

test('reads several stretches, single days, nights, and every day', () => {
  const split = 'Mo,We 09:00-12:00,13:00-17:00; Sa 10:00-12:00';
  expect(at('2012-06-20 12:30', split)).toEqual({ open: false, inDays: 0, weekday: 3, time: '13:00' });
  expect(at('2012-06-23 11:00', split)).toEqual({ open: true, until: '12:00' });
  expect(at('2012-06-24 01:30', 'Sa 22:00-06:00')).toEqual({ open: true, until: '06:00' });
  expect(at('2012-06-24 01:30', '22:00-06:00')).toEqual({ open: true, until: '06:00' });
  expect(at('2012-06-24 01:30', '00:00-24:00')).toEqual({ open: true, until: null });
});

test('claims nothing about hours it cannot read', () => {
  expect(at('2012-06-20 10:00', '平日の昼間')).toBeNull();
  expect(at('2012-06-20 10:00', 'Mo-Xx 09:00-17:00')).toBeNull();
  expect(hoursIn('平日の昼間', [])).toBe('平日の昼間');
});

test('names days in a language', () => {
  expect(hoursIn('Mo-Fr 09:00-17:00', ['日', '月', '火', '水', '木', '金', '土'])).toBe('月–金 09:00–17:00');
});

import { expect, test } from 'vitest';
import { openZone } from '../../src/incidents/zone.ts';
import { isQuietAt, lengthOf, minuteOfDay, quietUntil, readClock } from '../../src/subscribers/quiet-hours.ts';

test.each([
  ['22:00', 1320], ['7:05', 425], ['２２：００', 1320], ['22:00:00', 1320], ['24:00', null], ['22:60', null], ['', null], ['late', null],
] as const)('%s', (text, minutes) => expect(readClock(text)).toBe(minutes)); // prettier-ignore

test('over midnight and within a day', () => {
  const night = { from: 1320, until: 420 };
  expect([1319, 1320, 1439, 0, 419, 420].map((minutes) => isQuietAt(night, minutes))).toEqual([
    false, true, true, true, true, false,
  ]); // prettier-ignore
  expect(isQuietAt({ from: 60, until: 120 }, 120)).toBe(false);
  expect([lengthOf(night), lengthOf({ from: 60, until: 120 })]).toEqual([540, 60]);
});

test('the end is what the clock on the wall shows, also when it is changed in that night', () => {
  const berlin = openZone('Europe/Berlin');
  const at = (text: string) => Date.parse(text);
  expect(quietUntil(berlin, 420, at('2026-03-28T22:00:00Z'))).toBe(at('2026-03-29T05:00:00Z'));
  expect(quietUntil(berlin, 420, at('2026-03-27T22:00:00Z'))).toBe(at('2026-03-28T06:00:00Z'));
  // 02:30 does not exist in that night.
  expect(quietUntil(berlin, 150, at('2026-03-28T22:00:00Z'))).toBe(at('2026-03-29T01:30:00Z'));
  const tokyo = openZone('Asia/Tokyo');
  expect(minuteOfDay(tokyo, at('2026-03-28T22:05:59Z'))).toBe(425);
  expect(quietUntil(tokyo, 425, at('2026-03-28T22:05:00Z')), 'just ended: the next one').toBe(
    at('2026-03-29T22:05:00Z'),
  );
});

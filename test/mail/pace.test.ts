import { expect, test } from 'vitest';
import { paceOf } from '../../src/mail/pace.ts';

test.each([
  ['ten thousand at 14 a second', 10_000, { rate: 14, daily: null }, 0, { minutes: 12, fullDays: 0 }],
  ['one person', 1, { rate: 14, daily: 200 }, 0, { minutes: 1, fullDays: 0 }],
  ['nobody', 0, { rate: 14, daily: 200 }, 0, { minutes: 0, fullDays: 0 }],
  ['just as many as a day', 200, { rate: 1, daily: 200 }, 0, { minutes: 4, fullDays: 0 }],
  ['one more than a day', 201, { rate: 1, daily: 200 }, 0, { minutes: 1441, fullDays: 1 }],
  ['what is left of the day is too little', 100, { rate: 1, daily: 200 }, 150, { minutes: 1441, fullDays: 1 }],
  ['a thousand at two hundred a day', 1000, { rate: null, daily: 200 }, 0, { minutes: 4 * 1440 + 1, fullDays: 4 }],
  ['a used-up day and no rate', 10, { rate: null, daily: 200 }, 250, { minutes: 1441, fullDays: 1 }],
  ['nothing is declared', 10_000, { rate: null, daily: null }, 0, { minutes: null, fullDays: 0 }],
])('%s', (_what, people, declared, used, pace) => {
  expect(paceOf(people, declared, used)).toEqual(pace);
});

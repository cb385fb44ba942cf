import { expect, test } from 'vitest';
import type { Status } from '../../src/incidents/notice.ts';
import { learnTimeless } from '../../src/incidents/timeless.ts';

const heading = (text: string, status: Status = 'investigating') => ({ status, text });
const times = (reports: readonly { text: string; at: number }[]) => reports.map(({ text, at }) => `${text} ${at}`);

test('a report written above another of the same status takes no time of its', () => {
  const first = learnTimeless([], [heading('一')], 1);
  expect(times(learnTimeless(first, [heading('二'), heading('一')], 2))).toEqual(['二 2', '一 1']);
});

test('one put between two others moves neither', () => {
  const known = learnTimeless(learnTimeless([], [heading('一')], 1), [heading('一'), heading('三')], 3);
  expect(times(learnTimeless(known, [heading('一'), heading('二'), heading('三')], 4))).toEqual([
    '一 1',
    '二 4',
    '三 3',
  ]);
});

test('an edited text keeps its time, by status and place', () => {
  const known = learnTimeless([], [heading('一'), heading('終', 'resolved')], 1);
  expect(times(learnTimeless(known, [heading('一、改'), heading('終', 'resolved')], 2))).toEqual(['一、改 1', '終 1']);
});

test('one that was deleted gives its time to none but itself', () => {
  const gone = learnTimeless(learnTimeless([], [heading('一')], 1), [], 2);
  expect(times(learnTimeless(gone, [heading('二')], 3))).toEqual(['二 3', '一 1']);
  expect(times(learnTimeless(gone, [heading('一')], 3))).toEqual(['一 1']);
});

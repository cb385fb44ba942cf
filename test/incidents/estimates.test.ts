import { expect, test } from 'vitest';
import { estimatesOf } from '../../src/incidents/estimates.ts';
import type { Instant } from '../../src/incidents/notice.ts';
import { makeNotice, makeUpdate, tokyo } from '../support/snapshot.ts';

const t = (time: string) => tokyo(`2012-06-20 ${time}`);
const report = (time: string, expected?: Instant | 'unknown', more = {}) =>
  makeUpdate(`2012-06-20 ${time}`, 'identified', { expected, ...more });

test('each estimate with the report that gave it, and what became of it', () => {
  const notice = makeNotice('a', [
    report('17:10'),
    report('18:00', t('20:30')),
    report('19:00', t('20:30')),
    report('19:30', t('21:00')),
    report('20:00'),
    report('20:40', 'unknown'),
    report('21:30', t('23:00')),
  ]);
  expect(estimatesOf(notice, t('22:00'))).toEqual([
    { expected: t('20:30'), givenAt: t('18:00'), fate: 'moved' },
    { expected: t('21:00'), givenAt: t('19:30'), fate: 'withdrawn' },
    { expected: 'unknown', givenAt: t('20:40'), fate: 'moved' },
    { expected: t('23:00'), givenAt: t('21:30'), fate: 'holds' },
  ]);
});

test('what was taken back was never promised', () => {
  const given = [report('18:00', t('20:30')), report('19:30', t('21:00'), { retracted: true })];
  expect(estimatesOf(makeNotice('a', given), t('20:00'))).toEqual([
    { expected: t('20:30'), givenAt: t('18:00'), fate: 'holds' },
  ]);
  expect(estimatesOf(makeNotice('a', [report('18:00')]), t('20:00'))).toEqual([]);
});

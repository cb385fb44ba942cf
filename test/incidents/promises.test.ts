import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { promisesIn, promiseState } from '../../src/incidents/promises.ts';

test.each(['', '.en'])('reads the promises of the sample%s, with the days by which and on which', (suffix) => {
  const promises = promisesIn(readFileSync(`incidents/2012-06-20-all-servers-lost${suffix}.md`, 'utf8'));
  expect(promises.map(({ due, done }) => [due, done])).toEqual([
    ['2012-07-13', '2012-07-10'],
    ['2012-07-31', '2012-07-27'],
    ['2012-09-30', '2012-08-29'],
    ['2012-08-31', '2012-08-29'],
  ]);
  expect(promises[0]?.what).toBe(suffix === '' ? '緊急情報ページ' : 'An emergency page');
});

test('a promise is open until its day is over, then late, and done once that was said', () => {
  const [open, ticked, plain] = promisesIn(
    '## お約束\n\n- **訓練**：完了させます。期限 2012-08-31\n- [x] 控えを取る。期限 2012年7月31日\n- 手順を\n  見直す\n\n## お願い\n\n- 期限 2012-01-01',
  );
  const states = (day: string) => [open, ticked, plain].map((promise) => promise && promiseState(promise, day));
  expect(states('2012-08-31')).toEqual(['open', 'done', 'open']);
  expect(states('2012-09-01')).toEqual(['late', 'done', 'open']);
  expect([open?.what, ticked?.what, plain?.what]).toEqual(['訓練', '控えを取る', '手順を 見直す']);
});

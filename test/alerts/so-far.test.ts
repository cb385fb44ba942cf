import { expect, test } from 'vitest';
import { soFar } from '../../src/alerts/so-far.ts';
import { makeNotice, makeSnapshot, makeUpdate } from '../support/snapshot.ts';

test('whoever comes late is told what went before, the newest first, without what was taken back', () => {
  const more = makeNotice('more', [
    makeUpdate('2012-06-20 17:10', 'investigating', { body: { ja: '**調べて**います。\n\nお待ちください。' } }),
    makeUpdate('2012-06-20 17:30', 'identified', { retracted: true, body: { ja: '誤り' } }),
    makeUpdate('2012-06-20 18:00', 'identified', { body: { ja: '', en: `We ${'really '.repeat(20)}know.` } }),
    makeUpdate('2012-06-20 19:00', 'monitoring'),
  ]);
  const told = (index: number, language: string) => {
    const update = more.updates[index]!;
    return soFar({ snapshot: makeSnapshot([more]), notice: more, update, now: update.at }, language);
  };
  expect(told(0, 'ja').reports).toEqual([]);
  expect(told(3, 'ja').head.text).toBe('■ これまでの経過');
  expect(told(3, 'ja').reports.map(({ text }) => text)).toEqual([
    '- 6月20日(水) 18:00 第3報・復旧作業中',
    '- 6月20日(水) 17:10 第1報・調査中　調べています。',
  ]);
  const [newest, oldest] = told(3, 'en').reports;
  expect(newest?.text).toMatch(/^- 20 June \(Wed\) 18:00 Report 3 · Identified: We really .{50,70}…$/);
  expect(oldest?.html).toContain('<span lang="ja">調べています。</span>');
});

import { expect, test } from 'vitest';
import { subjectOf } from '../../src/alerts/subject.ts';
import type { Notice } from '../../src/incidents/notice.ts';
import { makeNotice, makeUpdate, tokyo } from '../support/snapshot.ts';

const servers = { ja: 'サーバーに接続できません', en: 'Servers cannot be reached' };
const corrected = tokyo('2012-06-20 20:00');
const subjects: [string, Partial<Notice>, ReturnType<typeof makeUpdate>, ja: string, en: string][] = [
  ['under way', {}, makeUpdate('2012-06-20 18:00', 'investigating'), '【障害】第2報・調査中 ', '[Incident] Report 2 · Investigating: '],
  ['watched', {}, makeUpdate('2012-06-20 18:00', 'monitoring'), '【障害】第2報・監視中 ', '[Incident] Report 2 · Monitoring: '],
  ['over', {}, makeUpdate('2012-06-20 18:00', 'resolved'), '【復旧】第2報 ', '[Resolved] Report 2: '],
  ['the last', {}, makeUpdate('2012-06-20 18:00', 'postmortem'), '【障害】最終報 ', '[Incident] Final report: '],
  ['corrected', {}, makeUpdate('2012-06-20 18:00', 'resolved', { corrected }), '【訂正】第2報・復旧 ', '[Corrected] Report 2 · Resolved: '],
  ['the last, corrected', {}, makeUpdate('2012-06-20 18:00', 'postmortem', { corrected }), '【訂正】最終報 ', '[Corrected] Final report: '],
  ['taken back', {}, makeUpdate('2012-06-20 18:00', 'resolved', { retracted: true }), '【取消】第2報 ', '[Retracted] Report 2: '],
  ['planned', { type: 'maintenance' }, makeUpdate('2012-06-20 18:00', 'scheduled'), '【メンテナンス】第2報・予定 ', '[Maintenance] Report 2 · Scheduled: '],
  ['called off', { type: 'maintenance' }, makeUpdate('2012-06-20 18:00', 'cancelled'), '【メンテナンス】第2報・中止 ', '[Maintenance] Report 2 · Cancelled: '],
  ['done', { type: 'maintenance' }, makeUpdate('2012-06-20 18:00', 'completed'), '【メンテナンス】第2報・完了 ', '[Maintenance] Report 2 · Completed: '],
  ['a rehearsal', { type: 'exercise' }, makeUpdate('2012-06-20 18:00', 'resolved'), '【訓練】第2報・復旧 ', '[Exercise] Report 2 · Resolved: '],
  ['a rehearsal, taken back', { type: 'exercise' }, makeUpdate('2012-06-20 18:00', 'resolved', { retracted: true }), '【訓練】第2報・取消 ', '[Exercise] Report 2 · Retracted: '],
]; // prettier-ignore

test.each(subjects)('what is %s is said first, where no phone cuts', (_case, more, update, ja, en) => {
  const from = makeNotice('servers-lost', [makeUpdate('2012-06-20 17:10', 'investigating'), update], {
    title: servers,
    ...more,
  });
  expect(subjectOf(from, from.updates[1]!, 'ja')).toBe(`${ja}サーバーに接続できません`);
  expect(subjectOf(from, from.updates[1]!, 'en')).toBe(`${en}Servers cannot be reached`);
  expect([...ja].length).toBeLessThanOrEqual(18);
});

test('of a long title there is as much as a phone shows, cut between signs', () => {
  const long = (title: string) => {
    const notice = makeNotice('long', [makeUpdate('2012-06-20 17:10', 'investigating')], { title: { ja: title } });
    return subjectOf(notice, notice.updates[0]!, 'ja');
  };
  expect(long('当社のサーバーすべてに接続できず、メールの配信も止まっている件について')).toBe(
    '【障害】第1報・調査中 当社のサーバーすべてに接続できず、メール…',
  );
  expect(long(`当社のサーバーすべてに接続できず、メー👨‍👩‍👧の配信も`)).toBe(
    '【障害】第1報・調査中 当社のサーバーすべてに接続できず、メー👨‍👩‍👧…',
  );
});

test('a title stays on its line and in its direction', () => {
  const title = { ja: '件名\r\nBcc: a@example.jp\u2028b\u202e逆\ud800 <i>\u0000' };
  const notice = makeNotice('wicked', [makeUpdate('2012-06-20 17:10', 'investigating')], { title });
  expect(subjectOf(notice, notice.updates[0]!, 'ja')).toBe(
    '【障害】第1報・調査中 件名 Bcc: a@example.jp b 逆\ufffd <i>',
  );
});

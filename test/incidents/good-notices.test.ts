import { describe, expect, test } from 'vitest';
import type { Notice } from '../../src/incidents/notice.ts';
import { jst, read } from '../support/notice.ts';

/** What of a notice a case looks at; the rest is not compared. */
interface Reading {
  title?: string;
  type?: string;
  impact?: string;
  components?: Record<string, string>;
  scheduledFor?: string;
  scheduledUntil?: string;
  /** Time, status and text of each report, oldest first. */
  updates?: [string, string, string][];
}

const body = '\n\n文です。\n';
const one = (heading: string) => `# 題\n## ${heading}${body}`;
const first = (status = 'investigating', time = '2012-06-20 17:10'): Reading => ({
  updates: [[time, status, '文です。']],
});

const cases: [string, string, Reading][] = [
  ['a full time', one('2012-06-20 17:10 investigating'), first()],
  ['a time with seconds', one('2012-06-20 17:10:30 investigating'), first('investigating', '2012-06-20 17:10:30')],
  ['ISO 8601 in UTC', one('2012-06-20T08:10Z investigating'), first()],
  ['ISO 8601 with an offset', one('2012-06-20T10:10:00+02:00 investigating'), first()],
  ['a named offset', one('2012-06-20 08:10 UTC investigating'), first()],
  ['a Japanese date', one('2012年6月20日(水) 17時10分 調査中'), first()],
  ['full-width signs', '＃　題\n＃＃　２０１２－０６－２０　１７：１０　調査中' + body, { title: '題', ...first() }],
  ['a status in capitals', one('2012-06-20 17:10 MONITORING'), first('monitoring')],
  ['a Japanese status in a sentence', one('2012-06-20 17:10 第3報：現在調査中です'), first()],
  ['a status of two English words', one('2012-06-20 17:10 In repair'), first('identified')],
  ['a status and free text', one('2012-06-20 17:10 Monitoring: fixed the disk'), first('monitoring')],
  ['a longer word that holds a status', one('2012-06-20 17:10 復旧見込みについて'), first('investigating')],
  ['a time alone, on the day of the file name', one('17:10 調査中'), first()],
  ['nothing but a status', one('調査中'), first('investigating', '2012-06-20 17:05')],
  ['a status and 第N報', one('【第1報】調査中'), first('investigating', '2012-06-20 17:05')],
  ['CRLF and a byte order mark', `\ufeff${one('17:10 調査中').replace(/\n/g, '\r\n')}`, { title: '題', ...first() }],
  [
    'times alone over midnight, and 26:10',
    `# 題\n## 23:50 調査中${body}## 00:20 監視中${body}## 26:10 復旧${body}`,
    {
      updates: [
        ['2012-06-20 23:50', 'investigating', '文です。'],
        ['2012-06-21 00:20', 'monitoring', '文です。'],
        ['2012-06-22 02:10', 'resolved', '文です。'],
      ],
    },
  ],
  [
    'no status keeps the one before, in the order of time',
    `# 題\n## 2012-06-20 18:00${body}## 2012-06-20 17:10 identified${body}`,
    {
      updates: [
        ['2012-06-20 17:10', 'identified', '文です。'],
        ['2012-06-20 18:00', 'identified', '文です。'],
      ],
    },
  ],
  ['a title with a colon and a #', `---\ntitle: 障害: サーバ #3\n---\n## 17:10 調査中${body}`, { title: '障害: サーバ #3' }],
  ['a quoted title', `---\ntitle: “引用”\n---\n## 17:10 調査中${body}`, { title: '引用' }],
  ['dashes a phone made', `—\n件名： 題\n——\n## 17:10 調査中${body}`, { title: '題', ...first() }],
  ['Japanese keys and words', `---\n件名: 題\n影響: 重大\n対象:\n  ウェブサイト: 停止\n  メール配信: 遅延\n---\n## 17:10 調査中${body}`, {
    title: '題',
    impact: 'critical',
    components: { web: 'major_outage', mail: 'degraded_performance' },
  }],
  ['components on one line', `---\ntitle: t\ncomponents: web major_outage, メール配信 遅延\n---\n## 17:10 調査中${body}`, {
    components: { web: 'major_outage', mail: 'degraded_performance' },
  }],
  ['components with English names and comments', `---\ntitle: t\ncomponents:\n  Mail delivery: Partial outage   # since noon\n---\n## 17:10 調査中${body}`, {
    components: { mail: 'partial_outage' },
  }],
  ['headings that are text', one('17:10 調査中') + '\n## 原因\n\n不明\n\n## What we identified\n\nx\n', {
    updates: [['2012-06-20 17:10', 'investigating', '文です。\n\n## 原因\n\n不明\n\n## What we identified\n\nx']],
  }],
  ['a heading in a code block', one('17:10 調査中') + '\n```\n## 18:00 復旧\n```\n', {
    updates: [['2012-06-20 17:10', 'investigating', '文です。\n\n```\n## 18:00 復旧\n```']],
  }],
  ['a body with full-width signs, untouched', '# 題\n## 17:10 調査中\n\n“Ａ”：１２３　—\n', {
    updates: [['2012-06-20 17:10', 'investigating', '“Ａ”：１２３　—']],
  }],
  ['text directly below the heading', '# 題\n## 17:10 調査中\n原因を調べています。\n', {
    updates: [['2012-06-20 17:10', 'investigating', '原因を調べています。']],
  }],
  ['a maintenance', `---\ntitle: t\ntype: maintenance\nscheduled_for: 2012-06-25 02:00\nscheduled_until: 04:00\nautomatic: true\nremind: 24h, 1h\n---\n## 17:10 予定${body}`, {
    type: 'maintenance',
    scheduledFor: '2012-06-25 02:00',
    scheduledUntil: '2012-06-25 04:00',
    ...first('scheduled'),
  }],
  ['an exercise', `---\ntitle: t\ntype: 訓練\n---\n## 17:10 調査中${body}`, { type: 'exercise', ...first() }],
]; // prettier-ignore

describe('a good notice', () => {
  test.each(cases)('%s', (_name, file, expected) => {
    const { notice, findings } = read(file);
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(notice?.broken).toBeUndefined();
    expect(reading(notice, expected)).toEqual(expected);
  });
});

test('the long example of the design', () => {
  const { notice, findings } = read(longExample, { name: '2012-06-20-all-servers-lost.md' });
  expect(findings).toEqual([]);
  expect(notice).toMatchObject({
    id: '2012-06-20-all-servers-lost',
    language: 'ja',
    impact: 'critical',
    components: { web: 'major_outage', mail: 'major_outage' },
  });
  expect(
    notice?.updates.map(({ at, status, next, components, line }) => ({ at, status, next, components, line })),
  ).toEqual([
    { at: jst('2012-06-20 17:10'), status: 'investigating', next: jst('2012-06-20 18:00'), components: {}, line: 9 },
    {
      at: jst('2012-06-21 20:10'),
      status: 'monitoring',
      next: undefined,
      components: { web: 'operational', mail: 'degraded_performance' },
      line: 14,
    },
    { at: jst('2012-06-21 21:00'), status: 'resolved', next: jst('2012-06-29 18:00'), components: {}, line: 20 },
  ]);
  expect(notice?.updates[0]?.body['ja']).toBe(
    'www.example.jp cannot be reached. We are finding out whether it is the line or the host. Call us: 000-0000-0000.',
  );
});

test('the first notice typed on a phone', () => {
  const file =
    '# サーバーに接続できません\n## 調査中\n次回: 18:00\n\n原因を調べています。お急ぎの方は 000-0000-0000 へ。\n';
  const { notice, findings } = read(file, { name: 'no-connection.md' });
  expect(findings).toEqual([]);
  expect(notice?.title).toEqual({ ja: 'サーバーに接続できません' });
  expect(notice?.updates[0]).toMatchObject({
    at: jst('2012-06-20 17:05'),
    status: 'investigating',
    next: jst('2012-06-20 18:00'),
    body: { ja: '原因を調べています。お急ぎの方は 000-0000-0000 へ。' },
  });
});

test('every field below a heading', () => {
  const fields = 'web: 一部停止\n影響: 軽微\n次回: 18:00頃\n見込み: 未定\n訂正: 17:30\n通知: いいえ\n取消: はい';
  const { notice } = read(`# 題\n## 17:10 調査中\n${fields}\n\n文\n`);
  expect(notice?.updates[0]).toMatchObject({
    components: { web: 'partial_outage' },
    impact: 'minor',
    next: jst('2012-06-20 18:00'),
    expected: 'unknown',
    corrected: jst('2012-06-20 17:30'),
    notify: false,
    retracted: true,
    body: { ja: '文' },
  });
});

test('contacts, old names and drafts', () => {
  const { notice } = read(
    `---\ntitle: t\ntelephone: 0312345678\nformerly: [old-id, older]\ndraft: true\n---\n## 17:10 調査中${body}`,
  );
  expect(notice).toMatchObject({ contacts: { telephone: '0312345678' }, formerly: ['old-id', 'older'], draft: true });
});

test('a translation adds its texts by time, and by status where there is none', () => {
  const original = `# 題\n## 調査中${body}## 2012-06-20 18:00 監視中${body}## 19:00 復旧${body}`;
  const { notice, findings } = read(original, {
    translations: { en: '# Title\n## investigating\n\nFirst.\n\n## 2012-06-20 18:00\n\nSecond.\n' },
  });
  expect(findings).toEqual([]);
  expect(notice?.title).toEqual({ ja: '題', en: 'Title' });
  expect(notice?.updates.map((update) => update.body['en'])).toEqual(['First.', 'Second.', undefined]);
});

function reading(
  notice: Notice | null,
  { title, type, impact, components, scheduledFor, scheduledUntil, updates }: Reading,
) {
  const time = (at: number | undefined) => (at === undefined ? '' : shown(at));
  return {
    ...(title === undefined ? {} : { title: notice?.title['ja'] }),
    ...(type === undefined ? {} : { type: notice?.type }),
    ...(impact === undefined ? {} : { impact: notice?.impact }),
    ...(components === undefined ? {} : { components: notice?.components }),
    ...(scheduledFor === undefined ? {} : { scheduledFor: time(notice?.scheduledFor) }),
    ...(scheduledUntil === undefined ? {} : { scheduledUntil: time(notice?.scheduledUntil) }),
    ...(updates === undefined
      ? {}
      : { updates: notice?.updates.map((one) => [shown(one.at), one.status, one.body['ja']]) }),
  };
}

const shown = (at: number) =>
  new Date(at + 9 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ').replace(/:00$/, '');

const longExample = `---
title: All servers lost at our hosting company
impact: critical              # none | minor | major | critical; left out: from the worst component, \`major\` while open with none named
components:
  web: major_outage           # ids from page.yaml; the five Statuspage states
  mail: major_outage
---

## 2012-06-20 17:10 investigating
next: 18:00

www.example.jp cannot be reached. We are finding out whether it is the line or the host. Call us: 000-0000-0000.

## 2012-06-21 20:10 monitoring
web: operational
mail: degraded_performance

Everything is restored from our own copy. We are watching it until 21:00.

## 2012-06-21 21:00 resolved
next: 2012-06-29 18:00

Service has resumed. A report on the causes follows.
`;

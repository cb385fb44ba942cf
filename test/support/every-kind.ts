import { makeRepository, type Repository } from './repository.ts';

/** A history with a notice of every kind and state, read as of 5 July 2012, 12:00 in Japan: what programs have to get along with. */
export function everyKind(): Repository {
  const repository = makeRepository({ page: false });
  for (const [name, text] of Object.entries(files)) repository.write(name, text);
  repository.commit('Publish', { date: '2012-07-05 09:00' });
  return repository;
}

const page = `name: { ja: まなび連絡網, en: Manabi Contact Network }
operator: { name: { ja: まなび連絡網株式会社, en: Manabi Contact Network Inc. } }
privacy: { ja: お知らせの送信だけに使います。, en: Used for these notices only. }
contacts: { telephone: "000-0000-0000" }
components:
  - id: service
    name: { ja: サービス, en: Service }
    components:
      - { id: web, name: { ja: ウェブサイト, en: Website }, description: "A & B <web>", start_date: 2010-04-01 }
      - { id: mail, name: { ja: メール配信 📮, en: Mail delivery 📮 } }
      - { id: fax, name: ファクス, retired: true }
  - { id: support, name: { ja: 窓口, en: Support desk }, showcase: false }
`;

/** Written elsewhere, with lines that end in CR LF. */
const fromWindows = (text: string) => text.replaceAll('\n', '\r\n');

const files: Record<string, string> = {
  'page.yaml': page,
  '2012-06-20-all-servers-lost.md': `---
title: 全サーバーが停止しました
formerly: [2012-06-20-servers]
components: web major_outage, mail major_outage
---

## 2012-06-20 17:10 investigating

ホスティング会社の**全サーバー**が停止しています。お急ぎの方は 000-0000-0000 へ。

## 2012-06-20 17:20 identified
retracted: true

原因は回線です。

## 2012-06-20 18:00 identified
corrected: 2012-06-20 18:30

原因が分かりました。

- サーバー
- <バックアップ> & ]]>

## 2012-06-21 20:10 monitoring
web: operational
mail: degraded_performance

復元しました 🎉

## 2012-06-21 21:00 resolved

再開しました。

## 2012-06-29 18:00 postmortem

原因の報告です。
`,
  '2012-06-20-all-servers-lost.en.md': `# All servers lost

## 2012-06-20 17:10

All servers of **our host** are down.

## 2012-06-21 21:00

Service has resumed.
`,
  '2012-07-02-slow.md': fromWindows(`---
title: "🔥 メールが遅れています"
impact: minor
components: mail degraded_performance
---

## 2012-07-02 09:00 investigating

一行目
二行目

三行目 👩‍👩‍👧

## 2012-07-02 10:00 monitoring

様子を見ています。

## 2012-07-02 11:00 identified
retracted: true

誤報
`),
  '2012-07-03-wrong.md': `# 誤報です\n\n## 2012-07-03 08:00 investigating\nretracted: true\n\n障害ではありませんでした。\n`,
  '2012-07-04-english.md': `---
title: "Fish & chips <b>desk</b> closed"
components: support partial_outage
---

## 2012-07-04 10:00 identified

Nobody is there: "it's" 1 < 2 && 3 > 2.
`,
  '2012-05-01-retired.md': `---
title: ファクスの障害
components: fax major_outage, pager partial_outage
---

## 2012-05-01 10:00 investigating

調査中です。

## 2012-05-01 11:00 resolved

復旧しました。
`,
  '2012-07-04-exercise.md': `---
title: 訓練
type: exercise
---

## 2012-07-04 09:00 investigating

訓練です。
`,
  '2012-08-01-planned.md': maintenance('計画メンテナンス', '2012-08-01 01:00', '2012-08-01 03:00', [
    ['2012-07-01 10:00 scheduled', '実施します。'],
  ]),
  '2012-07-05-running.md': maintenance('作業中', '2012-07-05 11:00', '2012-07-05 13:00', [
    ['2012-07-01 10:01 scheduled', '実施します。'],
    ['2012-07-05 08:59 in_progress', '始めました。'],
  ]),
  '2012-07-05-verifying.md': maintenance('確認中', '2012-07-05 06:00', '2012-07-05 12:30', [
    ['2012-07-01 10:02 scheduled', '実施します。'],
    ['2012-07-05 06:00 in_progress', '始めました。'],
    ['2012-07-05 08:30 verifying', '確認しています。'],
  ]),
  '2012-07-03-by-the-clock.md': maintenance(
    '自動',
    '2012-07-03 01:00',
    '2012-07-03 02:00',
    [['2012-07-01 10:03 scheduled', '実施します。']],
    'automatic: true\nimpact: none\n',
  ),
  '2012-07-04-cancelled.md': maintenance('取りやめ', '2012-07-04 01:00', '2012-07-04 02:00', [
    ['2012-07-01 10:04 scheduled', '実施します。'],
    ['2012-07-02 10:04 cancelled', '取りやめました。'],
  ]),
};

function maintenance(
  title: string,
  from: string,
  until: string,
  reports: readonly (readonly [heading: string, text: string])[],
  more = '',
): string {
  const head = `type: maintenance\nscheduled_for: ${from}\nscheduled_until: ${until}\ncomponents: web under_maintenance\n${more}`;
  const body = reports.map(([heading, text]) => `\n## ${heading}\n\n${text}\n`).join('');
  return `---\ntitle: ${title}\n${head}---\n${body}`;
}

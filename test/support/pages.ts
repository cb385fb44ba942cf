import { makeRepository } from './repository.ts';

/** Content with something of everything: open, over, retracted, planned, under way, rehearsed, untranslated, broken. */
export function fullContent(): string {
  const repository = makeRepository({ page: false });
  repository.write('page.yaml', pageSettings);
  for (const [name, text] of Object.entries(notices)) repository.write(name, text);
  repository.commit('All of it', { date: '2025-11-20 12:00' });
  return repository.incidentsDir;
}

/** Every page of that content that has an address, without a language prefix. */
export const fullPaths = [
  '/',
  '/history',
  '/history/2025-11',
  '/subscribe',
  '/embed',
  '/no-such-page',
  ...['open', 'over', 'taken-back', 'planned', 'under-way', 'exercise'].map((id) => `/incidents/${id}`),
] as const;

const pageSettings = `
name: { ja: まなび連絡網, en: Manabi Contact Network }
operator: { name: { ja: 株式会社まなび連絡網, en: Manabi K.K. }, address: 架空県見本市 1-2-3 }
privacy: { ja: お知らせを送るためにだけ使います。, en: Used for these notices only. }
contacts: { telephone: "000-0000-0000", email: support@example.net, hours: "Mo-Fr 09:00-17:00" }
primary: [www.example.jp]
alternates: [https://status2.example.org]
components:
  - id: service
    name: { ja: サービス, en: Service }
    components:
      - { id: web, name: { ja: ウェブサイト, en: Website }, description: { ja: お知らせを読むページ, en: Where notices are read } }
      - { id: mail, name: { ja: メール配信, en: Mail delivery } }
  - { id: support, name: { ja: 窓口, en: Support desk } }
`;

const notices: Record<string, string> = {
  'open.md': `---
title: サーバーに接続できません
components: { web: major_outage, mail: degraded_performance }
---

## 2025-11-20 09:00 investigating
next: 2025-11-20 10:00

原因を調べています。

- まず**回線**を見ています。
- [連絡先](https://www.example.jp/contact)

## 2025-11-20 10:00 identified
expected: 2025-11-20 15:00

### 分かったこと

データベースの故障です。

| 時刻 | 状況 |
| --- | --- |
| 09:00 | 停止 |
`,
  'over.md': `# メールの遅れ
対象: mail 遅延
## 2025-11-10 09:00 調査中

遅れています。

## 2025-11-10 11:00 復旧

もとに戻りました。

## 2025-11-12 11:00 最終報

原因と、これからの対策です。
`,
  'over.en.md': `# Mail was late

## 2025-11-10 09:00

Mail is late.
`,
  'taken-back.md': `# 誤った報告
## 2025-11-11 09:00 調査中
retracted: true

誤りでした。
`,
  'planned.md': `---
title: データベースの更新
type: maintenance
scheduled_for: 2125-11-20 02:00
scheduled_until: 2125-11-20 04:00
components: { web: under_maintenance }
---

## 2025-11-19 09:00 scheduled

止まります。
`,
  'under-way.md': `---
title: 回線の工事
type: maintenance
scheduled_for: 2025-11-20 02:00
scheduled_until: 2025-11-20 04:00
components: { support: under_maintenance }
---

## 2025-11-20 02:00 in_progress

始めました。
`,
  'exercise.md': `---
title: 避難の訓練
type: exercise
---

## 2025-11-20 09:30 investigating

訓練です。
`,
};

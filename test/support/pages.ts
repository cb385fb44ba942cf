import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Asked, Person } from '../../src/channel.ts';
import { loadPages } from '../../src/publisher/draw.ts';
import { loadAssets } from '../../src/publish/assets.ts';
import type { FinishedResponse } from '../../src/publish/edition.ts';
import { renderAsked, renderTail, type EditionNeeds } from '../../src/publish/make-edition.ts';
import { createSender } from '../../src/web/send.ts';
import { openContent } from './content.ts';
import { editionNeeds, makeIt } from './edition.ts';
import { makeRepository } from './repository.ts';
import { tokyo } from './snapshot.ts';

const now = tokyo('2025-11-20 12:00');

/**
 * Every response of that content as the built pages draw it, by path: also answers to forms (`/outcome/<page>`) and what a
 * person or a search asks for (`/asked/<what>`), which have no address of their own.
 */
export async function drawEverything(siteUrl: string): Promise<ReadonlyMap<string, FinishedResponse>> {
  const { snapshot } = await (await openContent(fullContent(), { now })).read();
  const current = { state: 'current', asOf: now } as const;
  const assets = await loadAssets('dist/client', siteUrl);
  const needs: EditionNeeds = { ...editionNeeds(), render: await loadPages(process.cwd()), siteUrl, assets };
  const { edition } = await makeIt(snapshot, now, { needs });
  const drawn = new Map(edition.ready);
  for (const path of edition.tail) {
    const response = await renderTail(needs, snapshot, current, now, path);
    if (response !== null) drawn.set(path, response);
  }
  for (const [key, response] of edition.outcomes) {
    const [outcome = '', language = ''] = key.split(':');
    drawn.set(`${prefixOf(language)}/outcome/${outcome}`, response);
  }
  for (const language of ['ja', 'en'])
    for (const [name, asked] of Object.entries(questions)) {
      const response = await renderAsked(needs, snapshot, current, now, { language, asked });
      drawn.set(`${prefixOf(language)}/asked/${name}`, response);
    }
  return drawn;
}

/** Serves all of it with its own headers, as the web thread does. Gives the paths of the pages. */
export async function serveEverything(): Promise<{ base: string; pages: string[] }> {
  const send = createSender(Date.now);
  let drawn: ReadonlyMap<string, FinishedResponse> = new Map();
  const server = createServer((request, response) => {
    const found = drawn.get(request.url ?? '');
    if (found === undefined) response.writeHead(404).end();
    else send(request, response, found);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  drawn = await drawEverything(base);
  return { base, pages: [...drawn].filter(([, { headers }]) => isPage(headers)).map(([path]) => path) };
}

export const isPage = (headers: FinishedResponse['headers']) =>
  headers['content-type']?.startsWith('text/html') === true;

const prefixOf = (language: string) => (language === 'ja' ? '' : `/${language}`);

const somebody: Person = {
  page: 'subscription',
  token: 'token',
  preferencesToken: 'token',
  address: 'h***@example.org',
  hasLeft: false,
  returnUntil: null,
  language: 'ja',
  components: ['web', 'gone-since'],
  kinds: 'all',
  reports: 'every',
  quietFrom: '22:00',
  quietUntil: '07:00',
  exercises: false,
  isAddressAsked: true,
  notices: [
    { id: 'open', isMuted: false },
    { id: 'over', isMuted: true },
  ],
  said: 'saved',
};
const questions: Record<string, Asked> = {
  subscription: { person: somebody },
  left: { person: { ...somebody, hasLeft: true, returnUntil: now + 86_400_000, said: null } },
  unsubscribe: { person: { ...somebody, page: 'unsubscribe', said: null } },
  search: { query: '報告' },
};

/** Content with something of everything: open, over, retracted, planned, under way, rehearsed, untranslated, broken. */
export function fullContent(): string {
  const repository = makeRepository({ page: false });
  repository.write('page.yaml', pageSettings);
  for (const [name, text] of Object.entries(notices)) repository.write(name, text);
  repository.commit('All of it', { date: '2025-11-20 12:00' });
  return repository.incidentsDir;
}

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
components:
  web: major_outage
  mail: degraded_performance
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
  'over.md': `---
title: メールの遅れ
対象: mail 遅延
---

## 2025-11-10 09:00 調査中

遅れています。

## 2025-11-10 11:00 復旧

もとに戻りました。

## 2025-11-12 11:00 最終報

原因と、これからの対策です。

### お約束

- 送信待ちの列を毎日確かめる（期限 2025-11-14、完了 2025-11-14）
- 片方の送信の仕組みが止まっても届くようにする（期限 2025-12-20）
`,
  'over.en.md': `# Mail was late

## 2025-11-10 09:00

Mail is late.
`,
  'taken-back.md': `# 窓口の電話がつながりにくくなっています
## 2025-11-11 09:00 調査中
retracted: true

誤りでした。
`,
  'planned.md': `---
title: データベースの更新
type: maintenance
scheduled_for: 2125-11-20 02:00
scheduled_until: 2125-11-20 04:00
components: web under_maintenance
---

## 2025-11-19 09:00 scheduled

止まります。
`,
  'under-way.md': `---
title: 回線の工事
type: maintenance
scheduled_for: 2025-11-20 02:00
scheduled_until: 2025-11-20 04:00
components: support under_maintenance
---

## 2025-11-20 02:00 in_progress

始めました。
`,
  'broken.md': `# 読めないお知らせ
## 2025-11-20 25:99 調査中

時刻が読めません。
`,
  'exercise.md': `---
title: 避難の訓練
type: exercise
---

## 2025-11-20 09:30 investigating

訓練です。
`,
};

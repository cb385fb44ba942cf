import { expect, test } from 'vitest';
import type { Notice } from '../../src/incidents/notice.ts';
import { parseNotice } from '../../src/incidents/parse.ts';
import { isOpen } from '../../src/incidents/state.ts';
import { frontPage } from '../../src/publish/front-page.ts';
import { badgeOf } from '../../src/publish/badge.ts';
import { openScene, type Scene } from '../../src/publish/scene.ts';
import { statuspageDocuments } from '../../src/publish/statuspage.ts';
import { createTexts } from '../../src/publish/texts.ts';
import { editionOf, textAt } from '../support/edition.ts';
import { mutated } from '../support/mutations.ts';
import { makeNotice, makePage, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';

const page = makePage();
const now = tokyo('2012-06-20 18:00');
const good = makeNotice('2012-06-19-past', [
  makeUpdate('2012-06-19 09:00', 'investigating'),
  makeUpdate('2012-06-19 10:00', 'resolved'),
]);
const files = [
  '---\ntitle: 全サーバーのデータを失いました\nimpact: critical\ncomponents:\n  web: major_outage\n  mail: 停止\n---\n\n## 2012-06-20 17:10 調査中\n次回: 18:00\n\nつながりません。\n\n## 17:40 原因特定\n次回: 19:00\n\n```\n## 17:50 復旧\n```\n\n復元しています。\n',
  '# サーバーに接続できません\n## 調査中\n次回: 18:00\n\n原因を調べています。\n\n<!-- 社内: 000-0000-0000 -->\n',
  '---\ntitle: Mail is late\ncomponents: mail degraded_performance\n---\n## 17:05 investigating\nnext: 18:00\nexpected: unknown\n\nMail waits.\n\n## 17:30 identified\nnext: 18:30\n\nA full disk.\n',
];

const broken = Array.from({ length: 300 }, (_, seed) => mutated(files[seed % files.length] ?? '', seed));

function read(bytes: Uint8Array): Notice | null {
  const source = { name: '2012-06-20-x.md', bytes, translations: [] };
  return parseNotice(source, { page, now, timesOf: (all) => all.map((_, index) => now - 3_600_000 + index) }).notice;
}

test('300 notices broken by mutation are read within a second', () => {
  read(broken[0] ?? new Uint8Array());
  const before = process.cpuUsage();
  for (const bytes of broken) expect(() => read(bytes)).not.toThrow();
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(1000);
  // Most of them are broken or at least not what they were; else the other tests prove nothing.
  expect(broken.filter((bytes) => read(bytes)?.broken !== undefined).length).toBeGreaterThan(80);
});

test('as the very first notice each leaves page, API and badge anything but green, and the other notice as it was', () => {
  const alone = makeSnapshot([good], { page });
  const objectOf = (snapshot: typeof alone, id: string) =>
    documents(snapshot).incidents.find(({ name }) => name === id);
  for (const [seed, bytes] of broken.entries()) {
    const notice = read(bytes);
    if (notice === null) throw new Error(`nothing at all is shown of ${seed}`);
    const snapshot = makeSnapshot([good, notice], { page });
    // What closes it must be written in it: a mutation may have left only that. It may also have made a draft of nothing.
    if (notice.broken === undefined && !isOpen(notice, now)) continue;
    const scene = sceneOf(snapshot);
    expect([seed, frontPage(snapshot, scene.freshness, now).look]).not.toEqual([seed, 'nothing']);
    expect([seed, documents(snapshot).indicator]).not.toEqual([seed, 'none']);
    expect(badgeOf(scene, 'ja')).not.toMatch(/#14523a|なし/);
    expect(objectOf(snapshot, '2012-06-19-past の件')).toEqual(objectOf(alone, '2012-06-19-past の件'));
  }
});

test('a whole edition of a broken first notice', async () => {
  const notice = read(new TextEncoder().encode('---\ntitle: x\n## 99:99 何か\n\nだめです\n'));
  expect(notice?.broken).toBeDefined();
  const edition = await editionOf(makeSnapshot(notice === null ? [] : [notice, good], { page }), now);
  expect(JSON.parse(textAt(edition, '/api/v2/status.json'))).toMatchObject({ status: { indicator: 'major' } });
  expect(textAt(edition, '/badge.svg')).toContain('<title>まなび連絡網: 障害発生中</title>');
  expect(textAt(edition, '/en/badge.svg')).toContain('<title>Manabi Contact Network: incident reported</title>');
});

test('an unknown state is never green, and a name cannot break out of the picture', () => {
  const snapshot = makeSnapshot([good], { page: makePage({ name: '<script>&"' }) });
  const scene = sceneOf(snapshot);
  const unknown = badgeOf({ ...scene, freshness: { state: 'unknown', since: now } }, 'en');
  expect(unknown).toContain('state unknown');
  expect(unknown).not.toMatch(/#14523a|<script|&"/);
  expect(badgeOf(scene, 'en')).toMatch(/#14523a.*no incident reported/);
});

const texts = createTexts();

function sceneOf(snapshot: ReturnType<typeof makeSnapshot>): Scene {
  const freshness = { state: 'current', asOf: now } as const;
  return openScene({
    snapshot,
    freshness,
    now,
    siteUrl: 'https://status.example.org',
    formOpen: true,
    mailFrom: 'notices@status.example.org',
    texts,
  });
}

/** The API's indicator and its incidents. */
function documents(snapshot: ReturnType<typeof makeSnapshot>) {
  const scene = sceneOf(snapshot);
  const written = (path: string) =>
    JSON.parse(
      statuspageDocuments(scene, 'ja')
        .find((one) => one.path === path)
        ?.write() ?? '',
    ) as { status: { indicator: string }; incidents: { name: string }[] };
  return {
    indicator: written('/api/v2/status.json').status.indicator,
    incidents: written('/api/v2/incidents.json').incidents,
  };
}

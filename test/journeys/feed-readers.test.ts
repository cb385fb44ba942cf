import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import Database from 'better-sqlite3';
import FeedParser from 'feedparser';
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import RssParser from 'rss-parser';
import { expect, test } from 'vitest';
import { followedFolder } from '../support/followed.ts';
import { temporaryFolder } from '../support/folder.ts';
import { programPath } from '../support/programs.ts';
import { startSite, type Site } from '../support/site.ts';

/** Feed readers as people have them, unchanged, on the running program: every report, under its id, in its words. */
interface Read {
  readonly id: string | undefined;
  readonly title: string | undefined;
  readonly at: number;
  readonly text: string | undefined;
}

const reports = 21;
/** In XML nothing may look like a tag: some readers would leave it out. */
const nasty = /^【調査中】第1報 障害: ウェブサイトに接続できません (<A & B> \]\]>|＜A & B＞ \]\]＞) "引用"$/;
const first = {
  id: 'http://status.localhost/incidents/2025-07-09-mail-late#t20250709T092000Z',
  title: '【復旧作業中】第3報 連絡メールの配信が遅れています 📮',
  at: Date.parse('2025-07-09T18:20:00+09:00'),
};

function expectAll(read: readonly Read[], reader: string): void {
  expect(read.length, reader).toBe(reports);
  expect(new Set(read.map(({ id }) => id)).size, reader).toBe(reports);
  expect(read[0], reader).toMatchObject(first);
  expect(read[0]?.text, reader).toContain('列を2つに分け');
  expect(read[0]?.text, reader).toContain('2025年7月9日(水) 18:45 JST 訂正');
  expect(read.filter(({ title }) => nasty.test(title ?? '')).length, reader).toBe(1);
  const takenBack = read.find(({ id }) => id?.endsWith('#t20250709T083000Z'));
  expect(takenBack?.title, reader).toMatch(/^【取消】/);
  expect(read.map(({ at }) => at), reader).toEqual(read.map(({ at }) => at).toSorted((a, b) => b - a)); // prettier-ignore
}

const bodyAt = async (site: Site, path: string) => (await site.get(path)).text();

test('readers from npm: rss-parser, feedparser, feedsmith', async () => {
  const site = await startSite({ incidentsDir: followedFolder() });
  for (const path of ['/feed.rss', '/feed.atom']) {
    const { items } = await new RssParser().parseURL(site.base + path);
    const read = items.map((item) => ({
      id: item.guid ?? (item as { id?: string }).id,
      title: item.title,
      at: Date.parse(item.isoDate ?? ''),
      text: (item['content:encoded'] as string | undefined) ?? item.content,
    }));
    // It shows when an Atom entry was changed, not when it was published.
    expectAll(path === '/feed.rss' ? read : publishedOf(await bodyAt(site, path), read), `rss-parser ${path}`);
    expectAll(await withFeedParser(await bodyAt(site, path)), `feedparser ${path}`);
  }
  const rss = parseRssFeed(await bodyAt(site, '/feed.rss'));
  expect([rss.title, rss.language]).toEqual(['まなび連絡網 障害・メンテナンスのお知らせ', 'ja']);
  const rssItems = (rss.items ?? []).map((item) => ({
    id: item.guid?.value,
    title: item.title,
    at: Date.parse(item.pubDate ?? ''),
    text: item.content?.encoded,
  }));
  expectAll(rssItems, 'feedsmith, RSS');
  const atom = parseAtomFeed(await bodyAt(site, '/feed.atom'));
  const entries = (atom.entries ?? []).map((entry) => ({
    id: entry.id,
    title: entry.title?.value,
    at: Date.parse(entry.published ?? ''),
    text: entry.content?.value,
  }));
  expectAll(entries, 'feedsmith, Atom');
  const json = parseJsonFeed(await bodyAt(site, '/feed.json'));
  const items = (json.items ?? []).map((item) => ({
    id: item.id,
    title: item.title,
    at: Date.parse(item.date_published ?? ''),
    text: item.content_html,
  }));
  expectAll(items, 'feedsmith, JSON Feed');
  expect(parseJsonFeed(await bodyAt(site, '/en/components/support/feed.json')).items?.length).toBeLessThan(reports);
});

const newsboat = programPath('newsboat');
test.skipIf(newsboat === null)('newsboat takes them in, and nothing twice', async () => {
  const site = await startSite({ incidentsDir: followedFolder() });
  for (const path of ['/feed.rss', '/feed.atom']) {
    const folder = temporaryFolder();
    const [urls, config, cache] = ['urls', 'config', 'cache.db'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    writeFileSync(urls, `${site.base}${path}\n`);
    writeFileSync(config, '');
    const reload = () =>
      execFileSync(newsboat ?? '', ['-C', config, '-u', urls, '-c', cache, '-x', 'reload'], {
        env: { HOME: folder, LANG: 'C.UTF-8', PATH: process.env['PATH'] },
      });
    reload();
    reload();
    const database = new Database(cache, { readonly: true });
    const rows = database
      .prepare('SELECT guid AS id, title, pubDate, content AS text FROM rss_item ORDER BY pubDate DESC')
      .all();
    database.close();
    const read = (rows as (Read & { pubDate: number })[]).map((row) => ({ ...row, at: row.pubDate * 1000 }));
    expectAll(read, `newsboat ${path}`);
  }
});

const sfeed = programPath('sfeed');
test.skipIf(sfeed === null)('sfeed reads them', async () => {
  const site = await startSite({ incidentsDir: followedFolder() });
  for (const path of ['/feed.rss', '/feed.atom']) {
    const lines = execFileSync(sfeed ?? '', [site.base], {
      input: await bodyAt(site, path),
      encoding: 'utf8',
    }).trimEnd();
    const read = lines.split('\n').map((line) => {
      const [seconds, title, , text, , id] = line.split('\t');
      return { id, title, text, at: Number(seconds) * 1000 };
    });
    expectAll(read, `sfeed ${path}`);
  }
});

const python = [programPath('python3'), '/usr/bin/python3'].find((path) => {
  try {
    if (path !== null) execFileSync(path, ['-c', 'import feedparser'], { stdio: 'ignore' });
    return path !== null;
  } catch {
    return false;
  }
});
test.skipIf(python === undefined)('python3-feedparser reads them without a complaint', async () => {
  const site = await startSite({ incidentsDir: followedFolder() });
  const program = `
import feedparser, json, sys
feed = feedparser.parse(sys.stdin.buffer.read())
json.dump({'bozo': bool(feed.bozo), 'language': feed.feed.language, 'items': [{'id': e.id, 'title': e.title, 'published': e.published, 'text': e.content[0].value} for e in feed.entries]}, sys.stdout)
`;
  for (const path of ['/feed.rss', '/feed.atom']) {
    const input = await bodyAt(site, path);
    const said = JSON.parse(execFileSync(python ?? '', ['-c', program], { input, encoding: 'utf8' })) as {
      bozo: boolean;
      language: string;
      items: (Read & { published: string })[];
    };
    expect([said.bozo, said.language]).toEqual([false, 'ja']);
    const read = said.items.map((item) => ({
      ...item,
      at: Date.parse(item.published),
    }));
    expectAll(read, `feedparser ${path}`);
  }
});

/** Of `feedparser`, which hands on one item after the other. */
async function withFeedParser(text: string): Promise<Read[]> {
  const read: Read[] = [];
  const parser = Readable.from([text]).pipe(new FeedParser({}));
  for await (const item of parser as AsyncIterable<FeedParser.Item>) {
    read.push({ id: item.guid, title: item.title ?? '', at: Number(item.pubdate), text: item.description ?? '' });
  }
  return read;
}

/** The items in their order, at the time at which they were published. */
function publishedOf(atom: string, items: readonly Read[]): Read[] {
  const times = [...atom.matchAll(/<published>([^<]+)</g)].map(([, time = '']) => Date.parse(time));
  return items.map((item, index) => ({ ...item, at: times[index] ?? NaN }));
}

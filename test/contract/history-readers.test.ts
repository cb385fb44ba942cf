import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import FeedParser from 'feedparser';
import { parseAtomFeed, parseRssFeed } from 'feedsmith';
import RssParser from 'rss-parser';
import { expect, test } from 'vitest';
import { openContent } from '../support/content.ts';
import { editionOf, textAt } from '../support/edition.ts';
import { everyKind } from '../support/every-kind.ts';
import { temporaryFolder } from '../support/folder.ts';
import { programPath } from '../support/programs.ts';
import { startSite, type Site } from '../support/site.ts';
import { makeSnapshot } from '../support/snapshot.ts';
import { makeRepository } from '../support/repository.ts';

/** The notices of `everyKind`, newest report first, with the state that parsers take from the first `<strong>`. */
const entries = [
  ['作業中', 'In progress'],
  ['確認中', 'Verifying'],
  ['Fish & chips <b>desk</b> closed', 'Identified'],
  ['誤報です', 'Resolved'],
  ['自動', 'Completed'],
  ['🔥 メールが遅れています', 'Monitoring'],
  ['取りやめ', 'Completed'],
  ['計画メンテナンス', 'Scheduled'],
  ['全サーバーが停止しました', 'Postmortem'],
  ['ファクスの障害', 'Resolved'],
] as const;
const titles = entries.map(([title]) => title);
const stateOf = (html: string | undefined) => /<strong>(.*?)<\/strong>/.exec(html ?? '')?.[1];

const fullSite = () => startSite({ incidentsDir: everyKind().incidentsDir });
const emptySite = () => startSite({ incidentsDir: makeRepository().incidentsDir });
const textOf = async (site: Site, path: string) => (await site.get(path)).text();

test('rss-parser, feedparser and feedsmith read the history, and one that is empty', async () => {
  const [site, empty] = [await fullSite(), await emptySite()];
  for (const path of ['/history.rss', '/history.atom']) {
    const read = await new RssParser().parseURL(site.base + path);
    expect(read.title).toBe('まなび連絡網 Status - Incident History');
    expect(read.items.map(({ title, content }) => [title, stateOf(content)])).toEqual(entries);
    expect(read.items.every(({ isoDate }) => Date.parse(isoDate ?? '') <= Date.now())).toBe(true);
    expect(read.items[8]?.link).toBe(`${site.siteUrl}/incidents/2012-06-20-all-servers-lost`);
    expect((await new RssParser().parseURL(empty.base + path)).items).toEqual([]);

    const parsed = await feedParsed(await textOf(site, path));
    expect(parsed.map(({ description }) => stateOf(description ?? ''))).toEqual(entries.map(([, state]) => state));
    // It takes what looks like a tag out of every title.
    expect(parsed.map(({ title }) => title)).toEqual(titles.map((title) => title.replace(/<.*?>/g, '')));
    expect(new Set(parsed.map(({ guid }) => guid)).size).toBe(entries.length);
    expect(await feedParsed(await textOf(empty, path))).toEqual([]);
  }
  const rss = parseRssFeed(await textOf(site, '/history.rss'));
  expect(rss.items?.map(({ title }) => title)).toEqual(titles);
  // The address under its first name: it leads to the present one.
  const guid = rss.items?.[8]?.guid?.value ?? '';
  expect(guid).toBe(`${site.siteUrl}/incidents/2012-06-20-servers`);
  expect((await site.get(guid)).headers.get('location')).toBe('/incidents/2012-06-20-all-servers-lost');
  const atom = parseAtomFeed(await textOf(site, '/history.atom'));
  expect(atom.id).toBe('tag:status.localhost,2005:/history');
  expect(atom.entries?.map(({ published, updated }) => [published, updated])[8]).toEqual([
    '2012-06-20T08:10:00Z', '2012-06-29T09:00:00Z',
  ]); // prettier-ignore
  expect(parseAtomFeed(await textOf(empty, '/history.atom')).entries ?? []).toEqual([]);
});

function feedParsed(xml: string): Promise<FeedParser.Item[]> {
  return new Promise((resolve, reject) => {
    const items: FeedParser.Item[] = [];
    const parser = new FeedParser({});
    parser.on('error', reject).on('end', () => resolve(items));
    parser.on('data', (item: FeedParser.Item) => items.push(item));
    Readable.from([xml]).pipe(parser);
  });
}

test.skipIf(programPath('newsboat') === null)('newsboat reads it (needs newsboat)', async () => {
  const site = await fullSite();
  const folder = temporaryFolder();
  for (const path of ['/history.rss', '/history.atom']) {
    writeFileSync(join(folder, 'urls'), `${site.base}${path}\n`);
    writeFileSync(join(folder, 'config'), '');
    const cache = join(folder, `cache${path.slice(1)}`);
    const files = ['-u', join(folder, 'urls'), '-c', cache, '-C', join(folder, 'config')];
    mkdirSync(join(folder, 'home'), { recursive: true });
    const env = { ...process.env, HOME: join(folder, 'home') };
    const run = (...args: string[]) => spawnSync('newsboat', [...files, ...args], { env, encoding: 'utf8' });
    expect(run('-x', 'reload').status, path).toBe(0);
    expect(run('-x', 'print-unread').stdout.trim(), path).toBe(`${entries.length} unread articles`);
  }
});

test.skipIf(programPath('sfeed') === null)('sfeed reads it (needs sfeed)', async () => {
  const edition = await everyKindEdition();
  for (const path of ['/history.rss', '/history.atom']) {
    const { stdout } = spawnSync('sfeed', { input: textAt(edition, path), encoding: 'utf8' });
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'));
    expect(
      lines.map(([, title]) => title),
      path,
    ).toEqual(titles);
    expect(
      lines.every(([at]) => Number(at) > 1_300_000_000),
      path,
    ).toBe(true);
  }
});

/** Debian's own, which has Debian's modules, whatever else is installed before it. */
const python = '/usr/bin/python3';
const hasFeedparser = spawnSync(python, ['-c', 'import feedparser']).status === 0;

test.skipIf(!hasFeedparser)("Python's feedparser reads it (needs python3-feedparser)", async () => {
  const edition = await everyKindEdition();
  const script = `import feedparser, json, sys
d = feedparser.parse(sys.stdin.buffer.read())
print(json.dumps([d.bozo, [[e.title, e.id, (e.content[0].value if 'content' in e else e.description)] for e in d.entries]]))`;
  for (const path of ['/history.rss', '/history.atom']) {
    const { stdout } = spawnSync(python, ['-c', script], { input: textAt(edition, path), encoding: 'utf8' });
    const [bozo, read] = JSON.parse(stdout) as [boolean, [string, string, string][]];
    expect(bozo, path).toBe(false);
    expect(
      read.map(([, , html]) => stateOf(html)),
      path,
    ).toEqual(entries.map(([, state]) => state));
    expect(new Set(read.map(([, id]) => id)).size).toBe(entries.length);
    const none = spawnSync(python, ['-c', script], { input: textAt(await emptyEdition(), path), encoding: 'utf8' });
    expect(JSON.parse(none.stdout), path).toEqual([false, []]);
  }
});

test.skipIf(programPath('xmllint') === null)('xmllint finds nothing wrong with it (needs xmllint)', async () => {
  for (const edition of [await everyKindEdition(), await emptyEdition()]) {
    for (const path of ['/history.rss', '/history.atom', '/en/history.rss', '/en/history.atom']) {
      const { status, stderr } = spawnSync('xmllint', ['--noout', '-'], { input: textAt(edition, path) });
      expect([status, stderr.toString()], path).toEqual([0, '']);
    }
  }
});

async function everyKindEdition() {
  const { snapshot } = await (await openContent(everyKind().incidentsDir)).read();
  return editionOf(snapshot, Date.now());
}

const emptyEdition = () => editionOf(makeSnapshot([]), Date.now());

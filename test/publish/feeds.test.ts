import { spawnSync } from 'node:child_process';
import { XMLParser } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import type { Edition } from '../../src/publish/edition.ts';
import { editionOf, textAt } from '../support/edition.ts';
import { makeNotice, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';

const now = tokyo('2012-06-21 22:00');
const nasty = 'A & B <停止> ]]> \u0008\u{FFFE}"引用" \ud83d';
const outage = makeNotice(
  'servers-lost',
  [
    makeUpdate('2012-06-20 17:10', 'investigating', { body: { ja: `**調査**しています。 ${nasty}`, en: 'We look.' } }),
    makeUpdate('2012-06-20 17:30', 'identified', { body: { ja: '誤報' }, retracted: true }),
    makeUpdate('2012-06-21 20:10', 'monitoring', { body: { ja: '復元' }, corrected: tokyo('2012-06-21 20:30') }),
  ],
  { title: { ja: `全サーバー ${nasty}`, en: 'All servers' }, formerly: ['first-name'] },
);
const many = makeNotice(
  'long',
  Array.from({ length: 60 }, (_, index) => makeUpdate(`2012-05-01 10:${String(index).padStart(2, '0')}`, 'monitoring')),
);
const snapshot = makeSnapshot([outage, many]);
const edition = await editionOf(snapshot, now);
const id = 'https://status.example.org/incidents/first-name#t20120620T081000Z';
const date = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

interface Node {
  [name: string]: Node & Node[] & string;
}
const parse = (from: Edition, path: string) =>
  new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@', parseTagValue: false }).parse(
    textAt(from, path),
  ) as Node;
const hasXmllint = spawnSync('xmllint', ['--version']).status === 0;

test.skipIf(!hasXmllint)('xmllint finds nothing wrong with the XML (needs xmllint)', () => {
  for (const path of ['/feed.rss', '/feed.atom', '/en/feed.rss', '/en/feed.atom']) {
    const { status, stderr } = spawnSync('xmllint', ['--noout', '-'], { input: textAt(edition, path) });
    expect([status, stderr.toString()], path).toEqual([0, '']);
  }
});

test('RSS 2.0: what it requires is there, an item per report, newest first', () => {
  const rss = parse(edition, '/feed.rss')['rss'];
  expect(rss?.['@version']).toBe('2.0');
  const channel = rss?.['channel'];
  for (const name of ['title', 'link', 'description', 'language', 'lastBuildDate'])
    expect(channel?.[name], name).toBeTruthy();
  expect(channel?.['language']).toBe('ja');
  expect(channel?.['atom:link']).toMatchObject({ '@rel': 'self', '@href': 'https://status.example.org/feed.rss' });
  const items = channel?.['item'] ?? [];
  expect(items.length).toBe(50);
  for (const item of items) {
    expect(item?.['pubDate']).toMatch(date);
    expect(item?.['guid']?.['@isPermaLink']).toBe('false');
  }
  expect(new Set([...items].map((item) => item?.['guid']?.['#text'])).size).toBe(50);
  const times = [...items].map((item) => Date.parse(item?.['pubDate'] ?? ''));
  expect(times).toEqual(times.toSorted((a, b) => b - a));
  expect(items[0]?.['title']).toMatch(/^【監視中】第3報 全サーバー A & B ＜停止＞ \]\]＞/);
});

test('Atom (RFC 4287): one author, a self link, unique ids, plain titles, changes seen in updated', () => {
  const feed = parse(edition, '/feed.atom')['feed'];
  expect(feed?.['@xmlns']).toBe('http://www.w3.org/2005/Atom');
  expect(feed?.['@xml:lang']).toBe('ja');
  for (const name of ['id', 'title', 'updated']) expect(feed?.[name], name).toBeTruthy();
  expect(feed?.['author']?.['name']).toBe('まなび連絡網株式会社');
  const links = feed?.['link'] ?? [];
  expect(Array.from(links as Node[], (link) => link['@rel'])).toEqual(['alternate', 'self']);
  const entries = feed?.['entry'] ?? [];
  expect(new Set([...entries].map((entry) => entry?.['id'])).size).toBe(50);
  expect(entries[0]).toMatchObject({ published: '2012-06-21T11:10:00.000Z', updated: '2012-06-21T11:30:00.000Z' });
  expect(entries[0]?.['title']?.['@type']).toBe('text');
  expect(entries[0]?.['title']?.['#text']).toContain('A & B ＜停止＞ ]]＞');
  expect(entries[2]?.['content']?.['#text']).toContain('<strong>調査</strong>');
});

test('JSON Feed 1.1: version, language, authors, ids and contents', () => {
  const feed = JSON.parse(textAt(edition, '/en/feed.json')) as Record<string, unknown> & {
    items: Record<string, string>[];
  };
  expect(feed).toMatchObject({
    version: 'https://jsonfeed.org/version/1.1',
    language: 'en',
    home_page_url: 'https://status.example.org/en',
    feed_url: 'https://status.example.org/en/feed.json',
    authors: [{ name: 'Manabi Contact Network Inc.' }],
  });
  expect(feed).not.toHaveProperty('author');
  for (const item of feed.items) {
    expect(item['id']).toMatch(/^https:/);
    expect(item['date_published']).toMatch(/Z$/);
    expect(item['content_html']).toBeTruthy();
  }
  expect(feed.items[2]).toMatchObject({ id, title: '[Investigating] Report 1: All servers', summary: 'We look.' });
  expect(feed.items[0]).toMatchObject({
    language: 'ja',
    content_html: '<div lang="ja"><p>復元</p></div><p><small>corrected 21 June 2012 (Thu) 20:30 JST</small></p>',
    date_published: '2012-06-21T11:10:00.000Z',
    date_modified: '2012-06-21T11:30:00.000Z',
  });
});

test('an id is the same in every format and language, and after a rename', async () => {
  for (const path of ['/feed.rss', '/feed.atom', '/en/feed.rss', '/feed.json'])
    expect(textAt(edition, path)).toContain(id);
  const unnamed = { ...outage, id: 'first-name', formerly: [] };
  expect(textAt(await editionOf(makeSnapshot([unnamed]), now), '/feed.rss')).toContain(id);
});

test('what was taken back says so', () => {
  expect(textAt(edition, '/feed.rss')).toContain('【取消】【復旧作業中】第2報');
  expect(textAt(edition, '/feed.rss')).toContain('<del><p>誤報</p></del>');
  expect(textAt(edition, '/en/feed.rss')).toContain('[Retracted] [Identified] Report 2');
});

test('what XML cannot hold is left out', () => {
  for (const path of ['/feed.rss', '/feed.atom', '/feed.json']) {
    expect(textAt(edition, path), path).not.toMatch(/[\u0008\ufffe]|\\b|\\ud83d/i);
    expect(textAt(edition, path).isWellFormed()).toBe(true);
  }
});

import { XMLValidator } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import type { Snapshot } from '../../src/incidents/snapshot.ts';
import { followedAt, followedSnapshot, servedFrom, textOf as bodyOf } from '../support/followed.ts';
import { makePage, makeSnapshot } from '../support/snapshot.ts';
import { all, attribute, hasXmllint, rootOf, textOf, xmllintSays, type XmlNode } from '../support/xml.ts';

/**
 * The rules by which the W3C's feed validator judges, by its own names for them, as far as they apply to what we write:
 * no enclosures, categories, podcasts. And RFC 4287. On a full history, of one component, and on a page without a notice.
 */
const feeds = ['', '/en', '/components/support', '/en/components/service'];
const site = 'https://status.example.org';

async function documents(format: string): Promise<{ path: string; xml: string; headers: Record<string, string> }[]> {
  const empty = makeSnapshot([], { page: makePage(), committedAt: followedAt });
  const found = [];
  for (const [snapshot, paths] of [
    [await followedSnapshot(), feeds],
    [empty, ['', '/en/components/mail']],
  ] as [Snapshot, string[]][]) {
    const served = await servedFrom(snapshot);
    for (const path of paths.map((prefix) => `${prefix}/feed.${format}`)) {
      const response = await served(path);
      found.push({ path, xml: bodyOf(response), headers: response.headers });
    }
  }
  return found;
}

test.skipIf(!hasXmllint)(
  'SAXError, UndefinedNamedEntity: xmllint finds every feed well-formed (needs xmllint)',
  async () => {
    for (const { path, xml } of [...(await documents('rss')), ...(await documents('atom'))])
      expect(xmllintSays(xml), path).toBe('');
  },
);

test('UnexpectedContentType, EncodingMismatch, BadCharacters, ContainsSystemEntity, BadXmlVersion', async () => {
  for (const [format, type] of [
    ['rss', 'rss'],
    ['atom', 'atom'],
  ] as const) {
    // prettier-ignore
    for (const { xml, headers } of await documents(format)) {
      expect(headers['content-type']).toBe(`application/${type}+xml; charset=utf-8`);
      expect(xml).toMatch(/^<\?xml version="1\.0" encoding="utf-8"\?>/);
      expect(xml).not.toMatch(/<!DOCTYPE|SYSTEM|[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
      expect(xml.isWellFormed()).toBe(true);
    }
  }
});

test('RSS: what a channel has, once each, before its items', async () => {
  for (const { path, xml } of await documents('rss')) {
    const rss = rootOf(xml, 'rss');
    expect(attribute(rss, 'version')).toBe('2.0');
    const [channel, ...others] = all(rss, 'channel');
    expect(others).toEqual([]);
    if (channel === undefined) throw new Error('no channel');
    // MissingElement, DuplicateElement, NotBlank
    for (const name of ['title', 'link', 'description', 'language', 'lastBuildDate', 'docs', 'generator', 'image'])
      expect(textOf(channel, name), name).toBeDefined();
    for (const name of ['title', 'description']) expect(textOf(channel, name).trim()).not.toBe('');
    expect(textOf(channel, 'link')).toMatch(/^https:\/\/status\.example\.org\//); // InvalidFullLink
    expect(textOf(channel, 'language')).toBe(path.startsWith('/en') ? 'en' : 'ja'); // InvalidLanguage
    expect(isRfc822(textOf(channel, 'lastBuildDate'))).toBe(true);
    // ImageLinkDoesntMatch, ImageTitleDoesntMatch, ImageUrlFormat
    const [image] = all(channel, 'image');
    expect(textOf(image ?? {}, 'link')).toBe(textOf(channel, 'link'));
    expect(textOf(image ?? {}, 'title')).toBe(textOf(channel, 'title'));
    expect(textOf(image ?? {}, 'url')).toMatch(/\.png$/);
    // MissingAtomSelfLink, SelfDoesntMatchLocation, AtomLinkNotEmpty
    const [self] = all(channel, 'atom:link');
    expect([attribute(self, 'rel'), attribute(self, 'href'), attribute(self, 'type')]).toEqual([
      'self', site + path, 'application/rss+xml',
    ]); // prettier-ignore
    // MisplacedMetadata
    const firstItem = xml.indexOf('<item>');
    if (firstItem > 0)
      for (const name of ['<image>', '<atom:link', '<language>']) expect(xml.indexOf(name)).toBeLessThan(firstItem);
    expectUsualPrefixes(xml);
  }
});

test('RSS: what an item has', async () => {
  let count = 0;
  for (const { xml } of await documents('rss')) {
    const items = itemsOf(xml);
    count += items.length;
    const guids = items.map((item) => textOf(item, 'guid'));
    expect(new Set(guids).size).toBe(guids.length); // DuplicateValue
    for (const item of items) {
      expect(attribute(all(item, 'guid')[0], 'isPermaLink')).toBe('false'); // InvalidPermalink
      expect(isFullUrl(textOf(item, 'link'))).toBe(true); // InvalidFullLink
      // ItemMustContainTitleOrDescription; MissingGuid is seen above
      expect(textOf(item, 'title').trim()).not.toBe('');
      expect(textOf(item, 'title')).not.toMatch(/[<>]/); // ContainsHTML
      // InvalidRFC2822Date, IncorrectDOW, ProblematicalRFC822Date, ImplausibleDate
      expect(isRfc822(textOf(item, 'pubDate'))).toBe(true);
      expect(Date.parse(textOf(item, 'pubDate'))).toBeLessThanOrEqual(followedAt);
      expect(textOf(item, 'atom:updated')).toMatch(rfc3339);
      // DuplicateDescriptionSemantics: the summary first, then the whole
      expect(Object.keys(item).indexOf('description')).toBeLessThan(Object.keys(item).indexOf('content:encoded'));
      expectSafeHtml(textOf(item, 'description'));
      expectSafeHtml(textOf(item, 'content:encoded'));
      // UseOfExtensionAttr
      for (const name of ['title', 'link', 'pubDate', 'description'])
        expect(Object.keys(all(item, name)[0] ?? {})).toEqual(['#text']);
    }
  }
  expect(count).toBeGreaterThan(40);
});

test('Atom (RFC 4287 §4.1.1): what a feed has', async () => {
  for (const { path, xml } of await documents('atom')) {
    const feed = rootOf(xml, 'feed');
    expect(attribute(feed, 'xmlns')).toBe('http://www.w3.org/2005/Atom'); // MissingNamespace, ObsoleteNamespace
    expect(attribute(feed, 'xml:lang')).toBe(path.startsWith('/en') ? 'en' : 'ja');
    // MissingElement, DuplicateElement
    for (const name of ['id', 'title', 'updated', 'subtitle', 'generator', 'icon'])
      expect(textOf(feed, name).trim(), name).not.toBe('');
    expect(textOf(all(feed, 'author')[0] ?? {}, 'name').trim()).not.toBe(''); // §4.1.1: an author, as no entry has one
    expect(isFullUrl(textOf(all(feed, 'author')[0] ?? {}, 'uri'))).toBe(true);
    expect(isCanonical(textOf(feed, 'id'))).toBe(true); // NonCanonicalURI, InvalidFullLink
    expect(textOf(feed, 'updated')).toMatch(rfc3339);
    expect(isFullUrl(textOf(feed, 'icon'))).toBe(true);
    // MissingSelf, SelfDoesntMatchLocation, DuplicateAtomLink, MissingHref, AtomLinkNotEmpty
    const links = all(feed, 'link').map((link) => [attribute(link, 'rel'), attribute(link, 'href')]);
    expect(links.filter(([rel]) => rel === 'self')).toEqual([['self', site + path]]);
    expect(links.filter(([rel]) => rel === 'alternate')).toHaveLength(1);
    expect(xml).not.toMatch(/<link[^>]*>[^<\s]/);
    // MisplacedMetadata
    const firstEntry = xml.indexOf('<entry>');
    if (firstEntry > 0)
      for (const name of ['<author>', '<icon>', '<subtitle>']) expect(xml.indexOf(name)).toBeLessThan(firstEntry);
    expectUsualPrefixes(xml);
  }
});

test('Atom (RFC 4287 §4.1.2): what an entry has', async () => {
  for (const { xml } of await documents('atom')) {
    const feed = rootOf(xml, 'feed');
    const entries = all(feed, 'entry');
    const ids = entries.map((entry) => textOf(entry, 'id'));
    expect(new Set(ids).size).toBe(ids.length); // DuplicateEntries, DuplicateIds
    for (const entry of entries) {
      expect(isCanonical(textOf(entry, 'id'))).toBe(true);
      expect(textOf(entry, 'title').trim()).not.toBe('');
      expect(attribute(all(entry, 'title')[0], 'type')).toBe('text'); // MissingTypeAttr, InvalidTextType
      expect(textOf(entry, 'title')).not.toMatch(/[<>]/); // ContainsHTML, ContainsUndeclaredHTML
      for (const name of ['updated', 'published']) expect(textOf(entry, name)).toMatch(rfc3339); // InvalidRFC3339Date
      expect(Date.parse(textOf(entry, 'updated'))).toBeGreaterThanOrEqual(Date.parse(textOf(entry, 'published')));
      expect(Date.parse(textOf(entry, 'updated'))).toBeLessThanOrEqual(Date.parse(textOf(feed, 'updated')));
      expect(Date.parse(textOf(entry, 'updated'))).toBeLessThanOrEqual(followedAt); // ImplausibleDate
      // MissingContentOrAlternate, MissingTextualContent, MissingSummary
      const links = all(entry, 'link').map((link) => attribute(link, 'rel') ?? 'alternate');
      expect(links).toEqual(['alternate']);
      expect(isFullUrl(attribute(all(entry, 'link')[0], 'href') ?? '')).toBe(true);
      for (const name of ['summary', 'content']) {
        expect(attribute(all(entry, name)[0], 'type')).toBe('html');
        expectSafeHtml(textOf(entry, name));
      }
    }
  }
});

test('JSON Feed 1.1: what it requires, and nothing that it does not know', async () => {
  for (const { path, xml } of await documents('json')) {
    const feed = JSON.parse(xml) as Record<string, unknown> & { items: Record<string, string>[] };
    expect(feed['version']).toBe('https://jsonfeed.org/version/1.1');
    expect(feed['feed_url']).toBe(site + path);
    expect(Object.keys(feed).toSorted()).toEqual([
      'authors', 'description', 'favicon', 'feed_url', 'home_page_url', 'icon', 'items', 'language', 'title', 'version',
    ]); // prettier-ignore
    const ids = feed.items.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const item of feed.items) {
      for (const name of ['date_published', 'date_modified']) expect(item[name]).toMatch(rfc3339);
      expect(Date.parse(item['date_published'] ?? '')).toBeLessThanOrEqual(followedAt);
      expect(isFullUrl(item['url'] ?? '')).toBe(true);
      expectSafeHtml(item['content_html'] ?? '');
    }
  }
});

test('every format and every language tells the same reports under the same ids', async () => {
  const served = await servedFrom(await followedSnapshot());
  const read = async (path: string) => bodyOf(await served(path));
  const expected = (JSON.parse(await read('/feed.json')) as { items: { id: string }[] }).items.map(({ id }) => id);
  expect(expected.length).toBe(21);
  for (const prefix of ['', '/en']) {
    expect(itemsOf(await read(`${prefix}/feed.rss`)).map((item) => textOf(item, 'guid'))).toEqual(expected);
    const entries = all(rootOf(await read(`${prefix}/feed.atom`), 'feed'), 'entry');
    expect(entries.map((entry) => textOf(entry, 'id'))).toEqual(expected);
  }
});

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function itemsOf(xml: string): readonly XmlNode[] {
  return all(all(rootOf(xml, 'rss'), 'channel')[0] ?? {}, 'item');
}

/** With the right day of the week, four digits of the year, and GMT for the zone. */
function isRfc822(text: string): boolean {
  return new Date(text).toUTCString() === text;
}

function isFullUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:\/\//.test(text) && !/[^\x21-\x7e]/.test(text);
}

/** InvalidUriChar and NonCanonicalURI: a URL parser changes nothing about it. */
function isCanonical(text: string): boolean {
  return isFullUrl(text) && new URL(text).href === text;
}

/** NonstdPrefix, ReservedPrefix, UndeclaredPrefix. */
function expectUsualPrefixes(xml: string): void {
  const namespaces: Record<string, string> = {
    atom: 'http://www.w3.org/2005/Atom',
    content: 'http://purl.org/rss/1.0/modules/content/',
    dc: 'http://purl.org/dc/elements/1.1/',
  };
  const declared = [...xml.matchAll(/xmlns:([a-z]+)="([^"]+)"/g)].map(
    ([, prefix = '', name]) => [prefix, name] as const,
  );
  for (const [prefix, name] of declared) expect(name, prefix).toBe(namespaces[prefix]);
  const used = [...xml.replace(/<!\[CDATA\[[^]*?\]\]>/g, '').matchAll(/<([a-z]+):[a-z]/g)].map(([, prefix]) => prefix);
  for (const prefix of used) expect(declared.map(([one]) => one)).toContain(prefix);
}

/** NotHtml, SecurityRisk, SecurityRiskAttr, DangerousStyleAttr, ContainsRelRef. */
function expectSafeHtml(html: string): void {
  expect(XMLValidator.validate(`<div>${html}</div>`), html).toBe(true);
  expect(html).not.toMatch(/<(script|style|iframe|object|embed|form|input|img|meta|link|base)\b/i);
  expect(html).not.toMatch(/<[^>]*\s(on[a-z]+|style)\s*=/i);
  for (const [, href = ''] of html.matchAll(/\s(?:href|src)="([^"]*)"/g)) expect(href).toMatch(/^(https?|mailto|tel):/);
}

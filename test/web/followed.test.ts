import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { followedAt, followedFolder, followedSnapshot } from '../support/followed.ts';
import { editionNeeds, editionOf } from '../support/edition.ts';
import { renderTail } from '../../src/publish/make-edition.ts';
import { startSite } from '../support/site.ts';
import { startWeb } from '../support/web-thread.ts';

/** What programs follow, over HTTP: they come every few minutes, for years, through caches. */
const ready = [
  '/feed.rss', '/en/feed.atom', '/feed.json', '/calendar.ics', '/badge.svg', '/status.txt', '/en/status-spoken.txt',
  '/api/v2/summary.json', '/history.atom',
]; // prettier-ignore
const late = [
  '/components/mail/feed.rss', '/en/components/service/feed.atom', '/components/support/feed.json',
  '/components/web/calendar.ics', '/en/components/web/badge.svg', '/incidents/2025-07-09-mail-late.txt',
]; // prettier-ignore

async function start() {
  const snapshot = await followedSnapshot();
  const edition = await editionOf(snapshot, followedAt);
  const freshness = { state: 'current', asOf: followedAt } as const;
  return startWeb(edition, { onRender: (path) => renderTail(editionNeeds(), snapshot, freshness, followedAt, path) });
}

test('each has a strong ETag, 304, gzip and brotli, and may be kept for a while, longer when we are away', async () => {
  const web = await start();
  for (const path of [...ready, ...late]) {
    const plain = await web.ask(path);
    expect(plain.status, path).toBe(200);
    expect(plain.headers.etag, path).toMatch(/^"[\w-]+"$/);
    expect(plain.headers['cache-control'], path).toBe(
      'public, max-age=10, stale-while-revalidate=30, stale-if-error=86400',
    );
    expect(plain.headers['access-control-allow-origin'], path).toBe('*');
    expect(plain.headers['content-language'] ?? 'none', path).toBe(path.startsWith('/en/') ? 'en' : 'ja');
    for (const [encoding, decode] of [
      ['gzip', gunzipSync],
      ['br', brotliDecompressSync],
    ] as const) {
      // prettier-ignore
      const answer = await web.ask(path, { headers: { 'accept-encoding': encoding } });
      expect(answer.headers['content-encoding'], path).toBe(encoding);
      expect(decode(answer.body).equals(plain.body), path).toBe(true);
      const again = await web.ask(path, {
        headers: { 'accept-encoding': encoding, 'if-none-match': answer.headers.etag ?? '' },
      });
      expect([again.status, again.body.length], path).toEqual([304, 0]);
    }
    const head = await web.ask(path, { method: 'HEAD' });
    expect([head.status, head.headers['content-length']], path).toEqual([200, plain.headers['content-length']]);
  }
});

test('a query string makes no miss: the late ones are drawn once, whatever stands behind the question mark', async () => {
  const web = await start();
  for (const path of [...ready, ...late]) {
    const plain = await web.ask(path);
    for (const query of ['?', '?utm_source=x', '?a=1&b=%00', `?${'x'.repeat(2000)}`]) {
      const answer = await web.ask(path + query);
      expect(answer.headers.etag, path + query).toBe(plain.headers.etag);
    }
  }
  expect(web.rendered.toSorted()).toEqual(late.toSorted());
});

test('a component and a notice that are not there are not there', async () => {
  const web = await start();
  for (const path of [
    '/components/nothing/feed.rss',
    '/components/../feed.rss',
    '/incidents/nothing.txt',
    '/fr/feed.rss',
  ])
    expect((await web.ask(path)).status, path).toBe(404);
});

test('the page names what can be followed, and the running program has all of it', async () => {
  const site = await startSite({ incidentsDir: followedFolder() });
  for (const prefix of ['', '/en']) {
    const page = await (await site.get(prefix === '' ? '/' : prefix)).text();
    const links = [...page.matchAll(/<link rel="(?:alternate|service-desc)"[^>]*>/g)].map(([link]) => link);
    const named = links.filter((link) => link.includes('type="')).map((link) => [
      /type="([^"]+)"/.exec(link)?.[1], /href="([^"]+)"/.exec(link)?.[1],
    ]); // prettier-ignore
    expect(named).toEqual([
      ['application/rss+xml', `${prefix}/feed.rss`],
      ['application/atom+xml', `${prefix}/feed.atom`],
      ['application/feed+json', `${prefix}/feed.json`],
      ['text/calendar', `${prefix}/calendar.ics`],
      ['text/plain', `${prefix}/status.txt`],
      ['application/json', '/api/openapi.json'],
    ]);
    for (const [type, path] of named) {
      const answer = await site.get(path ?? '');
      expect([answer.status, answer.headers.get('content-type')?.split(';')[0]], path).toEqual([200, type]);
    }
    expect(page).toContain(`href="webcal://status.localhost${prefix}/calendar.ics"`);
  }
  const described = await site.get('/api/openapi.json');
  expect(described.headers.get('access-control-allow-origin')).toBe('*');
  expect(await described.json()).toMatchObject({ openapi: '3.1.1' });
  expect((await site.get('/feed-icon.png')).headers.get('content-type')).toBe('image/png');
});

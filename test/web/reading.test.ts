import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { changeBetween } from '../../src/publish/edition.ts';
import { finish } from '../../src/publish/finish.ts';
import { createTail } from '../../src/web/tail.ts';
import { editionOf, makeIt } from '../support/edition.ts';
import { makeNotice, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';
import { eventually } from '../support/wait.ts';
import { startWeb } from '../support/web-thread.ts';

const now = tokyo('2012-06-21 12:00');
const old = Array.from({ length: 15 }, (_, index) =>
  makeNotice(`old-${index}`, [makeUpdate(`2011-01-${String(index + 10)} 10:00`, 'resolved')]),
);
const open = makeNotice('open', [makeUpdate('2012-06-20 17:10', 'investigating')], { formerly: ['before'] });
const snapshot = makeSnapshot([...old, open]);

test('a page is served with its headers, and the worker hears which edition is shown', async () => {
  const edition = await editionOf(snapshot, now);
  const web = await startWeb(edition);
  const page = await web.ask('/?token=abc');
  expect(page.status).toBe(200);
  expect(page.text).toContain('<body>/ ja');
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(page.headers['content-length']).toBe(String(page.body.length));
  expect(page.headers['cache-control']).toMatch(
    /^public, max-age=\d+, stale-while-revalidate=\d+, stale-if-error=\d+$/,
  );
  expect(page.headers.vary).toBe('accept-encoding');
  expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-[^']+=';/);
  expect(page.headers['content-security-policy']).not.toContain('script-src');
  expect(page.headers['x-content-type-options']).toBe('nosniff');
  expect(page.headers['referrer-policy']).toBe('same-origin');
  expect(page.headers['strict-transport-security']).toBeDefined();
  await eventually('the edition is said to be shown', () => web.shown.includes(edition.number));
});

test('each encoding decodes to the same page, and q-values are respected', async () => {
  const web = await startWeb(await editionOf(snapshot, now));
  const plain = await web.ask('/en');
  const as = (accepted: string) => web.ask('/en', { headers: { 'accept-encoding': accepted } });
  const brotli = await as('gzip, deflate, br');
  expect(brotli.headers['content-encoding']).toBe('br');
  expect(brotliDecompressSync(brotli.body)).toEqual(plain.body);
  const zipped = await as('br;q=0, gzip');
  expect(zipped.headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(zipped.body)).toEqual(plain.body);
  expect((await as('gzip;q=0.9, br;q=0.5')).headers['content-encoding']).toBe('gzip');
  expect((await as('*')).headers['content-encoding']).toBe('br');
  for (const none of ['identity', 'br;q=0, gzip;q=0', 'zstd', 'gzip;q=0.1, identity']) {
    expect((await as(none)).headers['content-encoding'], none).toBeUndefined();
  }
  const tags = [plain, brotli, zipped].map(({ headers }) => headers.etag);
  expect(new Set(tags).size).toBe(3);
});

test('every address answers from memory, with any query and in any encoding, and so does what is no page', async () => {
  const edition = await editionOf(snapshot, now);
  const web = await startWeb(edition);
  const unpack = { br: brotliDecompressSync, gzip: gunzipSync } as const;
  for (const [path, { status, body }] of edition.ready) {
    for (const encoding of ['br', 'gzip', 'identity', 'deflate', '*;q=0', 'nonsense;;q=x,,']) {
      const headers = { 'accept-encoding': encoding };
      const answer = await web.ask(`${path}?utm_source=x&${encoding}=%00`, { headers });
      const packed = answer.headers['content-encoding'] as keyof typeof unpack | undefined;
      const bytes = packed === undefined ? answer.body : unpack[packed](answer.body);
      expect([path, answer.status, bytes.equals(Buffer.from(body))]).toEqual([path, status, true]);
    }
  }
  for (let count = 0; count < 50; count++) expect((await web.ask(`/no/${count}?q=${count}`)).status).toBe(404);
  expect(web.rendered).toEqual([]);
});

test('304 for what the reader has, by any of its tags, weak or in a list', async () => {
  const web = await startWeb(await editionOf(snapshot, now));
  const { headers } = await web.ask('/', { headers: { 'accept-encoding': 'br' } });
  const { headers: plain } = await web.ask('/');
  for (const tag of [headers.etag, plain.etag, `W/${plain.etag}`, `"x", W/${headers.etag}`, '*']) {
    const answer = await web.ask('/', { headers: { 'if-none-match': tag ?? '' } });
    expect(answer.status, tag).toBe(304);
    expect(answer.body.length).toBe(0);
    expect(answer.headers.etag).toBe(plain.etag);
    expect(answer.headers['cache-control']).toBe(plain['cache-control']);
    expect(answer.headers.vary).toBe('accept-encoding');
  }
  expect((await web.ask('/', { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
});

test('HEAD has the headers of GET and no body', async () => {
  const web = await startWeb(await editionOf(snapshot, now));
  for (const path of ['/', '/api/v2/components.json', '/feed.atom', '/nothing', '/unsubscribe/abc', '/health']) {
    const get = await web.ask(path);
    const head = await web.ask(path, { method: 'HEAD' });
    expect(head.status, path).toBe(get.status);
    expect(head.headers['content-length'], path).toBe(get.headers['content-length']);
    expect(head.body.length, path).toBe(0);
  }
});

test('what is not there: a page in the language of the path, JSON under /api/, never kept', async () => {
  const web = await startWeb(await editionOf(snapshot, now));
  const missing = await web.ask('/nothing');
  expect([missing.status, missing.headers['cache-control']]).toEqual([404, 'no-store']);
  expect(missing.text).toContain('/404 ja');
  expect((await web.ask('/en/incidents/nothing')).text).toContain('/en/404 en');
  const api = await web.ask('/api/v2/nothing.json');
  expect([api.status, api.headers['content-type'], JSON.parse(api.text)]).toEqual([
    404, 'application/json; charset=utf-8', { error: 'not found' },
  ]); // prettier-ignore
  expect((await web.ask('/outcome/confirmed')).status).toBe(404);
  const slash = await web.ask('/history/');
  expect([slash.status, slash.headers.location]).toEqual([301, '/history']);
  expect((await web.ask('//evil.example/')).status).toBe(404);
});

test('a renamed notice leads from its old address to the new one', async () => {
  const web = await startWeb(await editionOf(snapshot, now));
  const moved = await web.ask('/en/incidents/before');
  expect([moved.status, moved.headers.location]).toEqual([301, '/en/incidents/open']);
});

test('other methods are told what is allowed', async () => {
  const web = await startWeb(await editionOf(snapshot, now));
  const post = await web.ask('/history', { method: 'POST', body: 'x' });
  expect([post.status, post.headers.allow]).toEqual([405, 'GET, HEAD']);
  const remove = await web.ask('/subscribe', { method: 'DELETE' });
  expect([remove.status, remove.headers.allow]).toEqual([405, 'GET, HEAD, POST']);
});

test('a page of the tail is rendered once for many readers, kept, and drawn anew when it changes', async () => {
  const first = await makeIt(snapshot, now);
  const { edition } = first;
  const path = '/incidents/old-0';
  expect(edition.tail.has(path)).toBe(true);
  const draw = (path: string) => finish({ status: 200, type: 'text/html', body: path, headers: {} });
  const web = await startWeb(edition, { onRender: draw });
  const answers = await Promise.all(Array.from({ length: 10 }, () => web.ask(path)));
  expect(answers.map(({ text }) => text)).toEqual(Array.from({ length: 10 }, () => path));
  await web.ask(path);
  expect(web.rendered).toEqual([path]);

  const second = await makeIt(snapshot, now + 60_000, { previous: first });
  for (const change of second.changes) web.post({ kind: 'edition', change });
  const later = second.edition;
  await eventually('the later edition is shown', () => web.shown.includes(later.number));
  await web.ask(path);
  expect(web.rendered).toEqual([path]);

  const changed = { ...later, number: later.number + 1 };
  web.post({ kind: 'edition', change: changeBetween(later, changed, { paths: [path], parts: [] }) });
  await eventually('the changed edition is shown', () => web.shown.includes(changed.number));
  await web.ask(path);
  expect(web.rendered).toEqual([path, path]);

  const common = { ...changed, number: changed.number + 1, common: 'the page has another name' };
  web.post({ kind: 'edition', change: changeBetween(changed, common) });
  await eventually('the edition with another name is shown', () => web.shown.includes(common.number));
  await web.ask(path);
  expect(web.rendered).toEqual([path, path, path]);
});

test('of the tail so many bytes are kept, those asked for last, and eight pages are drawn at once', async () => {
  const edition = await editionOf(snapshot, now);
  const asked: string[] = [];
  const waiting = new Map<string, () => void>();
  const tail = createTail(
    {
      ask: (_to, letter) => {
        const { path = '' } = letter('1') as { path?: string };
        asked.push(path);
        return new Promise((resolve) =>
          waiting.set(
            path,
            () => void drawn(path).then((response) => resolve({ kind: 'rendered', question: '1', response })),
          ),
        );
      },
      hear: () => undefined,
    },
    2_500,
  );
  tail.follow(changeBetween(null, edition));
  const drawn = (path: string) => finish({ status: 200, type: 'image/png', body: path.padEnd(1_000), headers: {} });
  const get = async (path: string) => {
    const page = tail.get(edition, path);
    // Asked for in the next turn, if at all.
    await Promise.resolve();
    await Promise.resolve();
    waiting.get(path)?.();
    return page;
  };
  for (const path of ['/a', '/b', '/a', '/c', '/a', '/b']) expect((await get(path)) === 'late', path).toBe(false);
  expect(asked).toEqual(['/a', '/b', '/c', '/b']);

  asked.length = 0;
  const many = Array.from({ length: 20 }, (_, index) => tail.get(edition, `/many/${index}`));
  await eventually('the first eight', () => asked.length === 8);
  for (let count = 0; count < 20; count++) {
    await eventually('the next in line', () => waiting.has(`/many/${count}`));
    expect(asked.length).toBeLessThanOrEqual(count + 8);
    waiting.get(`/many/${count}`)?.();
    await many[count];
  }
  expect((await Promise.all(many)).includes('late')).toBe(false);
});

test('a publisher that is silent costs a reader of the tail two seconds and a page with the state, nobody else anything', async () => {
  const web = await startWeb(await editionOf(snapshot, now));
  const late = web.ask('/incidents/old-0');
  expect((await web.ask('/')).status).toBe(200);
  const answer = await late;
  expect([answer.status, answer.headers['retry-after']]).toEqual([503, '5']);
  expect(answer.text).toContain('/outcome/broken');
});

test('a page of the tail that changed is given as it was while it cannot be drawn', async () => {
  const edition = await editionOf(snapshot, now);
  const path = '/incidents/old-0';
  let isSilent = false;
  const web = await startWeb(edition, {
    onRender: (asked) =>
      isSilent ? new Promise(() => undefined) : finish({ status: 200, type: 'text/html', body: asked, headers: {} }),
  });
  expect((await web.ask(path)).text).toBe(path);
  isSilent = true;
  const next = { ...edition, number: edition.number + 1 };
  web.post({ kind: 'edition', change: changeBetween(edition, next, { paths: [path], parts: [] }) });
  await eventually('the next edition is shown', () => web.shown.includes(next.number));
  const answer = await web.ask(path);
  expect([answer.status, answer.text, web.rendered.length]).toEqual([200, path, 2]);
});

test('a port that is taken stops the program with a sentence', async () => {
  const edition = await editionOf(snapshot, now);
  const web = await startWeb(edition);
  await expect(startWeb(edition, { settings: { PORT: String(web.port) } })).rejects.toThrow(
    `127.0.0.1, port ${web.port} is in use.`,
  );
});

import { existsSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { noticeText } from '../support/content.ts';
import { temporaryFolder } from '../support/folder.ts';
import { asker, names, startCaddy, startNginx, type Reply } from '../support/front.ts';
import { programPath } from '../support/programs.ts';
import { makeRepository } from '../support/repository.ts';
import { startSite } from '../support/site.ts';
import { eventually } from '../support/wait.ts';

interface Manifest {
  readonly files: Readonly<Record<string, unknown>>;
}

/** The program with a copy, and a notice that had another name once. */
async function start() {
  const repository = makeRepository();
  repository.write('now.md', noticeText(['2012-06-20 17:10 調査中', '最初の報告。']).replace('# ', '---\nformerly: [before]\n---\n\n# ')); // prettier-ignore
  repository.write('long-ago.md', noticeText(['2011-06-20 17:10 調査中', '昔のこと。'], ['2011-06-20 18:10 復旧', '直りました。'])); // prettier-ignore
  repository.commit('Notices');
  const copy = join(temporaryFolder(), 'copy');
  const site = await startSite({ incidentsDir: repository.incidentsDir, env: { MIRROR_1: copy, TRUST_PROXY: '127.0.0.1', STAND_IN_HOSTS: names.main } }); // prettier-ignore
  const manifest = join(copy, 'current/manifest.json');
  await eventually('the copy', () => existsSync(manifest));
  const { files } = JSON.parse(readFileSync(manifest, 'utf8')) as Manifest;
  return { site, copy, paths: Object.keys(files) };
}

/** What must be the same whether Node or the web server in front answers. */
const same = ['content-type', 'cache-control', 'access-control-allow-origin', 'x-content-type-options', 'referrer-policy', 'x-robots-tag', 'location']; // prettier-ignore

describe.each([
  ['nginx', programPath('nginx'), startNginx, ['gzip']],
  ['caddy', programPath('caddy'), startCaddy, ['gzip', 'br']],
] as const)('%s in front', (_name, program, startFront, encodings) => {
  test.skipIf(program === null)('answers every public address as Node does, also when Node is dead', async () => {
    const { site, copy, paths } = await start();
    const front = await startFront(program ?? '', { copy, node: Number(new URL(site.base).port) });
    const addresses = paths.filter((path) => !/\/(404|503)$/.test(path));
    expect(addresses.length).toBeGreaterThan(30);
    const live = new Map<string, Response>();
    for (const path of addresses) live.set(path, await site.get(path));

    const check = async () => {
      for (const path of addresses.filter((address) => !/^(\/en)?\/subscribe$/.test(address))) {
        const [own, reply] = [live.get(path), await front.get(path)];
        expect(reply.status, `${path}: ${reply.body.toString()}`).toBe(own?.status);
        const wanted = reply.status === 301 ? ['location'] : same;
        for (const name of wanted)
          expect(reply.headers[name] ?? null, `${name} of ${path}`).toBe(own?.headers.get(name));
        if (reply.status === 200) expect(reply.body.length, path).toBeGreaterThan(0);
      }
    };
    await check();
    for (const encoding of encodings) {
      const packed = await front.get('/', { encoding });
      expect(packed.headers['content-encoding']).toBe(encoding);
      expect(packed.headers['vary']).toMatch(/accept-encoding/i);
      const text = (encoding === 'br' ? brotliDecompressSync : gunzipSync)(packed.body).toString();
      expect(text).toBe((await front.get('/')).body.toString());
    }
    const seen = await front.get('/feed.rss');
    expect(seen.headers['etag']).toBeDefined();

    // What is no file is passed on.
    expect((await front.get('/subscribe')).body.toString()).toContain('<form');
    expect((await front.get('/subscribe', { method: 'POST', body: 'address=mori@example.org' })).status).toBe(200);
    expect((await front.get('/nothing/here')).status).toBe(404);
    const health = await front.get('/health');
    expect(JSON.parse(health.body.toString())).toMatchObject({ status: 'ok' });
    expect(health.body.toString(), 'a proxy is not the operator').not.toContain('threads');

    await site.stop('SIGKILL');
    await check();
    const subscribe = await front.get('/subscribe');
    expect(subscribe.status).toBe(200);
    expect(subscribe.body.toString()).toContain(`${site.siteUrl}/subscribe`);
    const posted = await front.get('/subscribe', { method: 'POST', body: 'address=mori@example.org' });
    expect(posted.status).toBe(503);
    expect(posted.body.toString()).toContain('Please try again');
    expect((await front.get('/subscription/some-token')).status).toBe(503);
    expect((await front.get('/health')).status).toBe(503);
    standsIn(await front.get('/any/path?q=1', { host: names.main }), site.siteUrl);
    standsIn(await front.get('/login', { host: names.main, method: 'POST', body: 'a=b' }), site.siteUrl);
  });
});

test('the program itself stands in for the main service, at any path and for any method', async () => {
  const { site } = await start();
  const get = asker(request, Number(new URL(site.base).port));
  for (const path of ['/', '/incidents/now', '/subscribe', '/health', '/no/such?x=1'])
    standsIn(await get(path, { host: names.main }), site.siteUrl);
  standsIn(await get('/login', { host: `${names.main.toUpperCase()}:443`, method: 'POST', body: 'x' }), site.siteUrl);
  expect((await get('/', { host: names.own })).status).toBe(200);
});

function standsIn({ status, headers, body }: Reply, siteUrl: string): void {
  const page = body.toString();
  expect(status).toBe(503);
  expect(headers).toMatchObject({ 'retry-after': '120', 'cache-control': 'no-store' });
  expect(headers['strict-transport-security']).toBeUndefined();
  expect(page).toContain(`<base href="${siteUrl}/">`);
  expect(page).toContain('緊急のお知らせ');
  expect(page).toContain('最初の報告。');
}

import { request, type IncomingHttpHeaders } from 'node:http';
import { expect, test } from 'vitest';
import { makeRepository } from '../support/repository.ts';
import { startSite, type Site } from '../support/site.ts';

const origin = 'https://status.example.org';
const token = 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0';

async function startPublic(): Promise<Site> {
  const repository = makeRepository();
  const text = '---\ntitle: 障害\nformerly: [before]\n---\n\n## 2012-06-20 17:10 調査中\n\n確認中です。\n';
  repository.write('2012-06-20-web.md', text);
  repository.commit('第1報');
  return startSite({ incidentsDir: repository.incidentsDir, env: { SITE_URL: origin } });
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Asks for exactly this path: `fetch` would tidy it up first. */
function ask(site: Site, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(site.base);
    request({ hostname, port, path, method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    })
      .on('error', reject)
      .end();
  });
}

const forged = {
  host: 'evil.example',
  forwarded: 'for=6.6.6.6;host=evil.example;proto=http',
  'x-forwarded-host': 'evil.example',
  'x-forwarded-proto': 'http',
  'x-forwarded-port': '666',
  'x-forwarded-for': '6.6.6.6',
  'x-forwarded-prefix': '/evil.example',
  'x-original-url': '/evil.example',
  'x-rewrite-url': '/evil.example',
  'x-http-method-override': 'POST',
  'x-host': 'evil.example',
  referer: 'https://evil.example/',
};
const some = ['/', '/en', '/history', '/history/2012-06', '/incidents/2012-06-20-web', '/incidents/2012-06-20-web.txt', '/feed.rss', '/feed.atom',
  '/feed.json', '/history.rss', '/api/v2/summary.json', '/api/v2/nothing.json', '/calendar.ics', '/badge.svg', '/status.txt', '/subscribe', '/embed', '/embed.js',
  '/robots.txt', '/sitemap.xml', '/nothing', '/history/', '/incidents/before', `/subscribe/confirm/${token}`, `/unsubscribe/${token}`, '/health', '/metrics']; // prettier-ignore

test('what a request says of hosts, addresses and origins changes no byte of an answer', async () => {
  const site = await startPublic();
  for (const path of some) {
    const [plain, odd] = [await ask(site, path, { 'x-forwarded-for': '192.0.2.1' }), await ask(site, path, forged)];
    const { date: _, ...headers } = odd.headers;
    expect(JSON.stringify(headers) + odd.text, path).not.toMatch(/evil|6\.6\.6\.6|:666/);
    const { date: __, ...before } = plain.headers;
    if (path !== '/health')
      expect([path, odd.status, odd.text, headers]).toEqual([path, plain.status, plain.text, before]);
  }
});

test('every answer has its guards: no cookie, no inline script, no frame but the one to be embedded, nothing kept that must not be', async () => {
  const site = await startPublic();
  for (const path of [
    ...some,
    `/subscription/${token}`,
    `/unsubscribe/${token}/x.css`,
    '/en/nothing',
    '/outcome/confirmed',
  ]) {
    const { headers, status } = await ask(site, path, { 'x-forwarded-for': '192.0.2.1' });
    const policy = String(headers['content-security-policy']);
    expect(headers['set-cookie'], path).toBeUndefined();
    expect(headers['x-content-type-options'], path).toBe('nosniff');
    expect(headers['referrer-policy'], path).toBe('same-origin');
    expect(policy, path).toMatch(/^default-src 'none'/);
    expect(policy, path).not.toMatch(/unsafe|https?:|\*(?! *;| *$)|script-src (?!'self')/);
    if (path === '/embed') expect(policy).not.toContain("frame-ancestors 'none'");
    else expect(policy, path).toContain("frame-ancestors 'none'");
    if (status === 200 && !/^\/(health|subscri\w+\/|unsub)/.test(path))
      expect(headers['strict-transport-security'], path).toMatch(/^max-age=\d{8}/);
    const isPrivate = /confirm\/|unsubscribe|subscription|health/.test(path) || status >= 400;
    if (isPrivate) expect(headers['cache-control'], path).toBe('no-store');
    if (isPrivate) expect(headers.etag === undefined || status < 500, path).toBe(true);
  }
});

test('no address leads elsewhere, out of the site, or into a header', async () => {
  const site = await startPublic();
  const paths = ['//evil.example/', '//evil.example', '/\\evil.example/', '///evil.example/..', '/%2f%2fevil.example/', '//evil.example/history/',
    '/history//evil.example/', '/?next=//evil.example', '/history/?next=https://evil.example', '/en//evil.example/', '/history/%0d%0aset-cookie:a=b',
    '/incidents/before%0d%0aLocation:%20https://evil.example', '/incidents/before?x=%0d%0aa:b', '/history/%E5%98%8A%E5%98%8Dx:y/', '/subscribe/confirm',
    '/.//evil.example/', 'http://evil.example/history/', '/@evil.example/']; // prettier-ignore
  for (const path of paths) {
    const { status, headers } = await ask(site, path);
    expect([200, 301, 303, 404], path).toContain(status);
    const { location } = headers;
    if (location !== undefined) expect(location, path).toMatch(/^\/(?![/\\])[a-z0-9/.-]*$/);
    expect(Object.keys(headers), path).not.toContain('set-cookie');
    expect(Object.keys(headers), path).not.toContain('a');
  }
});

test('files, and roads of Astro that we do not use, are not there', async () => {
  const site = await startPublic();
  const paths = ['/../package.json', '/..%2f..%2fetc%2fpasswd', '/%2e%2e/%2e%2e/etc/passwd', '/....//etc/passwd', '/_astro/../../package.json', '/.env', '/.git/config',
    '/%00', '/etc/passwd%00.html', '/package.json', '/src/web.ts', '/dist/server/entry.mjs', '/server/entry.mjs', '/data/noroshi.db', '/noroshi.db', '/secret.key',
    '/web.mjs.map', '/@fs/etc/passwd', '/@vite/client', '/node_modules/astro/package.json', '/proc/self/environ', '/page.yaml', '/incidents/page.yaml', '/incidents/2012-06-20-web.md',
    '/incidents/_templates', '/_image?href=http://127.0.0.1/', '/_image', '/_server-islands/x', '/_server-islands/x?e=a&p=b&s=c', '/_actions/x', '/_astro/', '/preview', '/preview/mails',
    '/preview/bar', '/outcome/confirmed', '/en/outcome/confirmed', '/subscription', '/unsubscribe', '/metrics', '/hooks/content', '/hooks/mail/ses', '/en/health',
    '/__proto__', '/constructor', '/hooks/mail/__proto__', '/hooks/mail/constructor', '/CON', '/incidents/..', '/incidents/%2e%2e%2fpage']; // prettier-ignore
  for (const path of paths) {
    for (const method of ['GET', 'POST']) {
      const { status, text } = await ask(site, path, { 'x-forwarded-for': '192.0.2.1' }, method);
      expect([404, 405], `${method} ${path}`).toContain(status);
      expect(text, path).not.toMatch(/root:|"version"|at .*\.mjs:|Error:|node_modules/);
    }
  }
});

test('a token is in no log, whatever is done with it', async () => {
  const site = await startPublic();
  for (const path of [
    `/unsubscribe/${token}`,
    `/subscription/${token}`,
    `/subscribe/confirm/${token}`,
    `/subscription/address/${token}`,
    `/subscription/${token}/data.json`,
  ]) {
    await ask(site, path);
    await site.post(path, { address: `${token}@example.org` }, { origin });
    await site.post(path, { x: '\u0001' }, { origin });
  }
  await site.post('/subscribe', { address: `${token}@example.org` }, { origin });
  await ask(site, `/health?token=${token}`, { authorization: `Bearer ${token}`, 'x-forwarded-for': '192.0.2.1' });
  await site.stop();
  expect(site.log()).not.toContain(token);
});

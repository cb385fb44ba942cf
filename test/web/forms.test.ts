import { expect, test } from 'vitest';
import type { FormOutcome } from '../../src/channel.ts';
import { editionOf } from '../support/edition.ts';
import { makeNotice, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';
import { startWeb } from '../support/web-thread.ts';

const now = tokyo('2012-06-21 12:00');
const edition = await editionOf(
  makeSnapshot([makeNotice('open', [makeUpdate('2012-06-20 17:10', 'investigating')])]),
  now,
);
const urlencoded = { 'content-type': 'application/x-www-form-urlencoded' };
const sent = (): FormOutcome => ({ status: 200, page: 'subscribe-sent' });
const left = (): FormOutcome => ({ status: 200, page: 'unsubscribed' });

test('a form reaches the worker decoded, and its outcome is the page that answers', async () => {
  const web = await startWeb(edition, { onForm: sent });
  const body = 'email=hanako%40example.jp&components=web&components=mail';
  const answer = await web.ask('/en/subscribe', { method: 'POST', headers: urlencoded, body });
  expect(answer.status).toBe(200);
  expect(answer.text).toContain('en  subscribe-sent');
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(answer.headers['x-robots-tag']).toBe('noindex');
  expect(web.forms).toEqual([
    {
      action: 'subscribe',
      token: '',
      fields: { email: ['hanako@example.jp'], components: ['web', 'mail'] },
      language: 'en',
      network: '127.0.0.1',
    },
  ]);
});

test('a multipart form is read as well', async () => {
  const web = await startWeb(edition, { onForm: sent });
  const body = '--b\r\nContent-Disposition: form-data; name="email"\r\n\r\n花子@example.jp\r\n--b--\r\n';
  const headers = { 'content-type': 'multipart/form-data; boundary=b' };
  expect((await web.ask('/subscribe', { method: 'POST', headers, body })).status).toBe(200);
  expect(web.forms[0]?.fields).toEqual({ email: ['花子@example.jp'] });
});

test('GET, HEAD and OPTIONS of a page that confirms are the same for every token and reach nobody', async () => {
  const web = await startWeb(edition, { onForm: left });
  for (const path of ['/subscribe/confirm/', '/en/subscribe/confirm/', '/subscription/address/']) {
    const [one, other] = [await web.ask(`${path}one`), await web.ask(`${path}other?x=1`)];
    expect([one.status, one.headers['cache-control'], one.headers['x-robots-tag']]).toEqual([
      200,
      'no-store',
      'noindex',
    ]);
    expect(other.body).toEqual(one.body);
    expect((await web.ask(`${path}one`, { method: 'HEAD' })).status).toBe(200);
    expect((await web.ask(`${path}one`, { method: 'OPTIONS' })).status).toBe(405);
  }
  expect(web.forms).toEqual([]);
});

test('GET and HEAD behind a link only look; with nothing to see there is still the button to leave', async () => {
  const web = await startWeb(edition, { onForm: () => ({ status: 503, page: 'unavailable' }) });
  for (const method of ['GET', 'HEAD']) {
    const page = await web.ask('/en/unsubscribe/one?x=1', { method });
    expect([page.status, page.headers['cache-control'], page.headers['x-robots-tag']]).toEqual([
      200,
      'no-store',
      'noindex',
    ]);
    expect((await web.ask('/subscription/one', { method })).status).toBe(503);
  }
  expect((await web.ask('/unsubscribe/one')).text).toContain('ja  unsubscribe');
  expect((await web.ask('/unsubscribe/one', { method: 'OPTIONS' })).status).toBe(405);
  expect(web.forms.map(({ action, look }) => `${action} ${look}`)).toEqual([
    'unsubscribe true', 'subscription true', 'unsubscribe true', 'subscription true', 'unsubscribe true',
  ]); // prettier-ignore
});

test('what is no form is refused with a page and goes no further', async () => {
  const web = await startWeb(edition, { onForm: sent });
  const refusals: [string, Record<string, string>, number, string][] = [
    ['email=a%0d%0aBcc%3A%20b', urlencoded, 400, 'invalid-form'],
    ['email=a%00b', urlencoded, 400, 'invalid-form'],
    ['em%0Aail=a', urlencoded, 400, 'invalid-form'],
    ['email=%ff%fe', urlencoded, 400, 'invalid-form'],
    ['email=%zz', urlencoded, 400, 'invalid-form'],
    ['{"email":"a@b"}', { 'content-type': 'application/json' }, 400, 'invalid-form'],
    ['email=a', {}, 400, 'invalid-form'],
    ['nonsense', { 'content-type': 'multipart/form-data; boundary=x' }, 400, 'invalid-form'],
    ['nonsense', { 'content-type': 'multipart/form-data' }, 400, 'invalid-form'],
    [`email=${'a'.repeat(17_000)}`, urlencoded, 413, 'too-large'],
    [`email=${'a'.repeat(600_000)}`, urlencoded, 413, 'too-large'],
  ];
  for (const [body, headers, status, page] of refusals) {
    const answer = await web.ask('/subscribe', { method: 'POST', headers, body });
    expect([answer.status, answer.text.includes(page)], body.slice(0, 40)).toEqual([status, true]);
  }
  const chunked = await web.ask('/subscribe', {
    method: 'POST',
    headers: { ...urlencoded, 'transfer-encoding': 'chunked' },
    body: `email=${'a'.repeat(17_000)}`,
  });
  expect(chunked.status).toBe(413);
  expect(web.forms).toEqual([]);
});

const ours = 'https://status.example.org';
test.each([
  [{}, 200],
  [{ origin: ours }, 200],
  [{ origin: ours, 'sec-fetch-site': 'same-origin' }, 200],
  [{ origin: ours, 'sec-fetch-site': 'cross-site' }, 200],
  [{ origin: 'null', 'sec-fetch-site': 'same-origin' }, 200],
  [{ origin: 'null' }, 200],
  [{ 'sec-fetch-site': 'none' }, 200],
  [{ origin: 'null', 'sec-fetch-site': 'cross-site' }, 403],
  [{ 'sec-fetch-site': 'cross-site' }, 403],
  [{ origin: 'https://evil.example' }, 403],
  [{ origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }, 403],
  [{ origin: 'http://status.example.org' }, 403],
  [{ origin: 'https://status.example.org.evil.example' }, 403],
  [{ origin: 'http://127.0.0.1' }, 403],
])('a form with %j is answered %i', async (headers: Record<string, string>, status) => {
  const web = await startWeb(edition, { onForm: sent });
  const answer = await web.ask('/subscribe', {
    method: 'POST',
    headers: { ...urlencoded, ...headers },
    body: 'email=a',
  });
  expect(answer.status).toBe(status);
  expect(web.forms.length).toBe(status === 200 ? 1 : 0);
  if (status === 403) expect(answer.text).toContain('foreign-site');
});

test('the demo on this machine takes its own forms by whichever name it is reached', async () => {
  const web = await startWeb(edition, { onForm: sent, settings: { SITE_URL: 'http://localhost:4321' } });
  const from = (origin: string) =>
    web.ask('/subscribe', { method: 'POST', headers: { ...urlencoded, origin }, body: 'email=a' });
  expect((await from(`http://127.0.0.1:${web.port}`)).status).toBe(200);
  expect((await from('http://127.0.0.1:1')).status).toBe(403);
});

test.each([
  [urlencoded, 'List-Unsubscribe=One-Click'],
  [
    { 'content-type': 'multipart/form-data; boundary=b' },
    '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
  ],
])('one-click unsubscribing works from anywhere (%j)', async (headers, body) => {
  const web = await startWeb(edition, { onForm: left });
  const foreign = { ...headers, origin: 'https://mail.example.com', 'sec-fetch-site': 'cross-site' };
  const answer = await web.ask('/unsubscribe/abc.def', { method: 'POST', headers: foreign, body });
  expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8']);
  expect(answer.headers.location).toBeUndefined();
  expect(web.forms.map(({ action, token }) => [action, token])).toEqual([['unsubscribe', 'abc.def']]);
});

test('one-click is no way round the origin rule for other forms', async () => {
  const web = await startWeb(edition, { onForm: sent });
  const headers = { ...urlencoded, origin: 'https://evil.example' };
  const body = 'List-Unsubscribe=One-Click&email=a';
  expect((await web.ask('/subscribe/confirm/abc', { method: 'POST', headers, body })).status).toBe(403);
  expect(web.forms).toEqual([]);
});

test('a silent worker means 503 with a page after two seconds, also for one-click; pages are not held up', async () => {
  const web = await startWeb(edition);
  const begun = Date.now();
  const form = web.ask('/subscribe', { method: 'POST', headers: urlencoded, body: 'email=a' });
  const click = web.ask('/unsubscribe/a', { method: 'POST', headers: urlencoded, body: 'List-Unsubscribe=One-Click' });
  expect((await web.ask('/')).status).toBe(200);
  expect(Date.now() - begun).toBeLessThan(1_500);
  const answer = await form;
  expect([answer.status, answer.text.includes('unavailable'), answer.headers['retry-after']]).toEqual([
    503,
    true,
    '30',
  ]);
  expect((await click).status).toBe(503);
});

test('X-Forwarded-For counts only from a trusted proxy, and only its last entry', async () => {
  const headers = { ...urlencoded, 'x-forwarded-for': '6.6.6.6, 2001:db8:0:1:2::3' };
  const options = { method: 'POST', headers, body: 'email=a' };
  const direct = await startWeb(edition, { onForm: sent });
  await direct.ask('/subscribe', options);
  expect(direct.forms[0]?.network).toBe('127.0.0.1');
  const behind = await startWeb(edition, { onForm: sent, settings: { TRUST_PROXY: '10.0.0.0/8, 127.0.0.1' } });
  await behind.ask('/subscribe', options);
  expect(behind.forms[0]?.network).toBe('2001:db8:0:1::/64');
});

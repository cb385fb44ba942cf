import { expect, test } from 'vitest';
import type { Form, FormOutcome, Person } from '../../src/channel.ts';
import { componentIdOf, noticeIdOf } from '../../src/publish/statuspage-basics.ts';
import { ApiError, SubscriberAnswer } from '../../src/publish/statuspage-subscriber-schema.ts';
import { openApi } from '../documents/openapi.ts';
import { editionOf } from '../support/edition.ts';
import { makeNotice, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';
import { startWeb } from '../support/web-thread.ts';

const path = '/api/v2/subscribers.json';
const now = tokyo('2012-06-21 22:00');
const outage = makeNotice('outage', [makeUpdate('2012-06-20 17:10', 'investigating')], {
  components: { service: 'major_outage' },
});
const sent: FormOutcome = { status: 200, page: 'subscribe-sent' };
const somebody: Person = {
  ...{ page: 'unsubscribe', token: '1.2.mac', preferencesToken: '1.2.mac', address: 'm***@example.org' },
  ...{ hasLeft: false, returnUntil: null, language: 'en', components: [], kinds: 'all', reports: 'every' },
  ...{ quietFrom: '', quietUntil: '', exercises: false, notices: [], said: null, isAddressAsked: false },
};
const json = { 'content-type': 'application/json' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };

interface Operations {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: object }>>>>;
}
/** `POST /api/v2/subscribers.json 201`: what the document about the API names, and what was answered here. */
const documented = Object.entries((openApi() as unknown as Operations).paths)
  .filter(([at]) => at.startsWith('/api/v2/subscribers'))
  .flatMap(([at, operations]) => Object.entries(operations).map(([method, { responses }]) => ({ at, method, responses })))
  .flatMap(({ at, method, responses }) => Object.keys(responses).map((status) => `${method.toUpperCase()} ${at} ${status}`)); // prettier-ignore
const given = new Set<string>();

async function startApi(outcome: FormOutcome = sent, looked: FormOutcome = { status: 404, page: 'not-found' }) {
  const edition = await editionOf(makeSnapshot([outage]), now);
  const web = await startWeb(edition, { onForm: ({ look }) => (look ? looked : outcome) });
  const ask = async (method: string, at: string, body?: string, headers: Record<string, string> = {}) => {
    const answer = await web.ask(at, { method, headers, ...(body === undefined ? {} : { body }) });
    expect(answer.headers['access-control-allow-origin']).toBe('*');
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    const said: unknown = JSON.parse(answer.text);
    expect((answer.status < 300 ? SubscriberAnswer : ApiError).safeParse(said).error).toBeUndefined();
    if (['POST', 'GET', 'DELETE'].includes(method) && at.includes('/subscribers')) {
      const general = at.replace(/^\/en|\?.*/g, '').replace(/(subscribers)\/.+(\.json)/, '$1/{id}$2');
      given.add(`${method} ${general} ${answer.status}`);
    }
    return { status: answer.status, said: said as Record<string, unknown>, headers: answer.headers };
  };
  return {
    web,
    ask,
    post: (body: string, headers: Record<string, string>, at = path) => ask('POST', at, body, headers),
  };
}

test.each([
  [JSON.stringify({ subscriber: { email: 'mori@example.org' } }), json, {}],
  [`subscriber%5Bemail%5D=mori%40example.org`, form, {}],
  [
    JSON.stringify({ subscriber: { email: 'mori@example.org', component_id: componentIdOf('web') } }),
    json,
    { component_code: [componentIdOf('web')] },
  ],
  [
    // Of what the incident affects: the members of the group that it names.
    JSON.stringify({ subscriber: { email: 'mori@example.org', incident_id: noticeIdOf(outage) } }),
    json,
    { component_code: [componentIdOf('web'), componentIdOf('mail')] },
  ],
])('POST %s asks for a confirmation', async (body, headers, components) => {
  const { web, post } = await startApi();
  const { status, said } = await post(body, { ...headers, origin: 'https://elsewhere.example' }, `/en${path}`);
  expect([status, said['email'], said['state'], said['mode']]).toEqual([
    201, 'mori@example.org', 'unconfirmed', 'email_sms',
  ]); // prettier-ignore
  expect(web.forms).toEqual([
    {
      action: 'subscribe',
      token: '',
      fields: { address: ['mori@example.org'], ...components },
      language: 'en',
      network: expect.any(String) as string,
    } satisfies Form,
  ]);
});

test.each([
  ['{"subscriber":{"email":"mori', json, 400],
  ['{"subscriber":{"phone_number":"0000000000"}}', json, 422],
  ['{"subscriber":{"email":"a@example.org","endpoint":"https://example.org/hook"}}', json, 422],
  ['null', json, 400],
  ['{"subscriber":{"email":["a@example.org"]}}', json, 422],
  [JSON.stringify({ subscriber: { email: 'a@example.org', incident_id: 'nothing' } }), json, 422],
  ['subscriber[email]=%zz', form, 400],
  ['x', { 'content-type': 'text/plain' }, 400],
])('POST %s is refused with a reason', async (body, headers, expected) => {
  const { web, post } = await startApi();
  const { status, said } = await post(body, headers);
  expect(status).toBe(expected);
  expect(said['error']).toMatch(/\w{3}/);
  expect(web.forms).toEqual([]);
});

test('POST of more than a form could need is refused', async () => {
  const { post } = await startApi();
  expect((await post(`subscriber[email]=${'a'.repeat(20_000)}`, form)).status).toBe(413);
});

test.each([
  [{ status: 422, page: 'invalid-address' }, 422],
  [{ status: 400, page: 'invalid-form' }, 422],
  [{ status: 503, page: 'busy' }, 503],
  [{ status: 200, page: 'subscribe-step', ticket: 'x' }, 429],
] as const)('what the worker refuses is told: %j', async (outcome, expected) => {
  const { post } = await startApi(outcome);
  const { status, headers } = await post(JSON.stringify({ subscriber: { email: 'mori@example.org' } }), json);
  expect(status).toBe(expected);
  expect(headers['retry-after'] !== undefined).toBe(expected === 503 || expected === 429);
});

test('DELETE and GET take the token of a link as id: in the path, the query or the body', async () => {
  const { web, ask } = await startApi({ status: 200, page: 'unsubscribed' });
  for (const [at, body] of [
    ['/api/v2/subscribers/1.2.mac.json'],
    [`${path}?subscriber[id]=1.2.mac`],
    [`${path}?subscriber%5Bid%5D=1.2.mac`],
    [path, 'subscriber[id]=1.2.mac'],
  ] as const) {
    const { status, said } = await ask(
      'DELETE',
      at,
      body,
      body === undefined ? {} : { ...form, 'content-length': String(body.length) },
    );
    expect([status, said['state']], at).toEqual([200, 'unsubscribed']);
  }
  expect(web.forms.map(({ action, token, look }) => [action, token, look])).toEqual(
    Array.from({ length: 4 }, () => ['unsubscribe', '1.2.mac', undefined]),
  );
  expect((await ask('DELETE', path)).status).toBe(400);
  // A GET changes nothing, whatever some clients try to subscribe with.
  expect((await ask('GET', `${path}?subscriber[email]=mori@example.org`)).status).toBe(400);
  expect(web.forms).toHaveLength(4);
  expect((await ask('GET', '/api/v2/subscribers/1.2.mac.json')).status).toBe(404);
  expect(web.forms.at(-1)).toMatchObject({ action: 'unsubscribe', look: true });
});

test('GET and DELETE tell what a link stands for, that there is none, or that nobody can say now', async () => {
  const outcomes = [
    [{ status: 200, page: 'unsubscribed', person: somebody }, 200],
    [{ status: 404, page: 'not-found' }, 404],
    [{ status: 503, page: 'busy' }, 503],
  ] as const;
  for (const [outcome, expected] of outcomes) {
    const { ask } = await startApi(outcome, outcome);
    for (const method of ['GET', 'DELETE']) {
      for (const at of ['/api/v2/subscribers/1.2.mac.json', `${path}?subscriber[id]=1.2.mac`]) {
        expect((await ask(method, at)).status, `${method} ${at}`).toBe(expected);
      }
    }
  }
});

test('a preflight is answered for the API alone; other methods are told what is allowed', async () => {
  const { web, ask } = await startApi();
  const preflight = await web.ask(path, { method: 'OPTIONS' });
  expect([preflight.status, preflight.body.length]).toEqual([204, 0]);
  expect(preflight.headers).toMatchObject({
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET, HEAD, POST, DELETE',
    'access-control-allow-headers': '*, authorization',
  });
  const reading = await web.ask('/api/v2/summary.json', { method: 'OPTIONS' });
  expect(reading.headers['access-control-allow-methods']).toBe('GET, HEAD');
  expect((await web.ask('/history.rss', { method: 'OPTIONS' })).status).toBe(204);
  expect((await web.ask('/subscribe', { method: 'OPTIONS' })).status).toBe(405);
  expect((await ask('PUT', path)).headers.allow).toBe('GET, HEAD, POST, DELETE');
  expect((await ask('POST', '/api/v2/summary.json')).status).toBe(405);
});

test('the document about the API names every answer that was given above, and no other', () => {
  expect([...given].toSorted()).toEqual(documented.toSorted());
});

import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { finish } from '../../src/publish/finish.ts';
import type { Edition } from '../../src/publish/edition.ts';
import { editionOf } from '../support/edition.ts';
import { connectRaw } from '../support/raw.ts';
import { makeNotice, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';
import { eventually } from '../support/wait.ts';
import { startWeb } from '../support/web-thread.ts';

const old = Array.from({ length: 15 }, (_, index) =>
  makeNotice(`old-${index}`, [makeUpdate(`2011-01-${String(index + 10)} 10:00`, 'resolved')]),
);
const edition = await editionOf(makeSnapshot(old), tokyo('2012-06-21 12:00'));
const draw = (path: string) => finish({ status: 200, type: 'text/html', body: path, headers: {} });
const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: status.example.org\r\n${more}\r\n`;

interface Read {
  readonly status: number;
  readonly head: string;
  readonly body: Buffer;
}

/** What came back on one connection, answer by answer; throws on what is no whole answer. */
function answersIn(text: string, methods: readonly string[] = []): Read[] {
  const answers: Read[] = [];
  for (let rest = text; rest !== '';) {
    const end = rest.indexOf('\r\n\r\n');
    if (end === -1 || !rest.startsWith('HTTP/1.1 ')) throw new Error(`no answer: ${rest.slice(0, 200)}`);
    const head = rest.slice(0, end);
    const isBare = methods[answers.length] === 'HEAD';
    const length = isBare ? 0 : Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0);
    const body = rest.slice(end + 4, end + 4 + length);
    if (body.length !== length) throw new Error(`cut short: ${head}`);
    answers.push({ status: Number(head.slice(9, 12)), head, body: Buffer.from(body, 'latin1') });
    rest = rest.slice(end + 4 + length);
  }
  return answers;
}

function isTagged({ head, body }: Read): boolean {
  const tag = /^etag: "([^"]+)"$/im.exec(head)?.[1];
  return tag === createHash('sha256').update(body).digest('base64url');
}

test('answers come in the order of the requests, also when an early one takes longest', async () => {
  const late = Promise.withResolvers<void>();
  const web = await startWeb(edition, { onRender: (path) => late.promise.then(() => draw(path)) });
  const connection = await connectRaw(web.port);
  const paths = ['/', '/incidents/old-0', '/en', '/nothing', '/', '/history', '/api/v2/summary.json'];
  connection.send(paths.map((path) => get(path)).join('') + get('/en', 'Connection: close\r\n'));
  await eventually('the page of the tail is asked for', () => web.rendered.length === 1);
  late.resolve();
  await connection.closed;
  const answers = answersIn(connection.received());
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 404, 200, 200, 200, 200]);
  expect(answers.map(({ body }) => body.toString().slice(0, 300))).toEqual([
    expect.stringContaining('<body>/ ja'),
    '/incidents/old-0',
    expect.stringContaining('<body>/en en'),
    expect.stringContaining('<body>/404 ja'),
    expect.stringContaining('<body>/ ja'),
    expect.stringContaining('<body>/history ja'),
    expect.stringContaining('"page"'),
    expect.stringContaining('<body>/en en'),
  ]);
  expect(answers.every(isTagged)).toBe(true);
});

test('five hundred requests in one breath are answered one by one, whole, on one connection', async () => {
  const web = await startWeb(edition);
  const connection = await connectRaw(web.port);
  const methods = Array.from({ length: 500 }, (_, index) => (index % 7 === 3 ? 'HEAD' : 'GET'));
  connection.send(methods.map((method) => get('/').replace('GET', method)).join(''));
  const answers = await eventually('all answers', () => {
    const text = connection.received();
    return (text.match(/HTTP\/1\.1 200/g) ?? []).length === 500 && answersIn(text, methods);
  });
  expect(answers.every((answer, index) => methods[index] === 'HEAD' || isTagged(answer))).toBe(true);
  connection.send(get('/health'));
  await eventually('the connection goes on', () => connection.received().includes('content_age_seconds'));
});

test('who reads slowly gets a large answer whole, and costs the others nothing', async () => {
  const large = await finish({ status: 200, type: 'text/plain', body: 'x'.repeat(3_000_000), headers: {} });
  const web = await startWeb({ ...edition, ready: new Map([...edition.ready, ['/large', large]]) } satisfies Edition);
  const slow = await connectRaw(web.port);
  slow.socket.pause();
  slow.send(get('/large').repeat(8) + get('/', 'Connection: close\r\n'));
  for (let count = 0; count < 20; count++) expect((await web.ask('/')).status).toBe(200);
  slow.socket.resume();
  await slow.closed;
  const answers = answersIn(slow.received());
  expect(answers.map(({ body }) => body.length)).toEqual([...Array<number>(8).fill(3_000_000), expect.any(Number)]);
  expect(answers.every(isTagged)).toBe(true);
});

test('the connection ends when the reader says so, or speaks HTTP/1.0', async () => {
  const web = await startWeb(edition);
  for (const asked of [
    get('/', 'Connection: close\r\n'),
    'GET / HTTP/1.0\r\n\r\n',
    'GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n',
  ]) {
    const connection = await connectRaw(web.port);
    connection.send(asked);
    if (asked.includes('keep-alive')) {
      await eventually('the answer', () => connection.received().toLowerCase().includes('connection: keep-alive'));
      connection.socket.end();
    }
    await connection.closed;
    const [answer, ...more] = answersIn(connection.received());
    expect([answer?.status, answer && isTagged(answer), more.length], asked).toEqual([200, true, 0]);
  }
});

test('a body that nobody asked for is read past', async () => {
  const web = await startWeb(edition);
  const connection = await connectRaw(web.port);
  connection.send(
    get('/', 'Content-Length: 5\r\n') +
      'xxxxx' +
      get('/en') +
      get('/', 'Expect: 100-continue\r\nContent-Length: 1\r\n') +
      'y',
  );
  await eventually('three answers', () => (connection.received().match(/HTTP\/1\.1 200/g) ?? []).length === 3);
  const answers = answersIn(connection.received().replace('HTTP/1.1 100 Continue\r\n\r\n', ''));
  expect(answers.map(({ status, ...answer }) => [status, isTagged({ status, ...answer })])).toEqual([
    [200, true],
    [200, true],
    [200, true],
  ]);
});

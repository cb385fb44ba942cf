import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { limitConnections } from '../../src/web/connections.ts';
import { connectionsWithin } from '../../src/web/descriptors.ts';
import { editionOf } from '../support/edition.ts';
import { connectRaw } from '../support/raw.ts';
import { makeSnapshot } from '../support/snapshot.ts';
import { eventually } from '../support/wait.ts';
import { startWeb } from '../support/web-thread.ts';

const edition = await editionOf(makeSnapshot([]), Date.now());
const statusOf = (text: string) => /^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 'closed';

/** What is refused, and how; an answer means that the connection is closed after it. */
const broken: readonly [name: string, sent: string, status: string][] = [
  ['noise', '\u0000\u0001\u0002\r\n\r\n', '400'],
  ['a TLS hello', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', '400'],
  ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', '400'],
  ['no host', 'GET / HTTP/1.1\r\n\r\n', '400'],
  ['a method that is none', 'get / HTTP/1.1\r\nHost: x\r\n\r\n', '400'],
  ['a space in the path', 'GET /a b HTTP/1.1\r\nHost: x\r\n\r\n', '400'],
  ['a NUL in a header', 'GET / HTTP/1.1\r\nHost: x\r\nA: b\u0000c\r\n\r\n', '400'],
  ['a line that goes on', 'GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n: d\r\n\r\n', '400'],
  ['two lengths', 'POST /subscribe HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd', '400'],
  [
    'a length and chunks',
    'POST /subscribe HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    '400',
  ],
  [
    'a coding that is none',
    'POST /subscribe HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n',
    '400',
  ],
  ['a length below nothing', 'POST /subscribe HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n', '400'],
  [
    'a chunk of endless length',
    'POST /subscribe HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n',
    '400',
  ],
  ['headers without end', `GET / HTTP/1.1\r\nHost: x\r\nA: ${'b'.repeat(9_000)}\r\n\r\n`, '431'],
  ['a thousand headers', `GET / HTTP/1.1\r\nHost: x\r\n${'A: b\r\n'.repeat(2_000)}\r\n`, '431'],
  ['a path without end', `GET /${'a'.repeat(9_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, '431'],
  ['a tunnel', 'CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n', 'closed'],
];

test('what is no HTTP, or too much of it, is refused, and others are served', async () => {
  const web = await startWeb(edition);
  for (const [name, sent, status] of broken) {
    const connection = await connectRaw(web.port);
    connection.socket.write(Buffer.from(sent, 'latin1'));
    await connection.closed;
    expect(statusOf(connection.received()), name).toBe(status);
    expect((await web.ask('/')).status, name).toBe(200);
  }
});

test('what looks odd and is allowed is answered', async () => {
  const web = await startWeb(edition);
  const odd: [string, number][] = [
    ['GET http://evil.example/en HTTP/1.1\r\nHost: evil.example\r\n', 200],
    ['GET /en?x=1#y HTTP/1.1\r\nHost: x\r\n', 200],
    ['GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n', 200],
    ['GET / HTTP/1.1\r\nHost: x\r\nRange: bytes=0-0,-1\r\n', 200],
    ['GET / HTTP/1.1\r\nHost: x\r\nIf-Match: x\r\nIf-Modified-Since: never\r\n', 200],
    ['OPTIONS * HTTP/1.1\r\nHost: x\r\n', 405],
    ['TRACE / HTTP/1.1\r\nHost: x\r\n', 405],
    ['GET / HTTP/1.1\r\nHost: x\r\nExpect: the-impossible\r\n', 417],
  ];
  for (const [sent, status] of odd) {
    const connection = await connectRaw(web.port);
    connection.send(`${sent}\r\n`);
    await eventually(sent, () => connection.received().includes('\r\n\r\n'));
    expect(statusOf(connection.received()), sent).toBe(String(status));
  }
});

test('who is slow with headers or body is cut off, while others are served', async () => {
  const web = await startWeb(edition, { onForm: () => ({ status: 200, page: 'subscribe-sent' }) });
  const start = 'POST /subscribe HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n';
  const [silent, slowHead, slowBody] = await Promise.all([1, 2, 3].map(() => connectRaw(web.port)));
  slowHead?.send(start);
  slowBody?.send(`${start}Content-Length: 1000\r\n\r\nemail=`);
  const drip = setInterval(() => {
    slowHead?.send('A: b\r\n');
    slowBody?.send('a');
    void web.ask('/').then(({ status }) => answers.push(status));
  }, 500);
  onTestFinished(() => clearInterval(drip));
  const answers: number[] = [];
  await Promise.all([silent?.closed, slowHead?.closed, slowBody?.closed]);
  expect([slowHead, slowBody].map((one) => statusOf(one?.received() ?? ''))).toEqual(['408', '408']);
  expect(new Set(answers)).toEqual(new Set([200]));
  expect(web.forms).toEqual([]);
});

test('too large a form is refused, however many fields it has', async () => {
  const web = await startWeb(edition);
  const urlencoded = { 'content-type': 'application/x-www-form-urlencoded' };
  const post = (body: string, headers: Record<string, string>) =>
    web.ask('/subscribe', { method: 'POST', body, headers });
  expect((await post('a=b&'.repeat(200_000), urlencoded)).status).toBe(413);
  const parts = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n'.repeat(10_000);
  expect((await post(`${parts}--b--\r\n`, { 'content-type': 'multipart/form-data; boundary=b' })).status).toBe(413);
  expect((await post('\x1f\x8b', { ...urlencoded, 'content-encoding': 'gzip' })).status).toBe(400);
  expect(web.forms).toEqual([]);
});

test('the newest connection takes the place of the oldest at rest, and none that waits for an answer', async () => {
  const answering = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    if (request.url === '/') return void response.end('here');
    connections.hold(request, response);
    void answering.promise.then(() => response.end('at last'));
  });
  const connections = limitConnections(server, 10);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => server.closeAllConnections());
  const { port } = server.address() as AddressInfo;
  const waiting = await connectRaw(port);
  waiting.send('GET /form HTTP/1.1\r\nHost: x\r\n\r\n');
  const idle = [];
  for (let count = 0; count < 30; count++) idle.push(await connectRaw(port));
  const reader = await connectRaw(port);
  reader.send('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await eventually('the reader is served', () => reader.received().endsWith('here'));
  await Promise.all(idle.slice(0, 22).map(({ closed }) => closed));
  answering.resolve();
  await eventually('who waited is answered', () => waiting.received().endsWith('at last'));
  expect(idle.slice(22).map(({ socket }) => socket.closed)).toEqual(Array(8).fill(false));
});

test('few file descriptors: few connections, and the operator is told how to get more', () => {
  expect(connectionsWithin(1_024, 1)).toEqual({
    most: 768,
    warning: expect.stringContaining('LimitNOFILE=65536') as string,
  });
  expect(connectionsWithin(20_000, 4)).toEqual({ most: 4_936, warning: null });
  expect(connectionsWithin(1_048_576, 1)).toEqual({ most: 16_384, warning: null });
});

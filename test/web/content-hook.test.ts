import { createHmac, randomBytes } from 'node:crypto';
import { createConnection } from 'node:net';
import { expect, test } from 'vitest';
import { editionOf } from '../support/edition.ts';
import { makeSnapshot } from '../support/snapshot.ts';
import { eventually } from '../support/wait.ts';
import { startWeb, type WebThread } from '../support/web-thread.ts';

const secret = `whsec_${randomBytes(32).toString('base64')}`;
const edition = await editionOf(makeSnapshot([]), Date.now());
const started = () => startWeb(edition, { settings: { CONTENT_HOOK_SECRET: secret } });
const body = Buffer.from(JSON.stringify({ ref: 'refs/heads/main', commits: [{ message: '障害「接続できません」' }] }));

type Signer = (bytes: Buffer, key: string) => Record<string, string>;
const hex = (bytes: Buffer, key: string) => createHmac('sha256', key).update(bytes).digest('hex');
const standard =
  (seconds = 0): Signer =>
  (bytes, key) => {
    const time = String(Math.floor(Date.now() / 1000) + seconds);
    const hmac = createHmac('sha256', Buffer.from(key.slice('whsec_'.length), 'base64'));
    const signature = hmac.update(`msg-1.${time}.`).update(bytes).digest('base64');
    return { 'webhook-id': 'msg-1', 'webhook-timestamp': time, 'webhook-signature': `v1,AAAA v1,${signature}` };
  };
const signers: [string, Signer][] = [
  ['GitHub', (bytes, key) => ({ 'x-hub-signature-256': `sha256=${hex(bytes, key)}` })],
  ['Gitea', (bytes, key) => ({ 'x-gitea-signature': hex(bytes, key) })],
  ['Forgejo', (bytes, key) => ({ 'x-forgejo-signature': hex(bytes, key), 'x-gitea-signature': hex(bytes, key) })],
  ['GitLab, by a token', (_bytes, key) => ({ 'x-gitlab-token': key })],
  ['GitLab, signed', standard()],
];

const send = (web: WebThread, headers: Record<string, string>, bytes = body) =>
  web.ask('/hooks/content', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': String(bytes.length), ...headers },
    body: bytes,
  });

test.each(signers)('a hook of %s is fetched once, one that is forged never', async (_name, sign) => {
  const web = await started();
  const wrong = `whsec_${randomBytes(32).toString('base64')}`;
  expect((await send(web, sign(body, wrong))).status).toBe(401);
  const flipped = Object.fromEntries(
    Object.entries(sign(body, secret)).map(([name, value]) => [name, `${value.slice(0, -3)}x${value.slice(-2)}`]),
  );
  expect((await send(web, flipped)).status).toBe(401);
  expect(web.fetches()).toBe(0);
  const answer = await send(web, sign(body, secret));
  expect(answer.status).toBe(202);
  await eventually('the publisher to be asked', () => web.fetches() === 1);
  expect((await send(web, sign(Buffer.alloc(0), secret), Buffer.alloc(0))).status).toBe(202); // a ping
});

test('another body than the signed one, an old one, nothing at all, half a signature: 401', async () => {
  const web = await started();
  const [, github] = signers[0] ?? [];
  if (github === undefined) throw new Error('no signer');
  const other = Buffer.from(body.toString().replace('main', 'mine'));
  const headers = [
    {},
    github(other, secret),
    standard()(other, secret),
    standard(-301)(body, secret),
    standard(303)(body, secret), // not the very first second: one may pass before it is read
    { 'x-hub-signature-256': 'sha256=' },
    { 'x-hub-signature-256': github(body, secret)['x-hub-signature-256']?.slice(0, -2) ?? '' },
    { 'x-hub-signature': `sha1=${createHmac('sha1', secret).update(body).digest('hex')}` },
    { 'x-gitlab-token': '' },
    { 'x-gitlab-token': `${secret} ` .repeat(2) },
  ]; // prettier-ignore
  for (const one of headers) expect((await send(web, one)).status, JSON.stringify(one)).toBe(401);
  expect(web.fetches()).toBe(0);
});

test('what is too large is cut off, with and without its length told', async () => {
  const web = await started();
  const large = 25 * 1024 * 1024 + 1;
  const head = `POST /hooks/content HTTP/1.1\r\nhost: x\r\nx-gitlab-token: ${secret}\r\n`;
  const chunk = Buffer.alloc(1024 * 1024);
  const answerTo = (lines: string, pieces: number) =>
    new Promise<string>((resolve) => {
      let text = '';
      const socket = createConnection(web.port, '127.0.0.1', () => {
        socket.write(`${head}${lines}\r\n\r\n`);
        for (let count = 0; count < pieces && !socket.destroyed; count++) {
          socket.write(`${chunk.length.toString(16)}\r\n`);
          socket.write(chunk);
          socket.write('\r\n');
        }
      });
      socket.on('data', (data) => (text += data.toString()));
      socket.on('error', () => {});
      socket.on('close', () => resolve(text));
    });
  expect(await answerTo(`content-length: ${large}`, 0)).toMatch(/^HTTP\/1\.1 413 /);
  expect(await answerTo('transfer-encoding: chunked', 26)).toMatch(/^HTTP\/1\.1 413 |^$/);
  expect(web.fetches()).toBe(0);
});

test('without a secret there is no such page, and reading it is not allowed', async () => {
  const web = await startWeb(edition);
  expect((await send(web, { 'x-gitlab-token': 'undefined' })).status).toBe(404);
  expect((await web.ask('/hooks/content')).status).toBe(404);
  const withSecret = await started();
  expect((await withSecret.ask('/hooks/content')).status).toBe(405);
});

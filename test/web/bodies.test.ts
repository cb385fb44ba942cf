import { expect, test } from 'vitest';
import { editionOf } from '../support/edition.ts';
import { connectRaw } from '../support/raw.ts';
import { makeSnapshot } from '../support/snapshot.ts';
import { startWeb } from '../support/web-thread.ts';

const edition = await editionOf(makeSnapshot([]), Date.now());

test('a form without a body, without a length or in chunks is answered, and the connection is in order after it', async () => {
  const web = await startWeb(edition, { onForm: () => ({ status: 200, page: 'unsubscribed' }) });
  const post = (more: string) => `POST /unsubscribe/abc HTTP/1.1\r\nHost: x\r\n${more}\r\n`;
  const type = 'Content-Type: application/x-www-form-urlencoded\r\n';
  const connection = await connectRaw(web.port);
  connection.send(post('') + post(`${type}Content-Length: 0\r\n`));
  connection.send(`${post(`${type}Transfer-Encoding: chunked\r\n`)}3\r\na=b\r\n0\r\n\r\n`);
  connection.send(`${post(`${type}Content-Length: 3\r\nConnection: close\r\n`)}a=b`);
  await connection.closed;
  expect(connection.received().match(/HTTP\/1\.1 \d+/g)).toEqual(Array(4).fill('HTTP/1.1 200'));
  expect(web.forms.map(({ fields }) => fields)).toEqual([{}, {}, { a: ['b'] }, { a: ['b'] }]);
});

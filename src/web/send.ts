import type { IncomingMessage, ServerResponse } from 'node:http';
import { cacheControl } from '../publish/cache.ts';
import type { FinishedResponse } from '../publish/edition.ts';
import { closedPolicy } from '../publish/security-headers.ts';
import { chooseEncoding, etagFor, hasSeen } from './encoding.ts';

/** Sends finished bytes: 304 if the reader has them, else in the smallest form it takes; HEAD without the body. */
export function sendFinished(
  request: IncomingMessage,
  response: ServerResponse,
  finished: FinishedResponse,
  status: number = finished.status,
): void {
  const encoding = chooseEncoding(request.headers['accept-encoding'], finished);
  const tag = finished.headers['etag'];
  const named = tag === undefined ? {} : { etag: etagFor(tag, encoding) };
  if (status === 200 && tag !== undefined && hasSeen(request.headers['if-none-match'], tag)) {
    const { 'content-type': _, ...kept } = finished.headers;
    response.writeHead(304, { ...kept, ...named }).end();
    return;
  }
  const memory = { br: finished.brotli, gzip: finished.gzip, identity: finished.body }[encoding] ?? finished.body;
  response.writeHead(status, {
    ...finished.headers,
    ...named,
    ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
    'content-length': memory.byteLength,
  });
  response.end(request.method === 'HEAD' ? undefined : Buffer.from(memory));
}

/** A short answer that is made on the spot and that nobody keeps. */
export function sendPlain(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': cacheControl.never,
    'content-security-policy': closedPolicy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    ...headers,
    'content-length': bytes.length,
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

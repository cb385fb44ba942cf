import type { IncomingMessage, ServerResponse } from 'node:http';
import { cacheControl } from '../publish/cache.ts';
import type { FinishedResponse } from '../publish/edition.ts';
import { closedPolicy } from '../publish/security-headers.ts';
import { createEncodings, etagFor, hasSeen, type Encoding } from './encoding.ts';
import { bytesOf, handOver, headersFor, writeMessage } from './message.ts';

/** Sends finished bytes: 304 if the reader has them, else in the smallest form it takes; HEAD without the body. */
export type SendFinished = (
  request: IncomingMessage,
  response: ServerResponse,
  finished: FinishedResponse,
  /** What differs from the finished response. */
  other?: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> },
) => void;

/** So many bytes of messages are kept ready. */
const mostReady = 16 * 1024 * 1024;

/**
 * A sender. What was asked for in this second is kept ready for the socket, head and body in one piece: a head names the
 * second, so a message cannot be kept for longer.
 */
export function createSender(now: () => number): SendFinished {
  const encodings = createEncodings();
  let messages = new Map<FinishedResponse, Partial<Record<Encoding, Buffer>>>();
  let size = 0;
  let second = 0;
  let date = '';

  function messageOf(finished: FinishedResponse, encoding: Encoding): Buffer {
    const current = Math.floor(now() / 1000);
    if (current !== second || size > mostReady) {
      messages = new Map();
      size = 0;
      second = current;
      date = new Date(current * 1000).toUTCString();
    }
    const known = messages.get(finished)?.[encoding];
    if (known !== undefined) return known;
    const message = writeMessage(finished, encoding, date);
    size += message.length;
    messages.set(finished, { ...messages.get(finished), [encoding]: message });
    return message;
  }

  return (request, response, finished, other) => {
    const encoding = encodings.choose(request.headers['accept-encoding'], finished);
    const known = request.headers['if-none-match'];
    const isWhole = request.method === 'GET' && known === undefined && other === undefined;
    if (isWhole && handOver(request, response, () => messageOf(finished, encoding))) return;
    const status = other?.status ?? finished.status;
    const tag = finished.headers['etag'];
    if (status === 200 && tag !== undefined && hasSeen(known, tag)) {
      const { 'content-type': _, ...kept } = finished.headers;
      response.writeHead(304, { ...kept, etag: etagFor(tag, encoding) }).end();
      return;
    }
    response.writeHead(status, { ...headersFor(finished, encoding), ...other?.headers });
    response.end(request.method === 'HEAD' ? undefined : Buffer.from(bytesOf(finished, encoding)));
  };
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

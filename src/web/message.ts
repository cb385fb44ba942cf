import {
  STATUS_CODES,
  validateHeaderName,
  validateHeaderValue,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { FinishedResponse } from '../publish/edition.ts';
import { etagFor, type Encoding } from './encoding.ts';

/** The headers of one coding of a response, but for the date. */
export function headersFor(finished: FinishedResponse, encoding: Encoding): Record<string, string> {
  const tag = finished.headers['etag'];
  return {
    ...finished.headers,
    ...(tag === undefined ? {} : { etag: etagFor(tag, encoding) }),
    ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
    'content-length': String(bytesOf(finished, encoding).byteLength),
  };
}

export function bytesOf(finished: FinishedResponse, encoding: Encoding): SharedArrayBuffer {
  return { br: finished.brotli, gzip: finished.gzip, identity: finished.body }[encoding] ?? finished.body;
}

/** Head and body of an HTTP/1.1 response in one piece. Throws on a header that would end the head before its end. */
export function writeMessage(finished: FinishedResponse, encoding: Encoding, date: string): Buffer {
  const headers = Object.entries({ date, ...headersFor(finished, encoding) });
  const lines = headers.map(([name, value]) => {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return `${name}: ${value}\r\n`;
  });
  const head = `HTTP/1.1 ${finished.status} ${STATUS_CODES[finished.status]}\r\n${lines.join('')}\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(bytesOf(finished, encoding))]);
}

/**
 * Hands a whole message to the connection in one write. False where it must go the long way through `writeHead` and `end`:
 * when an earlier answer on this connection is still being made (pipelining), and when the connection ends with this one.
 *
 * `finish` is what node:http waits for before the connection's next answer may begin; emitting it here says what `end()`
 * would say once it had put head and body together. That work is a third of a request's cost
 * (docs/decisions/034-whole-messages.md).
 */
export function handOver(request: IncomingMessage, response: ServerResponse, message: () => Buffer): boolean {
  const { socket } = response;
  if (socket === null || !response.shouldKeepAlive || request.httpVersion !== '1.1') return false;
  socket.write(message());
  response.emit('finish');
  return true;
}

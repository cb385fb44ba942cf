import type { ServerResponse } from 'node:http';
import { cacheControl } from '../publish/cache.ts';
import { closedPolicy } from '../publish/security-headers.ts';
import type { Watch } from './watch.ts';

export const html = 'text/html; charset=utf-8';
export const json = 'application/json; charset=utf-8';
export const plain = 'text/plain; charset=utf-8';

/** Sends a response that nobody may keep: the next one may be another. node:http leaves out the body for HEAD. */
export function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Uint8Array,
  policy: string = closedPolicy,
): void {
  response.writeHead(status, { ...headers, 'content-type': type, 'content-security-policy': policy });
  response.end(body);
}

/** Server-sent events (HTML Living Standard §9.2): the version now, then each new one, until the browser goes. */
export function stream(response: ServerResponse, version: string, follow: Watch['follow']): void {
  response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' });
  const tell = (one: string) => response.write(`data: ${one}\n\n`);
  response.on('close', follow(tell));
  tell(version);
}

const headers = {
  'cache-control': cacheControl.never,
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};

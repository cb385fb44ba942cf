import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendPlain } from './send.ts';

/** Whether programs are meant to read this path: then every answer is JSON and every site may read it. */
export function isApi(path: string): boolean {
  return /^(\/[a-z-]+)?\/api\//i.test(path);
}

/** An answer of the API that is made on the spot. */
export function sendJson(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): void {
  sendPlain(request, response, status, JSON.stringify(body), {
    'content-type': 'application/json; charset=utf-8',
    'access-control-allow-origin': '*',
    ...headers,
  });
}

/** What a browser asks before a page of another site may send anything but a plain GET. Nothing here knows cookies. */
export function sendPreflight(response: ServerResponse, methods: string): void {
  response.writeHead(204, {
    allow: `${methods}, OPTIONS`,
    'access-control-allow-origin': '*',
    'access-control-allow-methods': methods,
    'access-control-allow-headers': '*, authorization',
    'access-control-max-age': '86400',
  });
  response.end();
}

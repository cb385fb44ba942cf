import type { IncomingMessage, ServerResponse } from 'node:http';
import { cacheControl } from '../publish/cache.ts';
import type { FinishedResponse } from '../publish/edition.ts';
import { closedPolicy } from '../publish/security-headers.ts';
import { chooseEncoding, etagFor, hasSeen, type Encoding } from './encoding.ts';

/** Sends finished bytes: 304 if the reader has them, else in the smallest form it takes; HEAD without the body. */
export type SendFinished = (
  request: IncomingMessage,
  response: ServerResponse,
  finished: FinishedResponse,
  status?: number,
) => void;

/** One coding of a response, ready for the socket. `headers` is flat, name after value, as `writeHead` takes it fastest. */
interface Form {
  readonly headers: readonly string[];
  readonly bytes: Buffer;
}

/** A sender that remembers how each response is written, for as long as an edition holds the response. */
export function createSender(): SendFinished {
  const known = new WeakMap<FinishedResponse, Map<Encoding, Form>>();

  function formOf(finished: FinishedResponse, encoding: Encoding): Form {
    const forms = known.get(finished) ?? new Map<Encoding, Form>();
    const form = forms.get(encoding) ?? writeForm(finished, encoding);
    known.set(finished, forms.set(encoding, form));
    return form;
  }

  return (request, response, finished, status = finished.status) => {
    const encoding = chooseEncoding(request.headers['accept-encoding'], finished);
    const tag = finished.headers['etag'];
    if (status === 200 && tag !== undefined && hasSeen(request.headers['if-none-match'], tag)) {
      const { 'content-type': _, ...kept } = finished.headers;
      response.writeHead(304, { ...kept, etag: etagFor(tag, encoding) }).end();
      return;
    }
    const { headers, bytes } = formOf(finished, encoding);
    response.writeHead(status, headers as string[]);
    response.end(request.method === 'HEAD' ? undefined : bytes);
  };
}

function writeForm(finished: FinishedResponse, encoding: Encoding): Form {
  const memory = { br: finished.brotli, gzip: finished.gzip, identity: finished.body }[encoding] ?? finished.body;
  const tag = finished.headers['etag'];
  const headers = {
    ...finished.headers,
    ...(tag === undefined ? {} : { etag: etagFor(tag, encoding) }),
    ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
    'content-length': String(memory.byteLength),
  };
  return { headers: Object.entries(headers).flat(), bytes: Buffer.from(memory) };
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

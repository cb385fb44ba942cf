import { hash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, brotliCompressSync, constants, gzip, gzipSync } from 'node:zlib';
import type { FinishedResponse } from './edition.ts';

/** A response as it comes from whoever writes it. Header names in lower case. */
export interface Draft {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

const compressible =
  /^(text\/|image\/svg|application\/(json|feed\+json|rss\+xml|atom\+xml|xml|javascript|manifest\+json))/;
/** Below this a packet is a packet. */
const worthCompressing = 256;

/**
 * Hash, compressed forms, headers: after this nothing is left to do when it is asked for. Not `async`: the text need not
 * outlive its bytes while these are compressed, and what lives long is cleared late.
 */
export function finish({ status, type, body, headers }: Draft): Promise<FinishedResponse> {
  const memory = shared(body);
  const bytes = Buffer.from(memory);
  const compress = compressible.test(type) && bytes.length >= worthCompressing;
  const facts = {
    status,
    headers: {
      'content-type': type,
      etag: `"${hash('sha256', bytes, 'base64url')}"`,
      ...(compress ? { vary: 'accept-encoding' } : {}),
      ...headers,
    },
    body: memory,
  };
  return compress ? withEncodings(facts, bytes) : Promise.resolve({ ...facts, gzip: null, brotli: null });
}

async function withEncodings(
  facts: Omit<FinishedResponse, 'gzip' | 'brotli'>,
  bytes: Buffer,
): Promise<FinishedResponse> {
  const [zipped, brotli] = await Promise.all([gzipped(bytes), brotlied(bytes)]);
  return { ...facts, gzip: smaller(zipped, bytes), brotli: smaller(brotli, bytes) };
}

/** Up to this, handing the work to another thread costs more than the work. */
const small = 4096;

const gzipAsync = promisify(gzip);
const brotliAsync = promisify(brotliCompress);

async function gzipped(bytes: Uint8Array): Promise<Buffer> {
  const options = { level: 7 };
  return bytes.length <= small ? gzipSync(bytes, options) : gzipAsync(bytes, options);
}

/** With a window that just holds it all (RFC 7932, 9.1): a larger one finds no more, and is cleared anew for each response. */
async function brotlied(bytes: Uint8Array): Promise<Buffer> {
  const window = Math.ceil(Math.log2(bytes.length + 16));
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 5,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    [constants.BROTLI_PARAM_LGWIN]: Math.min(Math.max(window, constants.BROTLI_MIN_WINDOW_BITS), 22),
  };
  return bytes.length <= small ? brotliCompressSync(bytes, { params }) : brotliAsync(bytes, { params });
}

function smaller(encoded: Uint8Array, plain: Uint8Array): SharedArrayBuffer | null {
  return encoded.length < plain.length ? shared(encoded) : null;
}

/** Text is written where it stays: a copy on the way would live until a long collection. */
function shared(body: string | Uint8Array): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(Buffer.byteLength(body));
  if (typeof body === 'string') Buffer.from(memory).write(body);
  else new Uint8Array(memory).set(body);
  return memory;
}

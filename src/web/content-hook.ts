import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Envelope } from '../channel.ts';
import { proofsOf } from './hook-proof.ts';
import { sendPlain } from './send.ts';

interface Needs {
  /** CONTENT_HOOK_SECRET. */
  readonly secret: string | undefined;
  readonly post: (envelope: Envelope) => void;
  readonly now: () => number;
}

/** GitHub sends at most as much. */
const largestBody = 25 * 1024 * 1024;

/**
 * `/hooks/content`: a forge says that there is something to fetch. Answered at once, 202, whatever the event: fetching when
 * nothing is new costs one question. The body is hashed on its way through, and never kept. Without a secret there is no
 * such page.
 */
export async function receiveContentHook(
  { secret, post, now }: Needs,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // Whoever is refused before the end of the body may not go on sending.
  const refuse = (status: number, text: string, headers = {}) =>
    sendPlain(request, response, status, `${text}\n`, { connection: 'close', ...headers });
  if (secret === undefined) return refuse(404, 'There is no such page.');
  if (request.method !== 'POST') return refuse(405, 'A webhook is a POST.', { allow: 'POST' });
  const proofs = proofsOf(request.headers, secret, now());
  if (proofs.length === 0) return refuse(401, 'This is not signed. Give the webhook the secret.');
  if (Number(request.headers['content-length'] ?? 0) > largestBody) return refuse(413, 'This is too large.');
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > largestBody) return refuse(413, 'This is too large.');
    for (const { take } of proofs) take(chunk);
  }
  if (!proofs.some(({ holds }) => holds())) return refuse(401, 'The signature is wrong. Compare the secrets.');
  post({ to: 'publisher', letter: { kind: 'fetch' } });
  sendPlain(request, response, 202, 'Thank you, it is being fetched.\n');
}

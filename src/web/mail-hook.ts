import type { IncomingMessage, ServerResponse } from 'node:http';
import { hookFormats } from '../mail/hooks/formats.ts';
import { hookHeaders, type HookHeaders } from '../mail/hooks/hook.ts';
import type { Questions } from './questions.ts';
import { sendPlain } from './send.ts';

interface Needs {
  /** By name, in small letters. */
  readonly keys: Readonly<Record<string, string>>;
  readonly questions: Questions;
}

/** SNS sends at most as much; a notification of SES is a few kilobytes. */
const largestBody = 262_144;

/**
 * `/hooks/mail/<provider>`: what became of our mail. The worker verifies it and writes it down before this is answered; a
 * provider sends again what was not answered with 200. Without a key there is no such page.
 */
export async function receiveMailHook(
  { keys, questions }: Needs,
  request: IncomingMessage,
  response: ServerResponse,
  provider: string,
): Promise<void> {
  const refuse = (status: number, text: string, headers = {}) =>
    sendPlain(request, response, status, `${text}\n`, { connection: 'close', ...headers });
  const key = Object.hasOwn(keys, provider) ? keys[provider] : undefined;
  const format = Object.hasOwn(hookFormats, provider) ? hookFormats[provider] : undefined;
  if (key === undefined || format === undefined) return refuse(404, 'There is no such page.');
  if (request.method !== 'POST') return refuse(405, 'A webhook is a POST.', { allow: 'POST' });
  const headers: HookHeaders = Object.fromEntries(
    hookHeaders.flatMap((name) => {
      const value = [request.headers[name] ?? []].flat()[0];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  if (!format.admits(headers, key)) return refuse(401, 'This does not prove who it is from. Compare the keys.');
  const body = await readBounded(request);
  if (body === null) return refuse(413, 'This is too large.');
  const hook = { provider, request: { headers, body } };
  const letter = await questions.ask('worker', (question) => ({ kind: 'mail-hook', question, hook }));
  const status = letter?.kind === 'heard' ? letter.status : 503;
  sendPlain(request, response, status, `${sentences[status] ?? ''}\n`, status === 503 ? { 'retry-after': '30' } : {});
}

const sentences: Readonly<Record<number, string>> = {
  200: 'Thank you.',
  400: 'This cannot be read.',
  403: 'The signature is wrong.',
  503: 'Not now. Send it again.',
};

async function readBounded(request: IncomingMessage): Promise<string | null> {
  if (Number(request.headers['content-length'] ?? 0) > largestBody) return null;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > largestBody) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

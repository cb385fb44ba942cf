import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import { SubscriberRequest } from '../publish/statuspage-subscriber-schema.ts';
import { readBody, readFields } from './form-body.ts';

/** Who wants to know what, or why that is refused. */
export type ReadRequest =
  | { readonly subscriber: z.infer<typeof SubscriberRequest>['subscriber'] }
  | { readonly status: 400 | 413 | 422; readonly error: string };

/** The body of a POST: JSON, or a form with `subscriber[email]`. */
export async function readSubscriber(request: IncomingMessage): Promise<ReadRequest> {
  const body = await readBody(request);
  if (body === null) return { status: 413, error: 'More than 16 kB.' };
  const written = await readWritten(body, request.headers['content-type']);
  if (written === null) {
    return { status: 400, error: 'Send JSON, {"subscriber":{"email":"…"}}, or a form with subscriber[email].' };
  }
  const read = SubscriberRequest.safeParse(written);
  if (read.success) return { subscriber: read.data.subscriber };
  const problems = read.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
  return { status: 422, error: `${problems.join(', ')}. People are told by mail alone.` };
}

/** The id that a GET or DELETE names, in the path, the query (`subscriber[id]`) or the body; null where there is none. */
export async function subscriberIdOf(request: IncomingMessage, inPath: string): Promise<string | null> {
  if (inPath !== '') return inPath;
  const asked = new URL(request.url ?? '/', 'http://localhost').searchParams.get('subscriber[id]');
  if (asked !== null || request.method !== 'DELETE') return asked;
  const body = await readBody(request);
  const written = body === null ? null : await readWritten(body, request.headers['content-type']);
  const { subscriber } = (written ?? {}) as { subscriber?: { id?: unknown } };
  return typeof subscriber?.id === 'string' ? subscriber.id : null;
}

/** What was sent, as JSON has it; null if it cannot be read. */
async function readWritten(body: Buffer, contentType = ''): Promise<unknown> {
  if (/^application\/json\b/i.test(contentType)) {
    try {
      return JSON.parse(body.toString('utf8'));
    } catch {
      return null;
    }
  }
  const fields = await readFields(body, contentType);
  if (fields === null) return null;
  const named = Object.entries(fields).flatMap(([name, [value]]) => {
    const key = /^subscriber\[(\w+)\]$/.exec(name)?.[1];
    return key === undefined ? [] : [[key, value] as const];
  });
  return { subscriber: Object.fromEntries(named) };
}

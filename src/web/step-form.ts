import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Form } from '../channel.ts';
import type { FinishedResponse } from '../publish/edition.ts';
import { stepMark } from '../publish/step-mark.ts';

/** What was typed and is to come back, nothing else. */
const kept = ['address', 'language', 'component', 'kinds', 'reports', 'quiet_from', 'quiet_until'];

/**
 * The second step of a form: the finished page with what was typed in hidden fields, so that a flood costs no drawing. Not
 * compressed: it is one person's.
 */
export function sendStep(
  request: IncomingMessage,
  response: ServerResponse,
  page: FinishedResponse,
  { fields, ticket }: { readonly fields: Form['fields']; readonly ticket: string },
): void {
  const values = kept.flatMap((name) => (fields[name] ?? []).map((value) => hidden(name, value)));
  const inputs = [...values, hidden('step', ticket)].join('');
  const body = Buffer.from(
    Buffer.from(page.body)
      .toString('utf8')
      .replace(stepMark, () => inputs),
  );
  const { etag: _, vary: __, ...headers } = page.headers;
  response.writeHead(200, { ...headers, 'content-length': String(body.length) });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function hidden(name: string, value: string): string {
  return `<input type="hidden" name="${name}" value="${escape(value)}">`;
}

const escape = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

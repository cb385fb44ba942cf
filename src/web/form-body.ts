import type { IncomingMessage } from 'node:http';
import type { Form } from '../channel.ts';

/** More than any of our forms needs. */
const largestBody = 16_384;
/** A sender of too much is read on for so long, so that it can hear why it was refused. */
const patience = 1_048_576;

/** The whole body, or null if it is larger than 16 kB. Throws if the sender goes away. */
export async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > patience) break;
    if (length <= largestBody) chunks.push(chunk);
  }
  return length > largestBody ? null : Buffer.concat(chunks);
}

/** The fields of a form, urlencoded or multipart. Null if it is neither, broken, or holds files or control characters. */
export async function readFields(body: Buffer, contentType: string | undefined): Promise<Form['fields'] | null> {
  const entries = await entriesOf(body, contentType ?? '');
  if (entries === null) return null;
  const fields: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  for (const [name, value] of entries) {
    if (isUnclean(name) || isUnclean(value)) return null;
    (fields[name] ??= []).push(value);
  }
  return { ...fields };
}

/** RFC 8058: what a mail program posts when somebody presses its own unsubscribe button. */
export function isOneClick(fields: Form['fields']): boolean {
  return fields['List-Unsubscribe']?.includes('One-Click') === true;
}

async function entriesOf(body: Buffer, contentType: string): Promise<[string, string][] | null> {
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (body.length === 0 && type !== 'multipart/form-data') return [];
  if (type === 'application/x-www-form-urlencoded') {
    const text = body.toString('utf8');
    return /%(?![0-9a-f]{2})/i.test(text) ? null : [...new URLSearchParams(text)];
  }
  if (type !== 'multipart/form-data') return null;
  try {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
    const entries = [...form].map(([name, value]) =>
      typeof value === 'string' ? ([name, value] as [string, string]) : null,
    );
    return entries.includes(null) ? null : entries.filter((entry) => entry !== null);
  } catch {
    return null;
  }
}

/** Control characters, and the mark that stands for bytes which are no UTF-8. */
function isUnclean(text: string): boolean {
  return /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffd]/.test(text) || !text.isWellFormed();
}

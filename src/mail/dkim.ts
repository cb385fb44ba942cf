import { createHash, sign, type KeyObject } from 'node:crypto';

/** Who vouches for our mail: a private key, and under which name its public half stands in the DNS. */
export interface Signer {
  readonly domain: string;
  readonly selector: string;
  readonly key: KeyObject;
}

/**
 * What is signed of a mail that has it. RFC 6376 5.4 for the most; without the List-Unsubscribe pair no mail program offers
 * the one click (RFC 8058 4).
 */
const signedHeaders = [
  'from', 'to', 'cc', 'reply-to', 'subject', 'date', 'message-id', 'in-reply-to', 'references', 'list-id', 'list-archive',
  'list-unsubscribe', 'list-unsubscribe-post', 'auto-submitted', 'content-language', 'mime-version', 'content-type',
  'content-transfer-encoding',
]; // prettier-ignore

/** Named once more than they are there, so that nobody on the way can add another one (RFC 6376 8.15). */
const sealedHeaders = ['from', 'to', 'cc', 'reply-to', 'subject', 'date', 'message-id', 'mime-version', 'content-type'];

/** The message with our DKIM signature before it (RFC 6376; RFC 8463 for Ed25519), relaxed/relaxed. Its lines end in CRLF. */
export function signMessage(message: Uint8Array, { domain, selector, key }: Signer): Uint8Array {
  const text = Buffer.from(message.buffer, message.byteOffset, message.byteLength).toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  const fields = readFields(text.slice(0, end));
  const bodyHash = createHash('sha256')
    .update(relaxedBody(text.slice(end + 4)), 'latin1')
    .digest('base64');
  const present = signedHeaders.filter((name) => fields.has(name));
  const isRsa = key.asymmetricKeyType === 'rsa';
  const tags = [
    'v=1',
    `a=${isRsa ? 'rsa' : 'ed25519'}-sha256`,
    'c=relaxed/relaxed',
    `d=${domain}`,
    `s=${selector}`,
    `h=${[...present, ...sealedHeaders].join(':\r\n ')}`,
    `bh=${bodyHash}`,
    'b=',
  ].join(';\r\n ');
  const signed = [...present.map((name) => `${name}:${fields.get(name) ?? ''}`), `dkim-signature:${relaxed(tags)}`];
  const data = Buffer.from(signed.join('\r\n'), 'latin1');
  // RFC 8463 3: Ed25519 signs the hash and not the text.
  const signature = isRsa ? sign('sha256', data, key) : sign(null, createHash('sha256').update(data).digest(), key);
  const lines = signature.toString('base64').match(/.{1,72}/g) ?? [];
  return Buffer.concat([Buffer.from(`DKIM-Signature: ${tags}${lines.join('\r\n ')}\r\n`, 'latin1'), message]);
}

/** Of each name the last, as a verifier takes them from below (RFC 6376 5.4.2). */
function readFields(head: string): Map<string, string> {
  const lines = head.replace(/\r\n(?=[ \t])/g, '').split('\r\n');
  return new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).trim().toLowerCase(), relaxed(line.slice(colon + 1))];
    }),
  );
}

function relaxed(value: string): string {
  return value.replace(/\r\n/g, '').replace(/[ \t]+/g, ' ').replace(/^ | $/g, ''); // prettier-ignore
}

function relaxedBody(body: string): string {
  const lines = body.replace(/[ \t]+/g, ' ').replace(/ (?=\r\n|$)/g, '').replace(/(?:\r\n)+$/, ''); // prettier-ignore
  return lines === '' ? '' : `${lines}\r\n`;
}

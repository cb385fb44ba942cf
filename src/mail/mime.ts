import { foldLines } from 'nodemailer/lib/mime-funcs';
import { createHash } from 'node:crypto';
import { anyLink, noLinks, type Links } from './links.ts';
import type { Body } from './message-parts.ts';

export type Headers = readonly (readonly [name: string, value: string])[];

/** The bytes of a message that goes to one person only. */
export function assemble(headers: Headers, body: Body & { readonly language: string }): Uint8Array {
  return bytesOf(headerLines(headers), prepareBody(body)(noLinks));
}

/** One after the other, every line already ended as SMTP wants it. All of it is ASCII. */
export function bytesOf(...pieces: readonly string[]): Uint8Array {
  return Buffer.from(pieces.join(''), 'latin1');
}

export function headerLines(headers: Headers): string {
  return headers.map(([name, value]) => `${header(name, value)}\r\n`).join('');
}

/** A message as it goes after DATA (RFC 5321 4.5.2): a dot before each line that begins with one, and the dot that ends it. */
export function asData(message: Uint8Array): Uint8Array {
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.length);
  if (bytes[0] !== dot && !bytes.includes('\n.')) return Buffer.concat([bytes, lastLine]);
  return Buffer.from(`${bytes.toString('latin1').replace(/^\./gm, '..')}.\r\n`, 'latin1');
}
const dot = 0x2e;
const lastLine = Buffer.from('.\r\n');

/**
 * From the headers that describe the body to its end: text and HTML side by side, in ASCII and short lines. What is the same
 * for everybody is encoded once; a function from a person's links gives the whole.
 */
export function prepareBody(body: Body & { readonly language: string }): (links: Links) => string {
  const page = htmlPage(body);
  const head = headerLines([['Content-Language', body.language], ['MIME-Version', '1.0']]); // prettier-ignore
  const text = preparePart('plain', body.text);
  if (Buffer.byteLength(page) > longestHtml) return (links) => head + text(links);
  // Text first: who reads mail in a terminal, or has it read out, meets it before the other (RFC 2046 5.1.4).
  const boundary = `=_${createHash('sha256').update(body.text).update(page).digest('hex').slice(0, 32)}`;
  const begun = `${head + header('Content-Type', `multipart/alternative; boundary="${boundary}"`)}\r\n\r\n`;
  const html = preparePart('html', page);
  return (links) => `${begun}--${boundary}\r\n${text(links)}--${boundary}\r\n${html(links)}--${boundary}--\r\n`;
}

/** Large mail services cut HTML at about 102 kB, and the end is where people leave. The text says all of it. */
const longestHtml = 100_000;

/** No picture, no script, nothing fetched. Colours are left to the reader's own scheme, light or dark. */
function htmlPage({ language, html }: Body & { readonly language: string }): string {
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"></head><body style="margin:0;padding:16px"><div style="max-width:38em;margin:0 auto;font-family:sans-serif;font-size:16px;line-height:1.7;overflow-wrap:break-word">
${html}
</div></body></html>`;
}

/** Base64 keeps lines short whatever the text, which old carriers want. What stands before the first link is encoded once. */
function preparePart(subtype: 'plain' | 'html', text: string): (links: Links) => string {
  const [before = '', ...rest] = text.split(anyLink);
  const bytes = Buffer.from(clean(before), 'utf8');
  const whole = bytes.length - (bytes.length % bytesOfLine);
  const head = `Content-Type: text/${subtype}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n`;
  const begun = head + base64Lines(bytes.subarray(0, whole));
  const begunLine = bytes.subarray(whole);
  const pieces = rest.map((piece, index) => (index % 2 === 0 ? piece : clean(piece)));
  return (links) => {
    const end = pieces.map((piece) => links[piece as keyof Links] ?? piece).join('');
    return begun + base64Lines(Buffer.concat([begunLine, Buffer.from(end, 'utf8')]));
  };
}

/** So many make a line of 76 characters. */
const bytesOfLine = 57;

function base64Lines(bytes: Buffer): string {
  return bytes.toString('base64').replace(/.{1,76}/g, '$&\r\n');
}

function clean(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n').replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/g, '');
  return lines.replace(/\n/g, '\r\n');
}

/** The last door: whatever a value holds, it is one header. */
function header(name: string, value: string): string {
  return foldLines(`${name}: ${value.replace(unprintable, ' ')}`, 76);
}

/** Ends of lines of any script, other control signs, and those that turn the direction in which the rest is read. */
export const unprintable = /[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g;

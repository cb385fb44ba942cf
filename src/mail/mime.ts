import { foldLines } from 'nodemailer/lib/mime-funcs';
import { createHash } from 'node:crypto';
import type { Body } from './message-parts.ts';

export type Headers = readonly (readonly [name: string, value: string])[];

/** The bytes of a message: its headers, then text and HTML side by side, in ASCII and short lines. */
export function assemble(headers: Headers, body: Body & { readonly language: string }): Uint8Array {
  const head: Headers = [...headers, ['Content-Language', body.language], ['MIME-Version', '1.0']];
  const page = htmlPage(body);
  const written = head.map(([name, value]) => header(name, value));
  const lines =
    Buffer.byteLength(page) > longestHtml
      ? [...written, ...part('plain', body.text)]
      : [...written, ...alternatives(body.text, page)];
  return Buffer.from([...lines, ''].join('\r\n'), 'latin1');
}

/** Large mail services cut HTML at about 102 kB, and the end is where people leave. The text says all of it. */
const longestHtml = 100_000;

/** No picture, no script, nothing fetched. Colours are left to the reader's own scheme, light or dark. */
function htmlPage({ language, html }: Body & { readonly language: string }): string {
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"></head><body style="margin:0;padding:16px"><div style="max-width:38em;margin:0 auto;font-family:sans-serif;font-size:16px;line-height:1.7;overflow-wrap:break-word">
${html}
</div></body></html>`;
}

/** Text first: who reads mail in a terminal, or has it read out, meets it before the other (RFC 2046 5.1.4). */
function alternatives(text: string, page: string): readonly string[] {
  const boundary = `=_${createHash('sha256').update(text).update(page).digest('hex').slice(0, 32)}`;
  return [
    header('Content-Type', `multipart/alternative; boundary="${boundary}"`),
    '',
    `--${boundary}`,
    ...part('plain', text),
    `--${boundary}`,
    ...part('html', page),
    `--${boundary}--`,
  ];
}

/** Base64 keeps lines short whatever the text, which old carriers want. */
function part(subtype: 'plain' | 'html', text: string): readonly string[] {
  const clean = text.replace(/\r\n?/g, '\n').replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/g, '');
  const encoded = Buffer.from(clean.replace(/\n/g, '\r\n'), 'utf8').toString('base64');
  return [
    `Content-Type: text/${subtype}; charset=utf-8`,
    'Content-Transfer-Encoding: base64',
    '',
    ...(encoded.match(/.{1,76}/g) ?? []),
  ];
}

/** The last door: whatever a value holds, it is one header. */
function header(name: string, value: string): string {
  return foldLines(`${name}: ${value.replace(unprintable, ' ')}`, 76);
}

/** Ends of lines of any script, other control signs, and those that turn the direction in which the rest is read. */
export const unprintable = /[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g;

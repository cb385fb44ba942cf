import { encodeWord, foldLines } from 'nodemailer/lib/mime-funcs';
import { createHash } from 'node:crypto';
import { readMailbox, wireAddress } from './address.ts';
import type { Body, MessageParts } from './message-parts.ts';

/** What is the same in every mail of this installation. */
export interface FixedParts {
  /** `MAIL_FROM`: `Name <address>` or an address. */
  readonly from: string;
  readonly replyTo: string | null;
  /** Without angle brackets: `alerts.status.example.org`. */
  readonly listId: string;
  /** Right part of our Message-IDs. */
  readonly domain: string;
  readonly now: () => number;
}

export interface Personal {
  readonly to: string;
  readonly unsubscribeUrl: string;
  readonly messageId: string;
}

/** The same for every try and every provider, so that a repeated mail can be recognised (RFC 5322 3.6.4). */
export function messageId(parts: MessageParts, personHash: string, domain: string): string {
  const { noticeId, at, announcement, kind } = parts;
  const instant = at.replace(/[-:]|\.000(?=Z)/g, '');
  return `<${[noticeId, instant, announcement, ...(kind === 'report' ? [] : [kind]), personHash].join('.')}@${domain}>`;
}

/**
 * The bytes of one mail to one person: the section of this report, below it those of the reports that it supersedes, text
 * first and complete, HTML beside it. Throws when an address cannot be written into a header.
 */
export function composeMessage(
  parts: MessageParts,
  carried: readonly MessageParts[],
  personal: Personal,
  fixed: FixedParts,
): Uint8Array {
  const body = composeBody(parts, carried, personal);
  return assemble(alertHeaders(parts, personal, fixed), { language: parts.language, ...body });
}

/** The same words twice, as they stand in the mail; the HTML is what its page holds. */
export function composeBody(
  parts: Omit<MessageParts, 'announcement'>,
  carried: readonly Pick<MessageParts, 'section'>[],
  personal: Pick<Personal, 'unsubscribeUrl'>,
): Body {
  const sections = [parts, ...carried].map(({ section }) => section);
  const text = [parts.intro.text, ...sections.map((section) => section.text), outro(parts.outro.text, personal)];
  const html = [parts.intro.html, ...sections.map((section) => section.html), outro(parts.outro.html, personal)];
  return {
    text: text.filter((part) => part !== '').join('\n\n'),
    html: html.filter((part) => part !== '').join('\n'),
  };
}

/** A mail outside the ledger, to one person: a confirmation, a note to staff. No list, nothing to unsubscribe from. */
export function composeSingle(
  mail: { readonly subject: string; readonly language: string; readonly to: string; readonly messageId: string } & Body,
  fixed: FixedParts,
): Uint8Array {
  return assemble(commonHeaders(mail, fixed), mail);
}

type Headers = readonly (readonly [name: string, value: string])[];

function commonHeaders(mail: { subject: string; to: string; messageId: string }, fixed: FixedParts): Headers {
  return [
    ['From', mailbox(fixed.from)],
    ['To', `<${wireAddress(mail.to)}>`],
    ...(fixed.replyTo === null ? [] : [['Reply-To', mailbox(fixed.replyTo)] as const]),
    ['Subject', words(mail.subject)],
    ['Date', new Date(fixed.now()).toUTCString().replace('GMT', '+0000')],
    ['Message-ID', mail.messageId],
    ['Auto-Submitted', 'auto-generated'],
    ['X-Auto-Response-Suppress', 'All'],
  ];
}

function alertHeaders(parts: MessageParts, personal: Personal, fixed: FixedParts): Headers {
  // No mail need have the thread's root, so that whoever comes in the middle still gets one thread.
  const root = `<${parts.noticeId}@${fixed.domain}>`;
  return [
    ...commonHeaders({ ...personal, subject: parts.subject }, fixed),
    ['In-Reply-To', root],
    ['References', root],
    ['List-Id', `<${fixed.listId}>`],
    ['List-Unsubscribe', `<${personal.unsubscribeUrl}>`],
    ['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'],
  ];
}

function outro(text: string, { unsubscribeUrl }: Pick<Personal, 'unsubscribeUrl'>): string {
  return text.replaceAll('{unsubscribe}', () => unsubscribeUrl);
}

function assemble(headers: Headers, body: Body & { readonly language: string }): Uint8Array {
  const boundary = `=_${createHash('sha256').update(body.text).update(body.html).digest('hex').slice(0, 32)}`;
  const head: Headers = [
    ...headers,
    ['Content-Language', body.language],
    ['MIME-Version', '1.0'],
    ['Content-Type', `multipart/alternative; boundary="${boundary}"`],
  ];
  const page = `<!doctype html><html lang="${body.language}"><meta charset="utf-8"><body>${body.html}</body></html>`;
  const lines = [
    ...head.map(([name, value]) => header(name, value)),
    '',
    `--${boundary}`,
    ...part('plain', body.text),
    `--${boundary}`,
    ...part('html', page),
    `--${boundary}--`,
    '',
  ];
  return Buffer.from(lines.join('\r\n'), 'latin1');
}

/** Base64 keeps lines short whatever the text, which old carriers want. */
function part(subtype: 'plain' | 'html', text: string): readonly string[] {
  const encoded = Buffer.from(text.replace(/\r?\n/g, '\r\n'), 'utf8').toString('base64');
  return [
    `Content-Type: text/${subtype}; charset=utf-8`,
    'Content-Transfer-Encoding: base64',
    '',
    ...(encoded.match(/.{1,76}/g) ?? []),
  ];
}

/** The last door: whatever a value holds, it is one header. */
function header(name: string, value: string): string {
  return foldLines(`${name}: ${value.replace(/[\x00-\x1f\x7f\u0085\u2028\u2029]+/g, ' ')}`, 76);
}

/** `Name <address>` with a name that may be in any language. */
function mailbox(text: string): string {
  const { name, address } = readMailbox(text);
  if (name === '') return `<${wireAddress(address)}>`;
  return `${phrase(name)} <${wireAddress(address)}>`;
}

/** A name before an address (RFC 5322 3.2.5): quoted where a comma would begin a second sender, or a dot be forbidden. */
function phrase(name: string): string {
  if (/^[\w !#$%&'*+/^`{|}~-]+$/.test(name) || !/^[\x20-\x7e]*$/.test(name) || name.includes('=?')) return words(name);
  return `"${name.replace(/["\\]/g, '\\$&')}"`;
}

/**
 * ASCII as it is; else encoded words (RFC 2047), short enough that the first stands beside the header's name: some readers
 * take a line that is nothing but `Subject:` for an empty one.
 */
function words(text: string): string {
  const line = text.replace(/[\x00-\x1f\x7f\u0085\u2028\u2029]+/g, ' ').trim();
  return /^[\x20-\x7e]*$/.test(line) && !line.includes('=?') ? line : encodeWord(line, 'B', 66);
}

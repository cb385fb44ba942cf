import { encodeWord } from 'nodemailer/lib/mime-funcs';
import { readMailbox, wireAddress } from './address.ts';
import { composeBody, type PersonalText } from './body.ts';
import { subscription, unsubscribe } from './links.ts';
import type { Body, MessageParts } from './message-parts.ts';
import { assemble, bytesOf, headerLines, prepareBody, unprintable, type Headers } from './mime.ts';

/** What is the same in every mail of this installation. */
export interface FixedParts {
  /** `MAIL_FROM`: `Name <address>` or an address. */
  readonly from: string;
  readonly replyTo: string | null;
  /** Without angle brackets: `alerts.status.example.org`. */
  readonly listId: string;
  /** Where everything that was ever reported can be read. */
  readonly archiveUrl: string;
  /** Right part of our Message-IDs. */
  readonly domain: string;
  readonly now: () => number;
}

export interface Personal extends PersonalText {
  readonly to: string;
  readonly messageId: string;
}

/** The same for every try and every provider, so that a repeated mail can be recognised (RFC 5322 3.6.4). */
export function messageId(parts: MessageParts, personHash: string, domain: string): string {
  const { noticeId, at, announcement, kind } = parts;
  const instant = at.replace(/[-:]|\.000(?=Z)/g, '');
  return `<${[noticeId, instant, announcement, ...(kind === 'report' ? [] : [kind]), personHash].join('.')}@${domain}>`;
}

/**
 * One mail for all who get it: the section of this report, below it those of the reports that it supersedes, text first and
 * complete, HTML beside it. Gives a function to the bytes for one person, which throws when the address cannot be written
 * into a header.
 */
export function prepareMessage(
  parts: MessageParts,
  carried: readonly MessageParts[],
  { isFirst }: Pick<PersonalText, 'isFirst'>,
  fixed: FixedParts,
): (personal: Omit<Personal, 'isFirst'>) => Uint8Array {
  const links = { unsubscribeUrl: unsubscribe, subscriptionUrl: subscription };
  const body = prepareBody({ language: parts.language, ...composeBody(parts, carried, { ...links, isFirst }) });
  const shared = headerLines([...sharedHeaders(parts, fixed), ...listHeaders(parts, fixed)]);
  return (personal) => {
    const own = headerLines([
      ...ownHeaders(personal, fixed),
      ['List-Unsubscribe', `<${personal.unsubscribeUrl}>`],
      ['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'],
    ]);
    const ownLinks = { [unsubscribe]: personal.unsubscribeUrl, [subscription]: personal.subscriptionUrl };
    return bytesOf(shared, own, body(ownLinks));
  };
}

/** A mail outside the ledger, to one person: a confirmation, a note to staff. No list, nothing to unsubscribe from. */
export function composeSingle(
  mail: { readonly subject: string; readonly language: string; readonly to: string; readonly messageId: string } & Body,
  fixed: FixedParts,
): Uint8Array {
  return assemble([...sharedHeaders(mail, fixed), ...ownHeaders(mail, fixed)], mail);
}

function sharedHeaders({ subject }: { subject: string }, fixed: FixedParts): Headers {
  return [
    ['From', mailbox(fixed.from)],
    ...(fixed.replyTo === null ? [] : [['Reply-To', mailbox(fixed.replyTo)] as const]),
    ['Subject', words(subject)],
    ['Auto-Submitted', 'auto-generated'],
    ['X-Auto-Response-Suppress', 'All'],
  ];
}

function ownHeaders(mail: { to: string; messageId: string }, fixed: FixedParts): Headers {
  return [
    ['To', `<${wireAddress(mail.to)}>`],
    ['Date', new Date(fixed.now()).toUTCString().replace('GMT', '+0000')],
    ['Message-ID', mail.messageId],
  ];
}

function listHeaders({ noticeId }: MessageParts, fixed: FixedParts): Headers {
  // No mail need have the thread's root, so that whoever comes in the middle still gets one thread.
  const root = `<${noticeId}@${fixed.domain}>`;
  return [
    ['In-Reply-To', root],
    ['References', root],
    ['List-Id', `<${fixed.listId}>`],
    ['List-Archive', `<${fixed.archiveUrl}>`],
  ];
}

/** `Name <address>` with a name that may be in any language. */
function mailbox(text: string): string {
  const { name: written, address } = readMailbox(text);
  const name = onLine(written);
  if (name === '') return `<${wireAddress(address)}>`;
  return `${phrase(name)} <${wireAddress(address)}>`;
}

/** A name before an address (RFC 5322 3.2.5): quoted where a comma would begin a second sender, or a dot be forbidden. */
function phrase(name: string): string {
  if (/^[\w !#$%&'*+/^`{|}~-]+$/.test(name) || !isPlain(name)) return words(name);
  return `"${name.replace(/["\\]/g, '\\$&')}"`;
}

/**
 * ASCII as it is; else encoded words (RFC 2047), short enough that the first stands beside the header's name: some readers
 * take a line that is nothing but `Subject:` for an empty one.
 */
function words(text: string): string {
  const line = onLine(text);
  return isPlain(line) ? line : encodeWord(line, 'B', 66);
}

/** Cleaned before anything is decided by it: what is taken out last may leave something that should have been quoted. */
const onLine = (text: string) => text.replace(unprintable, ' ').toWellFormed().trim();

/** What may stand in a header as it is: ASCII, nothing that reads as an encoded word, no word that cannot be folded. */
function isPlain(line: string): boolean {
  return /^[\x20-\x7e]*$/.test(line) && !line.includes('=?') && !/[^ ]{60}/.test(line);
}

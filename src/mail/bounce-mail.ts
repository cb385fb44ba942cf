import PostalMime, { type Email } from 'postal-mime';
import { kindOfStatus, type BounceReport } from './bounce.ts';

/**
 * What a mail that came back to us turned out to be. `nothing`: an answer, a delay, a success: nothing to count. `unread`: it
 * may be a bounce, told in words that only a person understands; with where its return path may stand.
 */
export type ReadBounce =
  | { readonly kind: 'bounce'; readonly report: BounceReport }
  | { readonly kind: 'unread'; readonly returnPaths: readonly string[] }
  | { readonly kind: 'nothing'; readonly why: string };

/**
 * Reads a mail that came to our return path: a delivery status notification (RFC 3464) or a complaint (ARF, RFC 5965). By
 * its structure and not by its headers: Postfix marks its bounces `auto-replied` as a vacation message is. `recipients`:
 * what the mail system says the mail was for. Rejects for what is no mail.
 */
export async function readBounceMail(raw: Uint8Array, recipients: readonly string[]): Promise<ReadBounce> {
  const mail = await PostalMime.parse(raw, { forceRfc822Attachments: true, attachmentEncoding: 'utf8' });
  const part = (type: string) => {
    const content = mail.attachments.find(({ mimeType }) => mimeType === type)?.content;
    return typeof content === 'string' ? content : null;
  };
  const returned = part('message/rfc822') ?? part('text/rfc822-headers') ?? '';
  const complaint = part('message/feedback-report');
  if (complaint !== null) return readComplaint(complaint, [...recipients, ...placesOf(mail)], returned);
  const status = part('message/delivery-status') ?? part('message/global-delivery-status');
  if (status === null && isAnswer(mail)) return { kind: 'nothing', why: 'it is an answer that a program wrote' };
  if (status === null) return { kind: 'unread', returnPaths: [...recipients, ...placesOf(mail)] };
  return readStatus(status, [...recipients, ...placesOf(mail)]);
}

/** A vacation message (RFC 3834). Mail systems mark their bounces so too, and sign them with names of their own. */
function isAnswer({ headers, from }: Email): boolean {
  const header = (name: string) => headers.find(({ key }) => key === name)?.value ?? '';
  const isSystem = /^(mailer-daemon|postmaster)@/i.test(from?.address ?? '') || header('x-failed-recipients') !== '';
  return !isSystem && /^auto-replied/i.test(header('auto-submitted').trim());
}

/** A return path that came back whole: in the envelope, as the last host wrote it down, or where the report was sent. */
function placesOf(mail: Email): string[] {
  const noted = mail.headers.filter(({ key }) => /^(x-original-to|delivered-to|envelope-to)$/.test(key));
  const to = (mail.to ?? []).flatMap((one) => one.address ?? []);
  return [...noted.map(({ value }) => value), ...to];
}

function readStatus(text: string, places: readonly string[]): ReadBounce {
  // The first block is about the whole message, each of the others about one recipient; our mails have one.
  const block = blocksOf(text).find((fields) => fields.has('action'));
  if (block === undefined) return { kind: 'nothing', why: 'the notification names no recipient' };
  const action = block.get('action')?.toLowerCase() ?? '';
  if (action !== 'failed')
    return { kind: 'nothing', why: `it says "${action.slice(0, 20)}", not that delivery failed` };
  const status = statusOf(block);
  const kind = kindOfStatus(status);
  if (kind === null) {
    return { kind: 'nothing', why: `status ${status} is about our mail or our sending, not about the mailbox` };
  }
  return { kind: 'bounce', report: { key: null, kind, code: status, returnPaths: places, address: null } };
}

/** What the last host said is more exact than the zeros that the reporting one may have put above it. */
function statusOf(block: ReadonlyMap<string, string>): string {
  const status = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(block.get('status') ?? '')?.[0] ?? '5.0.0';
  const said = /\b[45]\.\d{1,3}\.\d{1,3}\b/.exec(block.get('diagnostic-code') ?? '')?.[0];
  return said !== undefined && /^[45]\.0\.0$/.test(status) ? said : status;
}

/** Somebody pressed "this is spam". The mail itself, or what is quoted of its envelope, brings our return path. */
function readComplaint(text: string, places: readonly string[], returned: string): ReadBounce {
  const [fields = new Map<string, string>()] = blocksOf(text);
  const type = fields.get('feedback-type')?.toLowerCase() ?? '';
  if (type === 'not-spam') return { kind: 'nothing', why: 'somebody says that our mail is no spam' };
  const [headers = new Map<string, string>()] = blocksOf(returned);
  const returnPaths = [fields.get('original-mail-from') ?? [], headers.get('return-path') ?? [], ...places].flat();
  const code = /^[a-z-]{1,20}$/.test(type) ? type : 'complaint';
  return { kind: 'bounce', report: { key: null, kind: 'complaint', code, returnPaths, address: null } };
}

/** Blocks of `Name: value` lines, folded lines joined. */
function blocksOf(text: string): ReadonlyMap<string, string>[] {
  const unfolded = text.replace(/\r\n/g, '\n').replace(/\n[ \t]+/g, ' ');
  return unfolded.split(/\n{2,}/).map((block) => {
    const lines = block.split('\n').map((line) => /^([\w-]+):\s*(.*)$/.exec(line));
    return new Map(lines.flatMap((line) => (line === null ? [] : [[(line[1] ?? '').toLowerCase(), line[2] ?? '']])));
  });
}

import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto';

/** One mail as its return path names it. */
export interface ReturnedMail {
  readonly delivery: number;
  readonly subscriber: number;
  /** Of the person's links: a new address raises it, and what the old one sends back does not count against the new. */
  readonly linkVersion: number;
}

/**
 * The envelope sender of one mail: `bounce+<delivery>.<hmac>@…` (VERP). Whoever brings it back has seen that mail, so nobody
 * can make others look unreachable; it tells nothing of who got what. Small letters and digits: some hosts fold the case.
 */
export function returnPath(bounceAddress: string, key: Uint8Array | KeyObject, mail: ReturnedMail): string {
  const at = bounceAddress.lastIndexOf('@');
  const token = `${mail.delivery.toString(36)}.${signature(key, mail)}`;
  return `${bounceAddress.slice(0, at)}+${token}${bounceAddress.slice(at)}`;
}

/** What a return path claims, not yet proved; null for every other address. */
export function readReturnPath(bounceAddress: string, address: string): { delivery: number; proof: string } | null {
  const at = bounceAddress.lastIndexOf('@');
  if (at < 1) return null;
  const [before, after] = [`${bounceAddress.slice(0, at)}+`.toLowerCase(), bounceAddress.slice(at).toLowerCase()];
  const folded = address.trim().replace(/^<|>$/g, '').toLowerCase();
  if (!folded.startsWith(before) || !folded.endsWith(after)) return null;
  const token = folded.slice(before.length, folded.length - after.length);
  const [, id = '', proof = ''] = /^([1-9a-z][0-9a-z]{0,9})\.([0-9a-f]{24})$/.exec(token) ?? [];
  return proof === '' ? null : { delivery: Number.parseInt(id, 36), proof };
}

/** Whether we gave this return path to this mail. */
export function isReturnPathOf(key: Uint8Array, mail: ReturnedMail, proof: string): boolean {
  const [given, expected] = [Buffer.from(proof), Buffer.from(signature(key, mail))];
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** 96 bits: the local part has 64 characters in all (RFC 5321 4.5.3.1.1), and each guess costs a mail. */
function signature(key: Uint8Array | KeyObject, { delivery, subscriber, linkVersion }: ReturnedMail): string {
  const text = `noroshi return ${delivery} ${subscriber} ${linkVersion}`;
  return createHmac('sha256', key).update(text).digest('hex').slice(0, 24);
}

import { createHash, createHmac, randomBytes, randomInt, timingSafeEqual, type KeyObject } from 'node:crypto';

export type LinkPurpose = 'unsubscribe' | 'subscription';

export interface LinkToken {
  readonly subscriberId: number;
  readonly version: number;
}

/** What a link in every alert carries: valid for years without a row of its own, void when the version is raised. */
export function linkToken(
  key: Uint8Array | KeyObject,
  purpose: LinkPurpose,
  subscriberId: number,
  version: number,
): string {
  return `${subscriberId}.${version}.${signature(key, purpose, subscriberId, version).toString('base64url')}`;
}

/** Null for what this key never signed for this purpose. Whether the version still holds is the database's to say. */
export function readLinkToken(key: Uint8Array, purpose: LinkPurpose, token: string): LinkToken | null {
  const [, id = '', raised = '', mac = ''] = /^([1-9]\d{0,14})\.([1-9]\d{0,14})\.([\w-]{43})$/.exec(token) ?? [];
  const [subscriberId, version] = [Number(id), Number(raised)];
  const given = Buffer.from(mac, 'base64url');
  const expected = signature(key, purpose, subscriberId, version);
  const isOurs = given.length === expected.length && timingSafeEqual(given, expected);
  return isOurs ? { subscriberId, version } : null;
}

/** A first version that nobody had before, so that a link from a lost database is void should its id be given out again. */
export function firstLinkVersion(): number {
  return randomInt(1, 2 ** 31);
}

/** What a confirmation mail carries. Only the hashes are kept; six digits need our key in theirs to be worth hashing. */
export function confirmationSecrets(key: Uint8Array) {
  const token = randomBytes(32).toString('base64url');
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  const tokenHash = hashToken(token);
  return { token, code, tokenHash, codeHash: hashCode(key, tokenHash, code) };
}

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

export function hashCode(key: Uint8Array, tokenHash: string, code: string): string {
  return createHmac('sha256', key).update(`noroshi code ${tokenHash} ${code}`).digest('hex');
}

/** A network or mailbox as limits count it: of no use to who finds the database without the key. */
export function hashForLimit(key: Uint8Array, kind: 'network' | 'mailbox' | 'code' | 'all', value: string): string {
  return createHmac('sha256', key).update(`noroshi limit ${kind} ${value}`).digest('hex');
}

/**
 * What the second step of a form brings back: that it was shown, when, to whom and for which address. No row of its own, so
 * that a flood costs nothing.
 */
export function stepTicket(key: Uint8Array, network: string, addressKey: string, at: number): string {
  const mac = createHmac('sha256', key).update(`noroshi step ${network} ${addressKey} ${at}`).digest('base64url');
  return `${at}.${mac}`;
}

/** Half an hour long, and not in the first second: nobody reads and presses that fast. */
export function isTicketGood(
  key: Uint8Array,
  network: string,
  addressKey: string,
  ticket: string,
  now: number,
): boolean {
  const at = Number(/^(\d{13,15})\./.exec(ticket)?.[1] ?? Number.NaN);
  return now - at >= 1_000 && now - at <= 30 * 60_000 && isSameHash(ticket, stepTicket(key, network, addressKey, at));
}

export function isSameHash(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function signature(key: Uint8Array | KeyObject, purpose: LinkPurpose, subscriberId: number, version: number): Buffer {
  return createHmac('sha256', key).update(`noroshi link ${purpose} ${subscriberId} ${version}`).digest();
}

import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { confirmationSecrets, hashCode, hashToken, linkToken, readLinkToken } from '../../src/subscribers/token.ts';

const key = randomBytes(32);

test('a link says who and in which version, to who holds the key', () => {
  const token = linkToken(key, 'unsubscribe', 12, 345);
  expect(readLinkToken(key, 'unsubscribe', token)).toEqual({ subscriberId: 12, version: 345 });
  expect(encodeURIComponent(token)).toBe(token);
  expect(linkToken(key, 'unsubscribe', 12, 345)).toBe(token);
});

test('forged, foreign and torn links say nothing', () => {
  const token = linkToken(key, 'unsubscribe', 12, 345);
  const [id = '', version = '', mac = ''] = token.split('.');
  const last = mac.at(-1) === 'A' ? 'E' : 'A';
  const forged = [
    `13.${version}.${mac}`, `${id}.346.${mac}`, `${id}.${version}.${mac.slice(0, -1)}${last}`, `${id}.${version}.`,
    token.slice(0, -1), `${token}A`, `0${token}`, ` ${token}`, `1.2345.${mac}`, '', 'x', '1.1.' + 'A'.repeat(43),
    `${id}.${version}.${mac.replace(/./, 'あ')}`, '9'.repeat(400),
  ]; // prettier-ignore
  for (const one of forged) expect(readLinkToken(key, 'unsubscribe', one), one).toBeNull();
  expect(readLinkToken(key, 'subscription', token)).toBeNull();
  expect(readLinkToken(randomBytes(32), 'unsubscribe', token)).toBeNull();
});

test('confirmations are secrets of their own, of which only hashes are kept', () => {
  const one = confirmationSecrets(key);
  const other = confirmationSecrets(key);
  expect(one.token).not.toBe(other.token);
  expect(one.token).toMatch(/^[\w-]{43}$/);
  expect(one.code).toMatch(/^\d{6}$/);
  expect(one.tokenHash).toBe(hashToken(one.token));
  expect(one.codeHash).toBe(hashCode(key, one.tokenHash, one.code));
  expect(one.codeHash).not.toBe(hashCode(randomBytes(32), one.tokenHash, one.code));
  expect(one.codeHash).not.toBe(hashCode(key, other.tokenHash, one.code));
});

import { domainToASCII } from 'node:url';
import { UserError } from '../errors.ts';
import { isCarrier } from '../mail/carriers.ts';

export interface Address {
  /** For sending: the local part as typed, the domain in ASCII. */
  readonly address: string;
  /** Who it is: everything in small letters, since no provider tells `Hana@` from `hana@`. */
  readonly key: string;
}

/** The pattern of `<input type="email">` (HTML standard), so that browser and server agree. */
const local = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+$/;
const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Reads an address as a person typed it, full-width letters too. Throws UserError that says what is wrong with it. */
export function readAddress(typed: string): Address {
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(typed))
    throw refused('holds invisible characters. Please type it instead of pasting.');
  const text = typed.normalize('NFKC').trim();
  const at = text.lastIndexOf('@');
  if (at < 1) throw refused('needs a name, an @ and a domain, like hana@example.jp.');
  const name = text.slice(0, at);
  const domain = readDomain(text.slice(at + 1));
  if (/[^\x20-\x7e]/.test(name))
    throw refused('has letters before the @ that we cannot send to. Please give one in plain letters and digits.');
  if (!local.test(name) || name.startsWith('.'))
    throw refused('has a character before the @ that does not belong there.');
  // Carriers' customers still hold addresses with dots in a row or before the @, given out until 2009.
  if (/\.\.|\.$/.test(name) && !isCarrier(domain)) throw refused('has two dots in a row, or one right before the @.');
  if (name.length > 64 || name.length + 1 + domain.length > 254) throw refused('is too long.');
  const address = `${name}@${domain}`;
  return { address, key: address.toLowerCase() };
}

/** The mailbox behind an address, for limits only and never for identity: without `+tag`, and Gmail's dots do not count. */
export function mailboxOf({ key }: Address): string {
  const [name = '', domain = ''] = key.split('@');
  const base = name.replace(/\+.*$/, '') || name;
  return /^(gmail|googlemail)\.com$/.test(domain) ? `${base.replaceAll('.', '')}@gmail.com` : `${base}@${domain}`;
}

function readDomain(text: string): string {
  // A URL's host may be percent-encoded, an address may not.
  const ascii = /[%\s/\\?#:]/.test(text) ? '' : domainToASCII(text).toLowerCase();
  const labels = ascii.split('.');
  const fine = labels.length > 1 && labels.every((part) => label.test(part)) && !/^\d+$/.test(labels.at(-1) ?? '');
  if (!fine) throw refused('has no complete domain after the @, like example.jp.');
  return ascii;
}

function refused(reason: string): UserError {
  return new UserError('invalid', `This mail address ${reason}`);
}

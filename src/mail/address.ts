import { domainToASCII } from 'node:url';

/**
 * An address as SMTP and headers want it: the domain in ASCII, a local part that is no dot-atom quoted, as carriers
 * expect it for their old addresses with dots in a row (`docomo..ab@…`). Throws when it cannot be written so; the message
 * does not repeat the address.
 */
export function wireAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  const domain = asciiDomain(address.slice(at + 1));
  const isAtom = dotAtom.test(local);
  if (domain === '' || local.length > 64 || !(isAtom || strayDots.test(local) || quotedString.test(local))) {
    throw new Error(
      'An address cannot be written into a mail: it has no domain, or characters that SMTP does not carry.',
    );
  }
  return `${strayDots.test(local) && !isAtom ? `"${local}"` : local}@${domain}`;
}

/** Most are ASCII already, and asking takes long when it is asked for each of many mails. */
function asciiDomain(domain: string): string {
  return plainDomain.test(domain) && !domain.includes('xn--') ? domain : domainToASCII(domain);
}

const plainDomain = /^([a-z0-9]+(-+[a-z0-9]+)*\.)+[a-z]{2,63}$/;

/** `Name <address>`, or an address alone. */
export function readMailbox(text: string): { readonly name: string; readonly address: string } {
  const match = /^(.*)<([^<>]+)>\s*$/s.exec(text);
  if (match === null) return { name: '', address: text.trim() };
  const name = (match[1] ?? '').trim();
  const quoted = /^"(.*)"$/s.exec(name)?.[1]?.replace(/\\(.)/gs, '$1');
  return { name: quoted ?? name, address: (match[2] ?? '').trim() };
}

const dotAtom = /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;
const strayDots = /^[\w!#$%&'*+/=?^`{|}~.-]+$/;
/** RFC 5321 4.1.2; without `<` and `>`, at which clients stop reading. */
const quotedString = /^"([ !#-;=?-[\]-~]|\\[ -;=?-~])*"$/;

import type { Form } from '../channel.ts';
import { UserError } from '../errors.ts';
import { readAddress, type Address } from './address.ts';

/** The one address of a form; null when there is none, or none to which mail can be sent. */
export function addressIn({ fields }: Form): Address | null {
  const [typed, ...more] = fields['address'] ?? [];
  if (typed === undefined || more.length > 0) return null;
  try {
    return readAddress(typed);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

/** Such an address may exist (RFC 6531), and whoever has one deserves to hear why it cannot be used. */
export function hasStrangeLetters({ fields }: Form): boolean {
  const [name = '', domain] = (fields['address']?.[0] ?? '').normalize('NFKC').trim().split('@');
  return domain !== undefined && /[^\x00-\x7f]/.test(name);
}

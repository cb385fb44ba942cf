import type { BounceTable } from '../schema.ts';
import { missingMailbox } from './classify.ts';

/** What somebody says became of a mail: a mail server, a mailbox company, or the provider's webhook. */
export interface BounceReport {
  /** What tells it from others, when its sender says. */
  readonly key: string | null;
  readonly kind: BounceTable['kind'];
  /** `5.1.1`, or the provider's word: for the ledger, never an address. */
  readonly code: string;
  /** Where the mail's return path may stand. It comes first: it alone proves which mail this was. */
  readonly returnPaths: readonly string[];
  /** Who the mail was for. Counts only from a sender that has proved who it is. */
  readonly address: string | null;
}

/**
 * What a status (RFC 3463) of a mail that was given up says of the mailbox; null: nothing. `hard`: it is not there.
 * `ambiguous`: perhaps, so that it takes two, on different days. `soft`: full, or its host does not answer. Policy (x.7.x)
 * and content (x.6.x, too long) are about us and our text, and never the recipient's fault.
 */
export function kindOfStatus(status: string): BounceTable['kind'] | null {
  const [, level, subject] = /^([245])\.(\d{1,3})\.\d{1,3}$/.exec(status) ?? [];
  if (level === undefined || level === '2' || subject === '7' || subject === '6') return null;
  if (/\.(2\.3|3\.4)$/.test(status)) return null;
  if (missingMailbox.has(status)) return 'hard';
  const isMailbox = subject === '0' || subject === '1' || subject === '5';
  return level === '5' && isMailbox ? 'ambiguous' : 'soft';
}

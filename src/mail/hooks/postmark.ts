import { z } from 'zod';
import type { BounceReport } from '../bounce.ts';
import { kindOfStatus } from '../bounce.ts';
import { isSameSecret, type HookFormat } from './hook.ts';

const Bounce = z.object({
  RecordType: z.literal('Bounce'),
  ID: z.number(),
  Type: z.string(),
  Email: z.string(),
  Description: z.string().default(''),
  Details: z.string().default(''),
});
const Complaint = z.object({ RecordType: z.literal('SpamComplaint'), ID: z.number(), Email: z.string() });

/** Of its types of bounce, what they say of the mailbox; the others are about us, or no bounces. */
const kinds: Readonly<Record<string, BounceReport['kind']>> = {
  HardBounce: 'hard',
  BadEmailAddress: 'hard',
  SoftBounce: 'soft',
  Transient: 'soft',
  DnsError: 'soft',
  Undeliverable: 'soft',
  SpamComplaint: 'complaint',
};

/**
 * Postmark: the secret stands in the webhook's address (`https://hook:KEY@…`, sent as Basic) or in a header `X-Hook-Key`
 * that is set there. It says who it was about by address; each event has an id, so that one sent twice counts once.
 */
export const postmark: HookFormat = {
  admits: ({ authorization = '', 'x-hook-key': header }, key) => {
    const basic = /^Basic ([\w+/=]+)$/i.exec(authorization)?.[1] ?? '';
    const password = Buffer.from(basic, 'base64')
      .toString('utf8')
      .replace(/^[^:]*:/, '');
    return isSameSecret(header ?? password, key);
  },
  read: ({ key }, { headers, body }) => {
    if (!postmark.admits(headers, key)) return Promise.resolve('forged');
    const event = jsonOf(body);
    if (event === undefined) return Promise.resolve('unreadable');
    const complaint = Complaint.safeParse(event);
    if (complaint.success) {
      const { ID, Email: address } = complaint.data;
      return Promise.resolve({ reports: [report(`postmark ${ID}`, 'complaint', 'SpamComplaint', address)] });
    }
    const bounce = Bounce.safeParse(event);
    if (!bounce.success) return Promise.resolve({ reports: [] });
    const { ID, Type, Email: address, Description, Details } = bounce.data;
    const kind = kindOf(Type, `${Details} ${Description}`);
    return Promise.resolve({ reports: kind === null ? [] : [report(`postmark ${ID}`, kind, Type, address)] });
  },
};

/** What the receiving host said is more exact than the type: a policy is never the mailbox's fault. */
function kindOf(type: string, details: string): BounceReport['kind'] | null {
  const kind = Object.hasOwn(kinds, type) ? (kinds[type] ?? null) : null;
  const status = /\b[45]\.\d{1,3}\.\d{1,3}\b/.exec(details)?.[0];
  return kind === 'hard' && status !== undefined ? kindOfStatus(status) : kind;
}

function report(key: string, kind: BounceReport['kind'], code: string, address: string): BounceReport {
  return { key, kind, code, returnPaths: [], address };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

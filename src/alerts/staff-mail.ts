import { createHash } from 'node:crypto';
import type { Database } from '../database.ts';
import { composeSingle, type FixedParts } from '../mail/envelope.ts';
import type { Outbox } from '../mail/outbox.ts';
import { claimStaff, markStaff, nextStaffAt, settleStaff, type StaffRow } from './staff-queue.ts';

interface Needs {
  readonly database: Pick<Database, 'read' | 'write'>;
  readonly fixed: FixedParts;
}

/** The outbox of what staff are told by mail: the same providers with the same failover, but no list and nothing to leave. */
export function staffOutbox({ database, fixed }: Needs): Outbox {
  return {
    name: 'staff',
    claim: async (limit, now) => {
      const rows = await database.write((trx) => claimStaff(trx, 'mail', limit, now));
      return rows.map((row) => {
        const to = row.channel.slice('mail:'.length);
        const messageId = messageIdOf(row, fixed.domain);
        return {
          id: row.id,
          to,
          messageId,
          tries: row.tries + 1,
          compose: () => compose(row, { to, messageId }, fixed),
        };
      });
    },
    record: ({ results, marks }, now) =>
      database.write(async (trx) => {
        await settleStaff(trx, results, now);
        const ids = marks.map(({ id }) => id);
        await markStaff(trx, ids, now);
      }),
    nextAt: () => database.read((db) => nextStaffAt(db, 'mail')),
  };
}

function compose(row: StaffRow, mail: { readonly to: string; readonly messageId: string }, fixed: FixedParts) {
  const { subject, language, text } = row;
  return composeSingle({ ...mail, subject, language, text, html: htmlOf(text) }, fixed);
}

/** The same on every try; the address in it is hashed. */
function messageIdOf({ key, channel }: StaffRow, domain: string): string {
  const hash = createHash('sha256').update(`${key}\n${channel}`).digest('hex').slice(0, 32);
  return `<staff.${hash}@${domain}>`;
}

/** The text as it is, its lines kept, its links to be tapped. */
function htmlOf(text: string): string {
  const escaped = text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  const linked = escaped.replace(/https?:\/\/[^\s（）「」、。]+/g, (url) => `<a href="${url}">${url}</a>`);
  return `<div style="white-space:pre-wrap">${linked}</div>`;
}

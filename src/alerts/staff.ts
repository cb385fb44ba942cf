import type { Kysely } from 'kysely';
import type { Instant } from '../incidents/notice.ts';
import type { StaffMessageKind, Tables } from '../schema.ts';

/** Something that staff, and never subscribers, are told. No secret belongs into it: it goes to a chat. */
export interface StaffMessage {
  /** What is told, and where: the same key is told once for good. */
  readonly key: string;
  readonly kind: StaffMessageKind;
  readonly language: string;
  /** Its first words say it all: more is not shown on a locked phone. */
  readonly subject: string;
  readonly text: string;
  readonly notice: string | null;
  readonly url: string;
  /** How long it is worth telling, in milliseconds; left out, a day. */
  readonly worth?: number;
}

const day = 86_400_000;

/** `STAFF_EMAIL` and `STAFF_HOOK` as channels; none set, nothing is ever written. */
export function staffChannels(config: {
  readonly STAFF_EMAIL: readonly string[];
  readonly STAFF_HOOK?: string | undefined;
}): string[] {
  const mails = [...new Set(config.STAFF_EMAIL)].map((address) => `mail:${address}`);
  return config.STAFF_HOOK === undefined ? mails : [...mails, 'hook'];
}

/**
 * Owes staff a message over each channel, once per key: in the transaction of what it tells, so that neither is there
 * without the other. With the database lost staff cannot be told; then /health is red, and who watches it tells them.
 */
export async function tellStaff(
  trx: Kysely<Tables>,
  message: StaffMessage,
  channels: readonly string[],
  now: Instant,
): Promise<void> {
  if (channels.length === 0) return;
  const at = new Date(now).toISOString();
  const { key, kind, language, subject, text, notice, url, worth = day } = message;
  const rows = channels.map((channel) => ({
    ...{ key, channel, kind, language, subject, text, url },
    notice_id: notice,
    state: 'waiting' as const,
    unanswered: 0,
    tries: 0,
    next_try_at: at,
    expires_at: new Date(now + worth).toISOString(),
    created_at: at,
  }));
  await trx
    .insertInto('staff_messages')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['key', 'channel']).doNothing())
    .execute();
}

import type { Kysely } from 'kysely';
import type { Instant, Notice } from '../incidents/notice.ts';
import { remindersOf } from '../incidents/reminders.ts';
import { isUpcoming } from '../incidents/state.ts';
import type { Snapshot } from '../incidents/snapshot.ts';
import type { Tables } from '../schema.ts';
import { noteAnnouncement } from './announced.ts';
import { addMessages } from './messages.ts';
import { addDeliveries } from './recipients.ts';
import { reminderMessage } from './reminder-message.ts';
import type { AwaitedNews } from './waiting.ts';
import { withdrawWaiting } from '../mail/withdraw.ts';

interface Needs {
  readonly siteUrl: string;
}

export interface Reminded {
  readonly notice: string;
  readonly at: Instant;
  readonly people: number;
}

/**
 * Announces the reminders whose time has come, in the transaction of the news, and after them: what was announced of a
 * notice at or after a reminder's instant has told people already, the first start included; then it is only noted. A
 * reminder that waits (`awaited`) goes no more once its maintenance has begun, moved or is cancelled.
 */
export async function announceReminders(
  trx: Kysely<Tables>,
  needs: Needs,
  { snapshot, notices, awaited }: { readonly snapshot: Pick<Snapshot, 'page'>; readonly notices: readonly Notice[]; readonly awaited: readonly AwaitedNews[] }, // prettier-ignore
  now: Instant,
): Promise<Reminded[]> {
  const reminded: Reminded[] = [];
  await withdrawStale(trx, { notices, awaited }, now);
  for (const notice of notices) {
    for (const { at } of remindersOf(notice, now)) {
      const told = await announcedAfter(trx, notice.id, at);
      if (told === 'itself') continue;
      const row = {
        notice_id: notice.id,
        at: iso(at),
        kind: 'reminder',
        text_hash: '',
        announced_at: iso(now),
      } as const;
      const isNews = told === null;
      const announcementId = await noteAnnouncement(trx, { ...row, status: 'scheduled', not_mailed: isNews ? null : 'overtaken' }); // prettier-ignore
      const update = notice.updates.findLast(({ retracted }) => !retracted);
      if (!isNews || update === undefined || notice.scheduledFor === undefined) continue;
      const occasion = { snapshot, notice, update, now, at, start: notice.scheduledFor };
      await addMessages(trx, occasion, announcementId, (language) => reminderMessage(needs, occasion, language));
      const people = await addDeliveries(trx, { snapshot, notice, at, announcementId, now });
      reminded.push({ notice: notice.id, at, people });
    }
  }
  return reminded;
}

/** Whether this reminder was announced, or something else of the notice at or after its instant, or a later reminder. */
async function announcedAfter(trx: Kysely<Tables>, noticeId: string, at: Instant): Promise<'itself' | 'other' | null> {
  const rows = await trx
    .selectFrom('announcements')
    .select(['at', 'kind'])
    .where('notice_id', '=', noticeId)
    .where(({ eb, or, and }) =>
      or([eb('announced_at', '>=', iso(at)), and([eb('kind', '=', 'reminder'), eb('at', '>=', iso(at))])]),
    )
    .execute();
  if (rows.some((row) => row.kind === 'reminder' && row.at === iso(at))) return 'itself';
  return rows.length > 0 ? 'other' : null;
}

async function withdrawStale(
  trx: Kysely<Tables>,
  { notices, awaited }: { readonly notices: readonly Notice[]; readonly awaited: readonly AwaitedNews[] },
  now: Instant,
): Promise<void> {
  for (const { id, notice: noticeId, at } of awaited.filter(({ kind }) => kind === 'reminder')) {
    const notice = notices.find((one) => one.id === noticeId);
    const start = notice?.scheduledFor;
    const stands = notice !== undefined && start !== undefined && isAhead(notice, now) && remindsAt(notice, start, at);
    if (!stands) await withdrawWaiting(trx, { announcementId: id, now });
  }
}

const isAhead = (notice: Notice, now: Instant) => now < (notice.scheduledFor ?? 0) && isUpcoming(notice, now);
const remindsAt = ({ remind }: Notice, start: Instant, at: Instant) => remind.some((before) => start - before === at);
const iso = (at: Instant) => new Date(at).toISOString();

import type { Insertable, Kysely } from 'kysely';
import type { Instant, Notice, Update } from '../incidents/notice.ts';
import type { ReportItem } from '../incidents/report-item.ts';
import type { AnnouncementTable, HoldReason, Tables } from '../schema.ts';
import { brake, type BrakeUse } from './brake.ts';
import { addMessages } from './messages.ts';
import type { Reason } from './news.ts';
import { addDeliveries } from './recipients.ts';
import type { Told } from './told.ts';
import { updateMessage } from './update-message.ts';
import { supersedeWaiting, type AwaitedNews } from './waiting.ts';

export interface Telling {
  readonly told: Told;
  readonly notice: Notice;
  readonly update: Update;
  readonly announcementId: number;
  readonly now: Instant;
  readonly brake: BrakeUse;
  /** As it was before this report. */
  readonly awaited: readonly AwaitedNews[];
}

/**
 * Owes a report to everybody who is to hear of it: its messages, a row for each person, and older mails of the notice give
 * way to it. Gives how many people, and why nothing goes out for now, if it does not.
 */
export async function oweReport(
  trx: Kysely<Tables>,
  needs: { readonly siteUrl: string },
  telling: Telling,
): Promise<{ readonly people: number; readonly held: HoldReason | null }> {
  const { told, notice, update, announcementId, now } = telling;
  const occasion = { snapshot: told, notice, update, now };
  await addMessages(trx, occasion, announcementId, (language) => updateMessage(needs, occasion, language));
  const people = await addDeliveries(trx, { snapshot: told, notice, at: update.at, announcementId, now });
  const held = await brake(trx, {
    notice: notice.id,
    status: update.status,
    announcementId,
    now,
    brake: telling.brake,
  });
  const older = telling.awaited.flatMap((one) => (one.notice === notice.id ? [one.id] : []));
  // What may go does not wait for what may not.
  if (held !== 'many_mails') {
    await supersedeWaiting(trx, { announcementId, older, at: update.at, now });
  }
  return { people, held };
}

/** A report as an announcement. */
export function announcementRow(
  report: Pick<ReportItem, 'notice' | 'at' | 'status' | 'text' | 'number'>,
  now: Instant,
  notMailed: Reason | null,
): Insertable<AnnouncementTable> {
  return {
    notice_id: report.notice,
    at: new Date(report.at).toISOString(),
    kind: 'report',
    status: report.status,
    text_hash: report.text,
    announced_at: new Date(now).toISOString(),
    not_mailed: notMailed,
    number: report.number,
  };
}

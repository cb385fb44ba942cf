import type { Kysely } from 'kysely';
import type { Database } from '../database.ts';
import type { Instant } from '../incidents/notice.ts';
import type { Snapshot } from '../incidents/snapshot.ts';
import type { Log } from '../log.ts';
import type { Tables } from '../schema.ts';
import { followContent, noteAnnouncement, readAnnounced, readTimeZone, rememberTimeZone } from './announced.ts';
import { addMessages, refreshMessages } from './messages.ts';
import { updateMessage } from './update-message.ts';
import { textHash, whatIsNews, type News, type Reason, type Report } from './news.ts';
import { addDeliveries } from './recipients.ts';
import { reviveWaiting, supersedeWaiting, withdrawWaiting } from './waiting.ts';

interface Needs {
  readonly database: Database;
  readonly log: Log;
  readonly siteUrl: string;
  /** ALERT_MAX_AGE in milliseconds. */
  readonly maxAge: number;
}

export interface Announcement {
  readonly announced: readonly { readonly notice: string; readonly number: number; readonly people: number }[];
  readonly notMailed: readonly { readonly notice: string; readonly number: number; readonly reason: Reason }[];
  readonly moved: number;
  readonly withdrawn: number;
}

/**
 * Compares the snapshot with what was announced, and writes what is owed to whom, in one transaction: a crash at any
 * instant leaves all of it or nothing, and the same snapshot once more adds nothing. Throws DatabaseLost.
 */
export async function announce(needs: Needs, snapshot: Snapshot, now: Instant): Promise<Announcement> {
  const result = await needs.database.write((trx) => announceWithin(trx, needs, snapshot, now));
  for (const { notice, number, people } of result.announced) {
    needs.log.info({ notice, number, people }, `announced ${notice} report ${number} to ${people} people`);
  }
  for (const { notice, number, reason } of result.notMailed) {
    needs.log.warn({ notice, number, reason }, `not mailed: ${notice} report ${number}: ${reasons[reason]}`);
  }
  if (result.moved > 0) needs.log.info({ count: result.moved }, 'times corrected, nobody is mailed');
  if (result.withdrawn > 0) needs.log.warn({ count: result.withdrawn }, 'mails withdrawn before they went out');
  return result;
}

async function announceWithin(
  trx: Kysely<Tables>,
  needs: Needs,
  snapshot: Snapshot,
  now: Instant,
): Promise<Announcement> {
  const timeZone = await readTimeZone(trx);
  const found = whatIsNews(await readAnnounced(trx), snapshot, now, { maxAge: needs.maxAge, timeZone });
  await followContent(trx, found);
  for (const report of found.notMailed) {
    if (report.reason !== 'broken') await noteAnnouncement(trx, row(report, now, report.reason));
  }
  const announced: Announcement['announced'][number][] = [];
  for (const report of found.news) announced.push(await announceReport(trx, needs, { snapshot, ...report, now }));
  const withdrawn = await withdrawAll(trx, found, now);
  await reviveWaiting(trx, snapshot, { now, maxAge: needs.maxAge });
  await refreshMessages(trx, needs, snapshot, now);
  await rememberTimeZone(trx, snapshot.page.time_zone);
  return {
    announced,
    notMailed: found.notMailed.map(({ notice, update, reason }) => ({
      notice: notice.id,
      number: update.number,
      reason,
    })),
    moved: found.moved.length,
    withdrawn,
  };
}

/** One report: the announcement, its messages, a row for each person, and older mails of the notice give way to it. */
async function announceReport(
  trx: Kysely<Tables>,
  needs: Needs,
  occasion: Report & { readonly snapshot: Snapshot; readonly now: Instant },
): Promise<Announcement['announced'][number]> {
  const { notice, update, snapshot, now } = occasion;
  const announcementId = await noteAnnouncement(trx, row(occasion, now, null));
  await addMessages(trx, occasion, announcementId, (language) => updateMessage(needs, occasion, language));
  const people = await addDeliveries(trx, { snapshot, notice, at: update.at, announcementId, now });
  await supersedeWaiting(trx, { announcementId, noticeId: notice.id, at: update.at, now });
  return { notice: notice.id, number: update.number, people };
}

async function withdrawAll(trx: Kysely<Tables>, { withdrawn }: News, now: Instant): Promise<number> {
  let count = 0;
  for (const { id } of withdrawn) count += await withdrawWaiting(trx, { announcementId: id, now });
  return count;
}

function row(report: Report, now: Instant, notMailed: Reason | null) {
  return {
    notice_id: report.notice.id,
    at: new Date(report.update.at).toISOString(),
    kind: 'report' as const,
    status: report.update.status,
    text_hash: textHash(report),
    announced_at: new Date(now).toISOString(),
    not_mailed: notMailed,
  };
}

const reasons: Record<Reason, string> = {
  first_start: 'it was there at the first start',
  time_zone: 'the page has a new time zone, so every time in it means something else',
  retracted: 'it is retracted',
  notify_false: 'it says notify: false',
  correction: 'it says that it corrects an earlier report',
  exercise: 'it belongs to an exercise',
  too_old: 'it is older than ALERT_MAX_AGE',
  overtaken: 'a newer report of the notice was announced before it',
  broken: 'its file is broken and its time, status or text were not understood. Correct the file, then it is mailed',
};

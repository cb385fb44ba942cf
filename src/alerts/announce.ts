import type { Kysely } from 'kysely';
import type { Database } from '../database.ts';
import type { ContentChange } from '../incidents/content-change.ts';
import type { Instant, Notice } from '../incidents/notice.ts';
import type { ReportItem } from '../incidents/report-item.ts';
import { updatesAt } from '../incidents/updates-at.ts';
import type { Log } from '../log.ts';
import type { HoldReason, Tables } from '../schema.ts';
import {
  absentNotices,
  followContent,
  noteAnnouncement,
  readAnnounced,
  readTimeZone,
  rememberTimeZone,
} from './announced.ts';
import { announcementRow, oweReport } from './announce-report.ts';
import { endEmptyBrakes, isTooMuchAtOnce, type BrakeUse } from './brake.ts';
import { refreshMessages } from './messages.ts';
import type { Told } from './told.ts';
import { announceCommand, whatIsNews, type Announced, type News, type Reason } from './news.ts';
import { announceReminders, type Reminded } from './reminders.ts';
import { announceRetractions, withdrawStaleRetractions, type Retracted } from './retractions.ts';
import { readState, restoredKey } from './state.ts';
import { withdrawWaiting } from '../mail/withdraw.ts';
import { awaitedNews, reviveWaiting, type AwaitedNews } from './waiting.ts';

interface Needs {
  readonly database: Database;
  readonly log: Log;
  readonly siteUrl: string;
  /** ALERT_MAX_AGE in milliseconds. */
  readonly maxAge: number;
  /** What staff are told of it, in the same transaction. */
  readonly also?: (trx: Kysely<Tables>, result: Announcement) => Promise<void>;
}

/** What may be new, and what is known in full of the notices it may have to be told of. */
export interface Occasion {
  readonly content: Pick<ContentChange, 'all' | 'changed' | 'reports' | 'stood' | 'formerly' | 'broken' | 'page'>;
  readonly notices: readonly Notice[];
  /** What the announcement before this one gave as `absent`; of a whole it is looked up. */
  readonly absent: ReadonlySet<string>;
}

export interface Announcement {
  readonly announced: readonly { readonly notice: string; readonly number: number; readonly people: number }[];
  readonly notMailed: readonly { readonly notice: string; readonly number: number; readonly reason: Reason }[];
  readonly moved: readonly {
    readonly notice: string;
    readonly number: number;
    readonly from: Instant;
    readonly to: Instant;
  }[];
  readonly withdrawn: number;
  /** Told to those who had got the report. */
  readonly retracted: readonly Retracted[];
  /** Of what was announced, what does not go out before somebody releases it. */
  readonly held: readonly { readonly notice: string; readonly number: number; readonly reason: HoldReason }[];
  readonly reminded: readonly Reminded[];
  /** Announced notices that are not on the page any more: one of them may come back under a new name. */
  readonly absent: ReadonlySet<string>;
}

/**
 * Compares the content with what was announced, and writes what is owed to whom, in one transaction: a crash at any
 * instant leaves all of it or nothing, and the same content once more adds nothing. Throws DatabaseLost.
 */
export async function announce(needs: Needs, occasion: Occasion, now: Instant): Promise<Announcement> {
  const result = await needs.database.write(async (trx) => {
    const done = await announceWithin(trx, needs, occasion, now);
    await needs.also?.(trx, done);
    return done;
  });
  for (const { notice, number, people } of result.announced) {
    needs.log.info({ notice, number, people }, `announced ${notice} report ${number} to ${people} people`);
  }
  for (const { notice, at, people } of result.reminded) {
    needs.log.info({ notice, at: new Date(at), people }, `reminded ${people} people of ${notice}`);
  }
  for (const one of result.notMailed) {
    const { notice, number, reason } = one;
    const cure = announceCommand(one);
    const after = cure === null ? '' : `. To mail it all the same: ${cure}`;
    needs.log.warn({ notice, number, reason }, `not mailed: ${notice} report ${number}: ${reasons[reason]}${after}`);
  }
  if (result.moved.length > 0) needs.log.info({ count: result.moved.length }, 'times corrected, nobody is mailed');
  for (const { notice, number, people } of result.retracted) {
    needs.log.warn({ notice, number, people }, `told ${people} people that ${notice} report ${number} is retracted`);
  }
  for (const { notice, number, reason } of result.held) {
    needs.log.error({ notice, number, reason }, `held until released: ${notice} report ${number}`);
  }
  if (result.withdrawn > 0) needs.log.warn({ count: result.withdrawn }, 'mails withdrawn before they went out');
  return result;
}

async function announceWithin(
  trx: Kysely<Tables>,
  needs: Needs,
  { content, notices, absent }: Occasion,
  now: Instant,
): Promise<Announcement> {
  const { page } = content;
  const timeZone = await readTimeZone(trx);
  const isRestored = (await readState(trx, restoredKey)) !== null;
  const missing = content.all === null ? absent : await absentNotices(trx, content.all);
  const compared = new Set([...content.changed, ...missing]);
  await noteOld(trx, content.stood, await readAnnounced(trx, compared), now, needs.maxAge);
  const found = whatIsNews(await readAnnounced(trx, compared), content, now, {
    maxAge: needs.maxAge,
    timeZone,
    isRestored,
  });
  await followContent(trx, found);
  for (const { report, reason } of found.notMailed) {
    if (reason !== 'broken') await noteAnnouncement(trx, announcementRow(report, now, reason));
  }
  const told = { page, notices };
  // What waits is seen to first, and read through for it: before it is joined by the many who wait for what is new.
  const withdrawn = await withdrawAll(trx, found, now);
  await reviveWaiting(trx, told, { now, maxAge: needs.maxAge });
  const awaited = await awaitedNews(trx);
  await withdrawStaleRetractions(trx, { notices, awaited, now });
  await refreshMessages(trx, needs, { told, awaited }, now);
  const brake = isTooMuchAtOnce(found.news) ? 'many' : 'on';
  const reports: Awaited<ReturnType<typeof announceReport>>[] = [];
  for (const report of found.news) {
    const own = reports.map((one) => ({ ...one, kind: 'report' as const }));
    reports.push(await announceReport(trx, needs, { told, report, brake, awaited: [...awaited, ...own], now }));
  }
  const retracted = await announceRetractions(trx, needs, { told, retracted: found.retracted, now });
  await endEmptyBrakes(trx);
  await rememberTimeZone(trx, page.time_zone);
  if (content.all !== null) await trx.deleteFrom('state').where('key', '=', restoredKey).execute();
  const there = new Set(content.reports.map(({ notice }) => notice));
  return {
    announced: reports.map(({ notice, number, people }) => ({ notice, number, people })),
    held: reports.flatMap(({ notice, number, held }) => (held === null ? [] : [{ notice, number, reason: held }])),
    retracted,
    notMailed: found.notMailed.map(({ report: { notice, number }, reason }) => ({ notice, number, reason })),
    moved: found.moved.map(({ announced: { at }, report: { notice, number, at: to } }) => ({
      notice,
      number,
      from: at,
      to,
    })),
    withdrawn,
    absent: new Set([...compared].filter((id) => !there.has(id))),
    reminded: await announceReminders(trx, needs, { snapshot: { page }, notices, awaited }, now),
  };
}

/** What is old at a start is not compared with the ledger: only when it changes it is written down as it stood. */
async function noteOld(
  trx: Kysely<Tables>,
  stood: readonly ReportItem[],
  announced: readonly Announced[],
  now: Instant,
  maxAge: number,
): Promise<void> {
  const known = new Set(announced.map(({ notice, at }) => `${notice} ${at}`));
  const old = stood.filter((report) => now - report.at > maxAge && !known.has(`${report.notice} ${report.at}`));
  for (const report of old) if (!report.isHeld) await noteAnnouncement(trx, announcementRow(report, now, 'too_old'));
}

async function announceReport(
  trx: Kysely<Tables>,
  needs: Needs,
  {
    report,
    ...telling
  }: { told: Told; report: ReportItem; brake: BrakeUse; awaited: readonly AwaitedNews[]; now: Instant },
) {
  const { told, now } = telling;
  const notice = told.notices.find(({ id }) => id === report.notice);
  const update = notice && updatesAt(notice, now).find(({ at }) => at === report.at);
  if (notice === undefined || update === undefined) throw new Error(`${report.notice} is not known in full`);
  const announcementId = await noteAnnouncement(trx, announcementRow(report, now, null));
  const owed = await oweReport(trx, needs, { ...telling, notice, update, announcementId });
  return { id: announcementId, notice: notice.id, at: update.at, number: update.number, ...owed };
}

async function withdrawAll(trx: Kysely<Tables>, { withdrawn }: News, now: Instant): Promise<number> {
  let count = 0;
  for (const { id } of withdrawn) count += await withdrawWaiting(trx, { announcementId: id, now });
  return count;
}

export const reasons: Record<Reason, string> = {
  first_start: 'it was there at the first start, or at the first one after a restore',
  time_zone: 'the page has a new time zone, so every time in it means something else',
  retracted: 'it is retracted',
  notify_false: 'it says notify: false',
  correction: 'it says that it corrects an earlier report',
  too_old: 'it is older than ALERT_MAX_AGE',
  overtaken: 'a newer report of the notice was announced before it',
  broken: 'its file is broken and its time, status or text were not understood. Correct the file, then it is mailed',
};

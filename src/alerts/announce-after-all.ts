import type { Kysely } from 'kysely';
import { UserError } from '../errors.ts';
import type { Instant, Notice, Update } from '../incidents/notice.ts';
import { reportItems } from '../incidents/report-item.ts';
import type { Snapshot } from '../incidents/snapshot.ts';
import type { HoldReason, Tables } from '../schema.ts';
import { announcementRow, oweReport } from './announce-report.ts';
import { noteAnnouncement } from './announced.ts';
import { awaitedNews } from './waiting.ts';

export interface AfterAll {
  readonly people: number;
  readonly held: HoldReason | null;
}

/**
 * Mails a report that was published and mailed to nobody, because somebody wants it: whatever kept it from being mailed,
 * its age too. The brake does not stop it, a hold does. Throws UserError when it is retracted, or was mailed.
 */
export async function announceAfterAll(
  trx: Kysely<Tables>,
  needs: { readonly siteUrl: string },
  told: { readonly snapshot: Pick<Snapshot, 'page' | 'notices'>; readonly notice: Notice; readonly update: Update },
  now: Instant,
): Promise<AfterAll> {
  const { snapshot, notice, update } = told;
  if (update.retracted) throw new UserError('conflict', 'That report is retracted: nobody is told of it.');
  const item = reportItems(notice, now).find(({ at }) => at === update.at);
  if (item === undefined) throw new UserError('conflict', `${notice.id} is a draft: publish it first.`);
  const row = { ...announcementRow(item, now, null), withdrawn: null };
  const known = await trx
    .selectFrom('announcements')
    .select(['id', 'not_mailed', 'announced_at'])
    .where('kind', '=', 'report')
    .where('notice_id', '=', notice.id)
    .where('at', '=', row.at)
    .executeTakeFirst();
  if (known !== undefined && known.not_mailed === null) {
    const cure = 'Whoever has not got it: npm run noroshi -- mail retry --help';
    throw new UserError('conflict', `That report was mailed on ${known.announced_at}. ${cure}`);
  }
  if (known !== undefined) await trx.updateTable('announcements').set(row).where('id', '=', known.id).execute();
  const awaited = await awaitedNews(trx);
  const announcementId = known?.id ?? (await noteAnnouncement(trx, row));
  return oweReport(trx, needs, { told: snapshot, notice, update, announcementId, now, brake: 'off', awaited });
}

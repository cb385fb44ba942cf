import { sql, type Kysely } from 'kysely';
import type { Tables } from '../schema.ts';
import { idList } from './id-list.ts';
import { waitingState } from './live.ts';

/** Why we withdrew it, so that only such a one comes back when its report does. */
export const gone = 'gone: the report was taken from the page before the mail went out';
/** Why, by `mail cancel`. */
export const cancelled = 'cancelled by staff';

/**
 * The report is not on the page any more, or staff cancelled its mails (`why`): they stay here, those under way too should
 * they come back, and what they carried goes out by itself. Of which a copy may be out, it ends `unknown`. Gives how many.
 */
export async function withdrawWaiting(
  trx: Kysely<Tables>,
  { announcementId, now, why = gone }: { announcementId: number; now: number; why?: string },
): Promise<number> {
  const announcement = trx.updateTable('announcements').set({ withdrawn: why }).where('id', '=', announcementId);
  await announcement.where((row) => row.or([row('withdrawn', 'is', null), row('withdrawn', '<>', why)])).execute();
  const carriers = sql`(SELECT id FROM deliveries WHERE announcement_id = ${announcementId} AND state = 'waiting')`;
  await sql`
    UPDATE deliveries SET state = 'waiting', settled_at = NULL WHERE id IN (
      SELECT id FROM (
        SELECT id, row_number() OVER (PARTITION BY superseded_by ORDER BY at DESC) AS place
        FROM deliveries WHERE state = 'superseded' AND superseded_by IN ${carriers}
      ) WHERE place = 1)`.execute(trx);
  await sql`
    UPDATE deliveries SET superseded_by =
      (SELECT n.id FROM deliveries n WHERE n.superseded_by = deliveries.superseded_by AND n.state = 'waiting')
    WHERE state = 'superseded' AND superseded_by IN ${carriers}`.execute(trx);
  await sql`UPDATE deliveries SET superseded_by = NULL WHERE state = 'waiting' AND superseded_by IN ${carriers}`.execute(
    trx,
  );
  const carried = sql`state = 'superseded' AND superseded_by IN (SELECT id FROM deliveries WHERE state = 'waiting')`;
  const { numAffectedRows } = await sql`
    UPDATE deliveries SET state = CASE WHEN marks > 0 THEN 'unknown' ELSE 'withdrawn' END,
      superseded_by = NULL, last_outcome = ${why}, settled_at = ${iso(now)}
    WHERE announcement_id = ${announcementId} AND (state = 'waiting' OR (${carried}))`.execute(trx);
  return Number(numAffectedRows ?? 0);
}

/**
 * Mails that came back untaken, and whose report was withdrawn while they were under way: they end as those did that waited
 * then. Whoever cannot have got the report need not hear either that it is taken back. `ids`: of what came back; left out, all.
 */
export async function endWithdrawn(trx: Kysely<Tables>, now: number, ids?: readonly number[]): Promise<void> {
  const waiting = trx
    .selectFrom('deliveries as d')
    .innerJoin('announcements as a', 'a.id', 'd.announcement_id')
    .select(['a.id', 'a.withdrawn as why', 'a.notice_id as notice', 'a.at'])
    .distinct()
    .where('d.state', '=', waitingState)
    .where('a.withdrawn', 'is not', null);
  const back = await (ids === undefined ? waiting : waiting.where('d.id', 'in', idList(ids))).execute();
  for (const { id: announcementId, why, notice, at } of back) {
    await withdrawWaiting(trx, { announcementId, now, why: why ?? gone });
    const untold = trx.selectFrom('deliveries as of').select('of.subscriber_id').where('of.state', '=', 'withdrawn');
    await trx
      .updateTable('deliveries')
      .set({ state: 'withdrawn', last_outcome: 'the report had reached nobody', settled_at: iso(now) })
      .where('state', '=', waitingState)
      .where('announcement_id', 'in', retractionsOf(trx, notice, at))
      .where('subscriber_id', 'in', untold.where('of.announcement_id', '=', announcementId))
      .execute();
  }
}

function retractionsOf(trx: Kysely<Tables>, notice: string, at: string) {
  const own = trx.selectFrom('announcements').select('id').where('notice_id', '=', notice).where('at', '=', at);
  return own.where('kind', '=', 'retraction');
}

const iso = (at: number) => new Date(at).toISOString();

import { sql, type Kysely } from 'kysely';
import type { Instant } from '../incidents/notice.ts';
import { updatesAt } from '../incidents/updates-at.ts';
import { hasEnded, waitingState } from '../mail/live.ts';
import type { AnnouncementTable, Tables } from '../schema.ts';
import type { Told } from './told.ts';

/** Why a row was withdrawn by us, so that only such a row comes back when its report does. */
const gone = 'gone: the report was taken from the page before the mail went out';

/** An announcement for which somebody waits. */
export interface AwaitedNews {
  readonly id: number;
  readonly notice: string;
  readonly at: Instant;
  readonly kind: AnnouncementTable['kind'];
}

/** To be asked before more is owed: all that waits is read through. */
export async function awaitedNews(trx: Kysely<Tables>): Promise<readonly AwaitedNews[]> {
  const waiting = trx.selectFrom('deliveries').select('announcement_id').where('state', '=', waitingState);
  const rows = await trx
    .selectFrom('announcements')
    .select(['id', 'notice_id as notice', 'at', 'kind'])
    .where('id', 'in', waiting)
    .execute();
  return rows.map((row) => ({ ...row, at: Date.parse(row.at) }));
}

/**
 * Whoever still waits for an older report of the notice gets one mail: the new one, which carries the older texts. What was
 * carried by the older one moves along, so that `superseded_by` always names the mail that goes out. `older`: the notice's
 * announcements for which somebody may wait.
 */
export async function supersedeWaiting(
  trx: Kysely<Tables>,
  { announcementId, older, at, now }: { announcementId: number; older: readonly number[]; at: Instant; now: Instant },
): Promise<void> {
  if (older.length === 0) return;
  await sql`
    UPDATE deliveries SET state = 'superseded', superseded_by = n.id, settled_at = ${iso(now)}
    FROM deliveries n WHERE n.announcement_id = ${announcementId} AND n.subscriber_id = deliveries.subscriber_id
      AND deliveries.announcement_id IN (${sql.join(older)}) AND deliveries.state = 'waiting' AND deliveries.at < ${iso(at)}`.execute(
    trx,
  );
  await sql`
    UPDATE deliveries SET superseded_by = (SELECT o.superseded_by FROM deliveries o WHERE o.id = deliveries.superseded_by)
    WHERE superseded_by IN (SELECT id FROM deliveries WHERE announcement_id IN (${sql.join(older)}) AND state = 'superseded')`.execute(
    trx,
  );
}

/**
 * The report is not on the page any more, or staff cancelled its mails (`why`): they stay here, and what they carried goes
 * out by itself. Gives how many.
 */
export async function withdrawWaiting(
  trx: Kysely<Tables>,
  { announcementId, now, why = gone }: { announcementId: number; now: Instant; why?: string },
): Promise<number> {
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
    UPDATE deliveries SET state = 'withdrawn', superseded_by = NULL, last_outcome = ${why}, settled_at = ${iso(now)}
    WHERE announcement_id = ${announcementId} AND (state = 'waiting' OR (${carried}))`.execute(trx);
  return Number(numAffectedRows ?? 0);
}

/** A report that is back on the page, and still news to those who had not got it: their mails wait again. */
export async function reviveWaiting(
  trx: Kysely<Tables>,
  snapshot: Told,
  { now, maxAge }: { now: Instant; maxAge: number },
): Promise<void> {
  const hidden = await trx
    .selectFrom('deliveries')
    .innerJoin('announcements', 'announcements.id', 'deliveries.announcement_id')
    .select(['announcement_id', 'deliveries.notice_id', 'deliveries.at', 'announcements.kind'])
    .distinct()
    .where(hasEnded)
    .where('state', '=', 'withdrawn')
    .where('last_outcome', '=', gone)
    .execute();
  for (const { announcement_id: announcementId, notice_id: noticeId, at, kind } of hidden) {
    const notice = snapshot.notices.find(({ id }) => id === noticeId);
    const update = notice && updatesAt(notice, now).find((candidate) => candidate.at === Date.parse(at));
    if (update === undefined || update.retracted !== (kind === 'retraction') || now - update.at > maxAge) continue;
    await sql`
      UPDATE deliveries SET state = 'waiting', last_outcome = NULL, settled_at = NULL
      WHERE announcement_id = ${announcementId} AND state = 'withdrawn' AND last_outcome = ${gone}
        AND subscriber_id IN (SELECT id FROM subscribers WHERE status = 'confirmed')
        AND NOT EXISTS (SELECT 1 FROM announcements a JOIN deliveries n ON n.announcement_id = a.id
          WHERE a.notice_id = deliveries.notice_id AND a.kind <> 'reminder' AND n.subscriber_id = deliveries.subscriber_id
          AND n.at > deliveries.at AND n.state <> 'withdrawn')`.execute(trx);
  }
}

const iso = (at: Instant) => new Date(at).toISOString();

import { sql, type Kysely } from 'kysely';
import type { Instant } from '../incidents/notice.ts';
import { updatesAt } from '../incidents/updates-at.ts';
import { inFlightState, waitingState } from '../mail/live.ts';
import { gone } from '../mail/withdraw.ts';
import type { AnnouncementTable, Tables } from '../schema.ts';
import type { Told } from './told.ts';

/** An announcement for which somebody waits, or will again when a provider does not take the mail. */
export interface AwaitedNews {
  readonly id: number;
  readonly notice: string;
  readonly at: Instant;
  readonly kind: AnnouncementTable['kind'];
}

/** To be asked before more is owed: all that waits is read through. */
export async function awaitedNews(trx: Kysely<Tables>): Promise<readonly AwaitedNews[]> {
  const waiting = trx.selectFrom('deliveries').select('announcement_id').where('state', '=', waitingState);
  const underWay = trx.selectFrom('deliveries').select('announcement_id').where('state', '=', inFlightState);
  const rows = await trx
    .selectFrom('announcements')
    .select(['id', 'notice_id as notice', 'at', 'kind'])
    .where((row) => row.or([row('id', 'in', waiting), row('id', 'in', underWay)]))
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

/** A report that is back on the page, and still news to those who had not got it: their mails wait again. */
export async function reviveWaiting(
  trx: Kysely<Tables>,
  snapshot: Told,
  { now, maxAge }: { now: Instant; maxAge: number },
): Promise<void> {
  const hidden = await trx
    .selectFrom('announcements')
    .select(['id as announcementId', 'notice_id as noticeId', 'at', 'kind'])
    .where('withdrawn', '=', gone)
    .execute();
  for (const { announcementId, noticeId, at, kind } of hidden) {
    const notice = snapshot.notices.find(({ id }) => id === noticeId);
    const update = notice && updatesAt(notice, now).find((candidate) => candidate.at === Date.parse(at));
    if (update === undefined || update.retracted !== (kind === 'retraction') || now - update.at > maxAge) continue;
    await trx.updateTable('announcements').set({ withdrawn: null }).where('id', '=', announcementId).execute();
    await sql`
      UPDATE deliveries SET state = 'waiting', last_outcome = NULL, settled_at = NULL
      WHERE announcement_id = ${announcementId} AND state IN ('withdrawn', 'unknown')
        AND last_outcome = ${gone}
        AND subscriber_id IN (SELECT id FROM subscribers WHERE status = 'confirmed')
        AND NOT EXISTS (SELECT 1 FROM announcements a JOIN deliveries n ON n.announcement_id = a.id
          WHERE a.notice_id = deliveries.notice_id AND a.kind <> 'reminder' AND n.subscriber_id = deliveries.subscriber_id
          AND n.at > deliveries.at AND n.state <> 'withdrawn')`.execute(trx);
  }
}

const iso = (at: Instant) => new Date(at).toISOString();

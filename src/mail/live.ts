import { sql, type Kysely, type SqlBool } from 'kysely';
import type { Tables } from '../schema.ts';

/**
 * States as words of the statement and not as parameters: only then does SQLite use the indexes that hold nothing but such
 * rows (docs/decisions/024).
 */
export const waitingState = sql.lit<'waiting'>('waiting');
export const inFlightState = sql.lit<'in_flight'>('in_flight');
export const hasEnded = sql<SqlBool>`state NOT IN ('waiting', 'in_flight')`;

/** Every announcement, or those of a notice: deliveries of a person are found by the two together. */
export function announcementIds(db: Kysely<Tables>, noticeId?: string) {
  const all = db.selectFrom('announcements').select('announcements.id');
  return noticeId === undefined ? all : all.where('announcements.notice_id', '=', noticeId);
}

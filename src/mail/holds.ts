import type { Kysely, Selectable } from 'kysely';
import type { HoldReason, HoldTable, Tables } from '../schema.ts';
import { waitingState } from './live.ts';

export type Hold = Selectable<HoldTable>;

/** What is held: everything, a notice, or one announcement of it. */
export interface Held {
  readonly notice: string | null;
  readonly announcement?: number | null;
  readonly reason: HoldReason;
}

/** Everything that is held, the oldest first. */
export function readHolds(db: Kysely<Tables>): Promise<Hold[]> {
  return db.selectFrom('holds').selectAll().orderBy('id').execute();
}

/** Whether no alert at all may go out. Confirmations and what staff are told are not alerts. */
export async function isAllHeld(db: Kysely<Tables>): Promise<boolean> {
  const row = await db.selectFrom('holds').select('id').where('notice_id', 'is', null).limit(1).executeTakeFirst();
  return row !== undefined;
}

/** Keeps what waits from being sent, and what will wait. False when it is held already for the same reason. */
export async function hold(trx: Kysely<Tables>, held: Held, now: number): Promise<boolean> {
  const { notice, announcement = null, reason } = held;
  const row = { notice_id: notice, announcement_id: announcement, reason, since: new Date(now).toISOString() };
  const known = (await readHolds(trx)).some(
    (one) => one.notice_id === notice && one.announcement_id === announcement && one.reason === reason,
  );
  if (known) return false;
  await trx.insertInto('holds').values(row).execute();
  if (notice !== null) await holdWaiting(trx, notice);
  return true;
}

/** Sets the mark on rows that a hold of the notice covers and that wait: to be called when such rows were added. */
export async function holdWaiting(trx: Kysely<Tables>, notice: string): Promise<void> {
  const holds = (await readHolds(trx)).filter(({ notice_id: id }) => id === notice);
  if (holds.length === 0) return;
  const whole = holds.some(({ announcement_id: id }) => id === null);
  const announcements = holds.flatMap(({ announcement_id: id }) => (id === null ? [] : [id]));
  const free = trx.updateTable('deliveries').set({ held: 1 }).where('state', '=', waitingState).where('held', '=', 0);
  const ofNotice = free.where('notice_id', '=', notice);
  await (whole ? ofNotice : ofNotice.where('announcement_id', 'in', announcements)).execute();
}

/** Ends holds, and lets go what no other holds. Gives those that ended. */
export async function release(trx: Kysely<Tables>, ids: readonly number[]): Promise<Hold[]> {
  if (ids.length === 0) return [];
  const ended = await trx.deleteFrom('holds').where('id', 'in', ids).returningAll().execute();
  const notices = new Set(ended.flatMap(({ notice_id: id }) => (id === null ? [] : [id])));
  for (const notice of notices) {
    await trx
      .updateTable('deliveries')
      .set({ held: 0 })
      .where('state', '=', waitingState)
      .where('held', '=', 1)
      .where('notice_id', '=', notice)
      .execute();
    await holdWaiting(trx, notice);
  }
  return ended;
}

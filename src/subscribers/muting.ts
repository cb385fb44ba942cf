import type { Kysely } from 'kysely';
import { announcementIds, waitingState } from '../mail/live.ts';
import type { Tables } from '../schema.ts';

/** No more of this notice for this person, what still waits included. */
export async function mute(trx: Kysely<Tables>, subscriberId: number, noticeId: string, now: number): Promise<void> {
  const at = new Date(now).toISOString();
  await trx
    .insertInto('mutes')
    .values({ subscriber_id: subscriberId, notice_id: noticeId, muted_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await trx
    .updateTable('deliveries')
    .set({ state: 'left', settled_at: at })
    .where('announcement_id', 'in', announcementIds(trx, noticeId))
    .where('subscriber_id', '=', subscriberId)
    .where('state', '=', waitingState)
    .execute();
}

/** They want the next report of it after all. */
export async function unmute(trx: Kysely<Tables>, subscriberId: number, noticeId: string): Promise<void> {
  const mutes = trx.deleteFrom('mutes').where('subscriber_id', '=', subscriberId);
  await mutes.where('notice_id', '=', noticeId).execute();
}

/** A notice can be left by who was told of it; nobody fills our tables with made-up names. */
export async function wasTold(trx: Kysely<Tables>, subscriberId: number, noticeId: string): Promise<boolean> {
  const told = trx.selectFrom('deliveries').select('id').where('subscriber_id', '=', subscriberId);
  return (
    (await told.where('announcement_id', 'in', announcementIds(trx, noticeId)).limit(1).executeTakeFirst()) !==
    undefined
  );
}

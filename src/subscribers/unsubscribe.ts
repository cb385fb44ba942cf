import type { Kysely } from 'kysely';
import type { Database } from '../database.ts';
import { UserError } from '../errors.ts';
import { announcementIds, waitingState } from '../mail/live.ts';
import type { Tables } from '../schema.ts';
import { clearLeavings, noteLeaving, readLeavings, type Leaving } from './leaving.ts';
import type { LinkToken } from './token.ts';

export interface UnsubscribeNeeds {
  /** Null when it could not be opened. */
  readonly db: Database | null;
  readonly now: () => number;
  /** Path of `leaving.journal` (leaving.ts). */
  readonly journal: string;
}

/** So long a leaving can be undone by the link it was done with. */
export const returnDays = 30;

/**
 * Ends a subscription, as often as it is asked. Works with the database gone as well: then it is written down and honoured by
 * `replayLeavings` before anything else is sent.
 */
export async function unsubscribe({ db, now, journal }: UnsubscribeNeeds, link: LinkToken): Promise<void> {
  const leaving = { ...link, at: now() };
  try {
    if (db === null) throw new UserError('unavailable', 'No database is open.');
    await db.write((trx) => leave(trx, leaving));
  } catch (error) {
    if (!(error instanceof UserError && error.code === 'unavailable')) throw error;
    noteLeaving(journal, link, leaving.at);
  }
}

/** Undoes a leaving within 30 days; true also for who has not left. What was sent meanwhile does not come again. */
export async function comeBack(db: Database, { subscriberId, version }: LinkToken, now: number): Promise<boolean> {
  return db.write(async (trx) => {
    const at = new Date(now).toISOString();
    const mine = trx
      .updateTable('subscribers')
      .set({ status: 'confirmed', unsubscribed_at: null, returned_at: at })
      .where('id', '=', subscriberId)
      .where('link_version', '=', version)
      .where('confirmed_at', 'is not', null);
    const earliest = new Date(now - returnDays * 86_400_000).toISOString();
    await mine.where('status', '=', 'unsubscribed').where('unsubscribed_at', '>', earliest).execute();
    const row = trx.selectFrom('subscribers').select('id').where('id', '=', subscriberId);
    const found = await row.where('link_version', '=', version).where('status', '=', 'confirmed').executeTakeFirst();
    return found !== undefined;
  });
}

/**
 * Carries out what was written down while the database was away; gives how many. Call when it is open again and before every
 * claim. One thread writes the journal, so nobody can be added between reading and clearing but by ourselves.
 */
export async function replayLeavings({
  db,
  journal,
}: {
  readonly db: Database;
  readonly journal: string;
}): Promise<number> {
  const leavings = readLeavings(journal);
  if (leavings.length === 0) return 0;
  await db.write(async (trx) => {
    for (const leaving of leavings) await leave(trx, leaving);
  });
  // Someone may have left during the write; then the next call clears.
  if (readLeavings(journal).length === leavings.length) clearLeavings(journal);
  return leavings.length;
}

async function leave(trx: Kysely<Tables>, { subscriberId, version, at }: Leaving): Promise<void> {
  const instant = new Date(at).toISOString();
  const left = await trx
    .updateTable('subscribers')
    .set({ status: 'unsubscribed', unsubscribed_at: instant })
    .where('id', '=', subscriberId)
    .where('link_version', '=', version)
    .where('status', '<>', 'unsubscribed')
    // A replay must not undo a subscription that was confirmed, or taken up again, after it.
    .where((is) => is.or([is('confirmed_at', 'is', null), is('confirmed_at', '<=', instant)]))
    .where((is) => is.or([is('returned_at', 'is', null), is('returned_at', '<=', instant)]))
    .executeTakeFirst();
  if (left.numUpdatedRows === 0n) return noteStranger(trx, { subscriberId, version, at });
  await trx
    .updateTable('deliveries')
    .set({ state: 'left', settled_at: instant })
    .where('announcement_id', 'in', announcementIds(trx))
    .where('subscriber_id', '=', subscriberId)
    .where('state', '=', waitingState)
    .execute();
  // Whoever asked for these mails, the answer is known now. That an address was changed is still told to the old one.
  const pending = trx
    .updateTable('confirmations')
    .where('subscriber_id', '=', subscriberId)
    .where('purpose', '<>', 'undo');
  await pending.set({ expires_at: instant }).where('used_at', 'is', null).where('expires_at', '>', instant).execute();
  await pending.set({ state: 'refused', mail: '' }).where('state', '=', 'waiting').execute();
}

/**
 * Who is on no list, although the link was ours, was lost from it: a restore may bring them back, and must not. Written down
 * once.
 */
async function noteStranger(trx: Kysely<Tables>, { subscriberId, version, at }: Leaving): Promise<void> {
  const known = trx.selectFrom('subscribers').select('id').where('id', '=', subscriberId);
  if ((await known.executeTakeFirst()) !== undefined) return;
  const noted = trx.selectFrom('events').select('id').where('kind', '=', 'withdrawal');
  if ((await noted.where('subject', '=', subscriberId).limit(1).executeTakeFirst()) !== undefined) return;
  const detail = JSON.stringify({ version, at: new Date(at).toISOString() });
  await trx.insertInto('events').values({ kind: 'withdrawal', subject: subscriberId, detail }).execute();
}

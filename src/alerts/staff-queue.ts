import type { Kysely, Selectable, Updateable } from 'kysely';
import type { Settlement } from '../mail/outbox.ts';
import type { StaffMessageTable, Tables } from '../schema.ts';

export type StaffRow = Selectable<StaffMessageTable>;

/** Before the second try, the third …; the last one holds from then on. */
const backOffSeconds = [5, 15, 60, 300, 900];

/** An alarm twice is better than none, but a chat that never answers is not filled with it. */
const mostUnanswered = 3;

/** Takes up to `limit` messages whose time has come, to the chat or by mail; what came too late ends. */
export async function claimStaff(
  trx: Kysely<Tables>,
  way: 'hook' | 'mail',
  limit: number,
  now: number,
): Promise<readonly StaffRow[]> {
  const at = iso(now);
  const waiting = trx.updateTable('staff_messages').where('state', '=', 'waiting');
  await waiting.set({ state: 'expired' }).where('expires_at', '<=', at).execute();
  const rows = await trx
    .selectFrom('staff_messages')
    .selectAll()
    .where('state', '=', 'waiting')
    .where('next_try_at', '<=', at)
    .where('channel', way === 'hook' ? '=' : '!=', 'hook')
    .orderBy('next_try_at')
    .orderBy('id')
    .limit(limit)
    .execute();
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  await trx
    .updateTable('staff_messages')
    .set((row) => ({ state: 'in_flight', tries: row('tries', '+', 1) }))
    .where('id', 'in', ids)
    .execute();
  return rows;
}

/** From now on a copy of each may arrive. */
export async function markStaff(trx: Kysely<Tables>, ids: readonly number[], now: number): Promise<void> {
  await trx
    .updateTable('staff_messages')
    .set({ marked_at: iso(now) })
    .where('id', 'in', ids)
    .where('state', '=', 'in_flight')
    .execute();
}

/** Writes down how tries ended; what may be tried again waits, longer each time. */
export async function settleStaff(trx: Kysely<Tables>, results: readonly Settlement[], now: number): Promise<void> {
  for (const { id, outcome } of results) {
    const row = await trx
      .selectFrom('staff_messages')
      .select(['tries', 'unanswered'])
      .where('id', '=', id)
      .where('state', '=', 'in_flight')
      .executeTakeFirst();
    if (row === undefined) continue;
    const last_outcome = `${outcome.class} ${outcome.reply}`;
    const change = { ...changeFor(outcome.class, row, now), last_outcome, marked_at: null };
    await trx.updateTable('staff_messages').set(change).where('id', '=', id).execute();
  }
}

/** For the worker's start, when nothing can be in flight: what was, ended with the process. */
export async function recoverStaff(trx: Kysely<Tables>, now: number): Promise<void> {
  const interrupted = await trx
    .selectFrom('staff_messages')
    .select(['id', 'marked_at', 'tries', 'unanswered'])
    .where('state', '=', 'in_flight')
    .execute();
  for (const { id, marked_at, ...row } of interrupted) {
    const change = changeFor(marked_at === null ? 'provider_fault' : 'unknown', row, now);
    await trx
      .updateTable('staff_messages')
      .set({ ...change, marked_at: null })
      .where('id', '=', id)
      .execute();
  }
}

/** When the next waiting message wants to be claimed; null when none waits. */
export async function nextStaffAt(db: Kysely<Tables>, way: 'hook' | 'mail'): Promise<number | null> {
  const next = await db
    .selectFrom('staff_messages')
    .select((row) => row.fn.min('next_try_at').as('at'))
    .where('state', '=', 'waiting')
    .where('channel', way === 'hook' ? '=' : '!=', 'hook')
    .executeTakeFirst();
  return next?.at == null ? null : Date.parse(next.at);
}

function changeFor(
  outcome: Settlement['outcome']['class'],
  row: Pick<StaffRow, 'tries' | 'unanswered'>,
  now: number,
): Updateable<StaffMessageTable> {
  const unanswered = row.unanswered + (outcome === 'unknown' ? 1 : 0);
  // Providers that are down are asked again in their own time: then the message should be ready.
  const step = outcome === 'provider_fault' ? 1 : Math.min(row.tries, backOffSeconds.length);
  const again = { unanswered, next_try_at: iso(now + (backOffSeconds[step - 1] ?? 5) * 1000) };
  switch (outcome) {
    case 'accepted':
      return { state: 'accepted' };
    case 'hard_bounce':
    case 'content_refused':
      return { state: 'refused' };
    case 'unknown':
      return { state: unanswered >= mostUnanswered ? 'unknown' : 'waiting', ...again };
    case 'provider_fault':
    case 'retry':
      return { state: 'waiting', ...again };
  }
}

const iso = (at: number) => new Date(at).toISOString();

import type { Kysely } from 'kysely';
import type { Tables } from '../schema.ts';
import { waitingState } from '../mail/live.ts';

/**
 * The clock was set back by `back` milliseconds and says `now`: what is to be tried again at a time of the clock before, and
 * not in somebody's quiet hours, is tried so much earlier. Else mail would stand still for as long, and nobody would know why.
 */
export async function bringForward(trx: Kysely<Tables>, back: number, now: number): Promise<void> {
  const from = iso(now);
  const deliveries = await trx
    .selectFrom('deliveries')
    .select('next_try_at as at')
    .distinct()
    .where('state', '=', waitingState)
    .where('held', 'in', [0, 1])
    .where('next_try_at', '>', from)
    .where('quiet_until', 'is', null)
    .execute();
  for (const { at } of deliveries) {
    await trx
      .updateTable('deliveries')
      .set({ next_try_at: iso(Date.parse(at) - back) })
      .where('state', '=', waitingState)
      .where('held', 'in', [0, 1])
      .where('next_try_at', '=', at)
      .where('quiet_until', 'is', null)
      .execute();
  }
  for (const table of ['confirmations', 'staff_messages'] as const) {
    const rows = await trx
      .selectFrom(table)
      .select(['id', 'next_try_at as at'])
      .where('state', '=', 'waiting')
      .where('next_try_at', '>', from)
      .execute();
    for (const { id, at } of rows) {
      await trx
        .updateTable(table)
        .set({ next_try_at: iso(Date.parse(at) - back) })
        .where('id', '=', id)
        .execute();
    }
  }
}

const iso = (at: number) => new Date(at).toISOString();

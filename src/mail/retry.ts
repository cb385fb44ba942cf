import type { Kysely } from 'kysely';
import type { Tables } from '../schema.ts';
import { cancelled, gone } from './withdraw.ts';

/** What ended and may be tried again when a person wants it. */
export type Retriable = 'unknown' | 'refused' | 'expired';

export interface Retried {
  readonly retried: number;
  /** As they were: their reader has left, has had a newer report since, or the report was taken back. */
  readonly left: number;
}

/**
 * Lets deliveries wait again, by hand and never by itself: of `unknown` one somebody may then have a third copy. Nobody gets
 * a report after a newer one of the same notice.
 */
export async function retryDeliveries(
  trx: Kysely<Tables>,
  what: { readonly states: readonly Retriable[]; readonly announcements: readonly number[]; readonly now: number },
): Promise<Retried> {
  const { states, announcements } = what;
  const now = new Date(what.now).toISOString();
  const chosen = trx
    .selectFrom('deliveries as d')
    .innerJoin('announcements as a', 'a.id', 'd.announcement_id')
    .innerJoin('subscribers as s', 's.id', 'd.subscriber_id')
    .where('d.state', 'in', states)
    .where('d.announcement_id', 'in', announcements);
  const all = await chosen.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
  const rows = await chosen
    .select(['d.id', 'd.announcement_id as announcement'])
    .where('s.status', '=', 'confirmed')
    .where('s.suppressed', 'is', null)
    // What the page says no more is told to nobody; of a report that staff cancelled, only what had ended before.
    .where(({ or, eb }) => or([eb('a.withdrawn', 'is', null), eb('a.withdrawn', '<>', gone)]))
    .where(({ or, eb }) => or([eb('d.last_outcome', 'is', null), eb('d.last_outcome', 'not in', [gone, cancelled])]))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('deliveries as newer')
            .select('newer.id')
            .where('newer.announcement_id', 'in', (eb) =>
              eb.selectFrom('announcements as n').select('n.id').whereRef('n.notice_id', '=', 'a.notice_id'),
            )
            .whereRef('newer.subscriber_id', '=', 'd.subscriber_id')
            .whereRef('newer.at', '>', 'd.at')
            .where('newer.state', 'in', ['in_flight', 'accepted', 'unknown']),
        ),
      ),
    )
    .where(({ or, eb, not, exists, selectFrom }) =>
      or([
        eb('a.kind', '<>', 'report'),
        not(
          exists(
            selectFrom('announcements as retraction')
              .select('retraction.id')
              .where('retraction.kind', '=', 'retraction')
              .whereRef('retraction.notice_id', '=', 'a.notice_id')
              .whereRef('retraction.at', '=', 'a.at'),
          ),
        ),
      ]),
    )
    .execute();
  await waitAgain(trx, rows, now);
  return { retried: rows.length, left: Number(all.count) - rows.length };
}

/** What was announced long ago is announced now: else it would be too old to go out. */
async function waitAgain(
  trx: Kysely<Tables>,
  rows: readonly { readonly id: number; readonly announcement: number }[],
  now: string,
): Promise<void> {
  const some = 500;
  for (let start = 0; start < rows.length; start += some) {
    await trx
      .updateTable('deliveries')
      .set({ state: 'waiting', tries: 0, next_try_at: now, settled_at: null, last_outcome: null, quiet_until: null })
      .where(
        'id',
        'in',
        rows.slice(start, start + some).map(({ id }) => id),
      ) // prettier-ignore
      .execute();
  }
  const announcements = [...new Set(rows.map(({ announcement }) => announcement))];
  if (announcements.length === 0) return;
  await trx
    .updateTable('announcements')
    .set({ announced_at: now, withdrawn: null })
    .where('id', 'in', announcements)
    .execute();
}

import type { Kysely, Selectable } from 'kysely';
import type { Tables } from '../schema.ts';
import { inFlightState, waitingState } from './live.ts';

const keptFor = 90 * 86_400_000;
/** So many people's rows go in one transaction, since mail waits while it runs. */
const peopleAtOnce = 1_000;

/**
 * Turns the rows of a notice of which nothing was announced for 90 days, and nothing is owed any more, into counts: what was
 * sent is known for good, to whom is not. Some of them; `more` as long as there are others.
 */
export async function shrinkLedger(
  trx: Kysely<Tables>,
  now: number,
  people = peopleAtOnce,
): Promise<{ readonly rows: number; readonly more: boolean }> {
  const announcements = await oldAnnouncements(trx, new Date(now - keptFor).toISOString());
  if (announcements.length === 0) return { rows: 0, more: false };
  const rowsOf = () => trx.selectFrom('deliveries').where('announcement_id', 'in', announcements);
  // Of a person all rows of the notice go together: one may say that it was superseded by another.
  const last = await rowsOf()
    .select('subscriber_id as id')
    .distinct()
    .orderBy('subscriber_id')
    .limit(1)
    .offset(people - 1)
    .executeTakeFirst();
  const upTo = last?.id ?? Number.MAX_SAFE_INTEGER;
  const counts = await rowsOf()
    .where('subscriber_id', '<=', upTo)
    .select(['announcement_id', 'state', 'provider', (eb) => eb.fn.countAll<number>().as('count')])
    .groupBy(['announcement_id', 'state', 'provider'])
    .$narrowType<{ state: Selectable<Tables['past_deliveries']>['state'] }>() // nothing is owed
    .execute();
  for (const { announcement_id, state, provider, count } of counts) {
    await trx
      .insertInto('past_deliveries')
      .values({ announcement_id, state, provider: provider ?? '', count: Number(count) })
      .onConflict((conflict) =>
        conflict
          .columns(['announcement_id', 'state', 'provider'])
          .doUpdateSet((eb) => ({ count: eb('past_deliveries.count', '+', Number(count)) })),
      )
      .execute();
  }
  const { numDeletedRows } = await trx
    .deleteFrom('deliveries')
    .where('announcement_id', 'in', announcements)
    .where('subscriber_id', '<=', upTo)
    .executeTakeFirstOrThrow();
  return { rows: Number(numDeletedRows), more: Number(numDeletedRows) > 0 };
}

/** All announcements of one notice that is quiet for so long and of which rows are left; none when there is none. */
async function oldAnnouncements(trx: Kysely<Tables>, before: string): Promise<number[]> {
  const live = (state: typeof waitingState | typeof inFlightState) =>
    trx
      .selectFrom('deliveries as owed')
      .innerJoin('announcements as of', 'of.id', 'owed.announcement_id')
      .select('of.notice_id')
      .where('owed.state', '=', state);
  const notice = await trx
    .selectFrom('announcements as a')
    .where(({ exists, selectFrom }) =>
      exists(selectFrom('deliveries as d').select('d.id').whereRef('d.announcement_id', '=', 'a.id')),
    )
    .select('a.notice_id as id')
    .where('a.announced_at', '<', before)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('announcements as later')
            .select('later.id')
            .whereRef('later.notice_id', '=', 'a.notice_id')
            .where('later.announced_at', '>=', before),
        ),
      ),
    )
    .where('a.notice_id', 'not in', live(waitingState))
    .where('a.notice_id', 'not in', live(inFlightState))
    .orderBy('a.id')
    .limit(1)
    .executeTakeFirst();
  if (notice === undefined) return [];
  const all = await trx.selectFrom('announcements').select('id').where('notice_id', '=', notice.id).execute();
  return all.map(({ id }) => id);
}

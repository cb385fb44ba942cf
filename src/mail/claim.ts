import type { Kysely } from 'kysely';
import type { Tables } from '../schema.ts';
import { isAllHeld } from './holds.ts';
import { idList } from './id-list.ts';
import { inFlightState, waitingState } from './live.ts';

/** A delivery that is now in flight, with all that its mail is made of. */
export interface Claim {
  readonly id: number;
  /** Copies that may have gone out before this try. */
  readonly marks: number;
  /** Which try this is, from 1. */
  readonly tries: number;
  readonly subscriberId: number;
  readonly linkVersion: number;
  readonly address: string;
  /** Nothing of this notice has reached the person, nor may have. */
  readonly isFirst: boolean;
  /** `messages.id`; of the same person and notice, superseded by this one, the newest first. */
  readonly message: number;
  readonly carried: readonly number[];
  readonly partsOf: ReadonlyMap<number, string>;
}

/**
 * Takes waiting deliveries whose time has come, in one transaction. Of one person and notice only the newest goes; the older
 * ones are superseded by it and carried in its text, and none goes while another is in flight. Who has left or was suppressed, and
 * what is older than `maxAge` milliseconds, ends here.
 */
export async function claimDeliveries(
  trx: Kysely<Tables>,
  { limit, now, maxAge }: { limit: number; now: number; maxAge: number },
): Promise<readonly Claim[]> {
  const at = new Date(now).toISOString();
  if (await isAllHeld(trx)) return [];
  const due = await dueDeliveries(trx, limit, at);
  const oldest = new Date(now - maxAge).toISOString();
  const going: Due[] = [];
  const left: number[] = [];
  const expired: Due[] = [];
  for (const delivery of due) {
    if (delivery.status !== 'confirmed' || delivery.suppressed !== null) left.push(delivery.id);
    // Not by its owner's quiet hours, which held it up.
    else if ((delivery.quietUntil ?? delivery.announcedAt) < oldest) expired.push(delivery);
    else going.push(delivery);
  }
  await end(trx, left, 'left', at);
  const mayBeOut = ({ marks }: Due) => marks > 0;
  const idOf = ({ id }: Due) => id;
  await end(trx, expired.filter(mayBeOut).map(idOf), 'unknown', at);
  await end(trx, expired.filter((delivery) => !mayBeOut(delivery)).map(idOf), 'expired', at);
  const newest = await supersede(trx, going, at);
  if (newest.length > 0) {
    await trx
      .updateTable('deliveries')
      .set((eb) => ({ state: 'in_flight', tries: eb('tries', '+', 1) }))
      .where('id', 'in', idList(newest.map(({ id }) => id)))
      .execute();
  }
  return withTexts(trx, newest);
}

type Due = Awaited<ReturnType<typeof dueDeliveries>>[number];
type Going = Due & Pick<Claim, 'isFirst'>;

/** What waits and may go: of one person and notice nothing is handed over while another report is in flight. */
export function waitingInOrder(db: Kysely<Tables>) {
  return db
    .selectFrom('deliveries as d')
    .where('d.state', '=', waitingState)
    .where('d.held', '=', 0)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('deliveries as other')
            .select('other.id')
            .whereRef('other.subscriber_id', '=', 'd.subscriber_id')
            .whereRef('other.notice_id', '=', 'd.notice_id')
            .where('other.state', '=', inFlightState),
        ),
      ),
    );
}

function dueDeliveries(trx: Kysely<Tables>, limit: number, at: string) {
  return waitingInOrder(trx)
    .innerJoin('subscribers as s', 's.id', 'd.subscriber_id')
    .innerJoin('announcements as a', 'a.id', 'd.announcement_id')
    .select([
      'd.id',
      'd.marks',
      'd.tries',
      'd.message_id as message',
      'd.notice_id as noticeId',
      'd.subscriber_id as subscriberId',
    ])
    .select(['s.status', 's.suppressed', 's.address', 's.link_version as linkVersion'])
    .select(['a.announced_at as announcedAt', 'd.quiet_until as quietUntil'])
    .where('d.next_try_at', '<=', at)
    .orderBy('d.next_try_at')
    .orderBy('d.id')
    .limit(limit)
    .execute();
}

async function end(
  trx: Kysely<Tables>,
  ids: readonly number[],
  state: 'left' | 'expired' | 'unknown',
  at: string,
): Promise<void> {
  if (ids.length === 0) return;
  await trx.updateTable('deliveries').set({ state, settled_at: at }).where('id', 'in', idList(ids)).execute();
}

/** Ends what a newer waiting delivery of the same person and notice replaces; gives those that nothing replaces. */
async function supersede(trx: Kysely<Tables>, going: readonly Due[], at: string): Promise<readonly Going[]> {
  if (going.length === 0) return [];
  const reports = await trx
    .selectFrom('deliveries as d')
    .innerJoin('announcements as a', 'a.id', 'd.announcement_id')
    .select(['d.id', 'd.state', 'd.held', 'd.subscriber_id as subscriberId', 'd.notice_id as noticeId', 'a.kind'])
    .where('a.notice_id', 'in', [...new Set(going.map(({ noticeId }) => noticeId))])
    .where('d.subscriber_id', 'in', idList([...new Set(going.map(({ subscriberId }) => subscriberId))]))
    // A retraction stands at the time of its report: the reports after it are newer.
    .orderBy('d.at', 'desc')
    .orderBy('d.id', 'desc')
    .execute();
  // A reminder says nothing that a report does not: it never takes a report's place.
  const isReminder = ({ kind }: { readonly kind: string }) => Number(kind === 'reminder');
  const due = reports
    .filter(({ state, held }) => state === 'waiting' && held === 0)
    .toSorted((a, b) => isReminder(a) - isReminder(b));
  const ofOne = Map.groupBy(due, ({ subscriberId, noticeId }) => `${subscriberId} ${noticeId}`);
  for (const [newest, ...older] of ofOne.values()) {
    if (newest === undefined || older.length === 0) continue;
    const ids = older.map(({ id }) => id);
    await trx
      .updateTable('deliveries')
      .set({ state: 'superseded', superseded_by: newest.id, settled_at: at })
      .where('id', 'in', ids)
      .execute();
    // What those had taken over goes on with them.
    await trx.updateTable('deliveries').set({ superseded_by: newest.id }).where('superseded_by', 'in', ids).execute();
  }
  const told = reports.filter(({ state }) => state === 'accepted' || state === 'unknown');
  const toldOf = new Set(told.map(({ subscriberId, noticeId }) => `${subscriberId} ${noticeId}`));
  return going
    .filter((one) => ofOne.get(`${one.subscriberId} ${one.noticeId}`)?.[0]?.id === one.id)
    .map((one) => ({ ...one, isFirst: !toldOf.has(`${one.subscriberId} ${one.noticeId}`) }));
}

async function withTexts(trx: Kysely<Tables>, newest: readonly Going[]): Promise<readonly Claim[]> {
  if (newest.length === 0) return [];
  const carried = await trx
    .selectFrom('deliveries')
    .select(['superseded_by as by', 'message_id as message', 'state'])
    .where('superseded_by', 'in', idList(newest.map(({ id }) => id)))
    .orderBy('id', 'desc')
    .execute();
  const carriedBy = Map.groupBy(carried.filter(({ state }) => state === 'superseded'), ({ by }) => by); // prettier-ignore
  const messages = new Set([...newest, ...carried].map(({ message }) => message));
  const rows = await trx
    .selectFrom('messages')
    .select(['id', 'parts'])
    .where('id', 'in', idList([...messages]))
    .execute();
  const partsOf = new Map(rows.map(({ id, parts }) => [id, parts]));
  return newest.map((one) => ({ ...one, tries: one.tries + 1, carried: (carriedBy.get(one.id) ?? []).map(({ message }) => message), partsOf })); // prettier-ignore
}

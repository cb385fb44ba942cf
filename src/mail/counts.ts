import type { Kysely } from 'kysely';
import { isAllHeld } from './holds.ts';
import { hasEnded, inFlightState, waitingState } from './live.ts';
import { deliveryStates, type DeliveryState, type Tables } from '../schema.ts';

/** How many deliveries are in each state, and `owed`, their sum. What is held waits. */
export type Counts = Readonly<Record<DeliveryState | 'owed', number>>;

/** Of so many deliveries one thing is true. */
export interface Tally {
  readonly state: DeliveryState;
  readonly count: number;
}

/** Of the whole ledger, what has shrunk to counts included. */
export async function countDeliveries(db: Kysely<Tables>): Promise<Counts> {
  const all = db
    .selectFrom('deliveries')
    .select(['state', (eb) => eb.fn.countAll<number>().as('count')])
    .groupBy('state');
  // Each from an index of its own, since the table itself is large.
  const waits = await all.where('state', '=', waitingState).execute();
  const flies = await all.where('state', '=', inFlightState).execute();
  const ended = await all.where(hasEnded).execute();
  const past = await db
    .selectFrom('past_deliveries')
    .select(['state', (eb) => eb.fn.sum<number>('count').as('count')])
    .groupBy('state')
    .execute();
  return sumUp([...waits, ...flies, ...ended, ...past]);
}

/** How many of those that wait are held. */
export async function countHeld(db: Kysely<Tables>): Promise<number> {
  const all = db
    .selectFrom('deliveries')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('state', '=', waitingState);
  const row = await ((await isAllHeld(db)) ? all : all.where('held', '=', 1)).executeTakeFirstOrThrow();
  return Number(row.count);
}

/** By announcement and provider; '' where no provider has said anything. `held`: what waits because of a hold on it. */
export async function tallyDeliveries(
  db: Kysely<Tables>,
): Promise<readonly (Tally & { readonly announcement: number; readonly provider: string; readonly held: boolean })[]> {
  const live = await db
    .selectFrom('deliveries')
    .select([
      'announcement_id as announcement',
      'state',
      'provider',
      'held',
      (eb) => eb.fn.countAll<number>().as('count'),
    ])
    .groupBy(['announcement_id', 'state', 'provider', 'held'])
    .execute();
  const past = await db
    .selectFrom('past_deliveries')
    .select(['announcement_id as announcement', 'state', 'provider', 'count'])
    .execute();
  return [...live, ...past.map((row) => ({ ...row, held: 0 }))].map((row) => ({
    ...row,
    provider: row.provider ?? '',
    count: Number(row.count),
    held: row.held === 1 && row.state === 'waiting',
  }));
}

/** `owed` is counted, not added up from the states known here: a state that is missing would show. */
export function sumUp(tallies: readonly Tally[]): Counts {
  const counts = Object.fromEntries(deliveryStates.map((state) => [state, 0])) as Record<DeliveryState, number>;
  for (const { state, count } of tallies) counts[state] += Number(count);
  return { owed: tallies.reduce((sum, { count }) => sum + Number(count), 0), ...counts };
}

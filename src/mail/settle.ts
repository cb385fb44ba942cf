import type { ExpressionBuilder, Kysely, Updateable } from 'kysely';
import type { DeliveryState, DeliveryTable, Tables } from '../schema.ts';
import type { Claim } from './claim.ts';
import { idList } from './id-list.ts';
import { inFlightState, waitingState } from './live.ts';
import type { Mark, Outcome, Settlement } from './outbox.ts';
import { endWithdrawn } from './withdraw.ts';

const longestBackOff = 900;
/** Before the second try, the third …; the last one holds from then on. */
const backOffSeconds = [5, 15, 60, 300, longestBackOff];

/** After as many copies that may have arrived, nobody gets another one. */
const mostCopies = 2;

/** What a try was like when it was claimed, by delivery. */
type Claimed = ReadonlyMap<number, Pick<Claim, 'marks' | 'tries'>>;

/** One copy more of each may be out, counted from the claim. */
export async function markDeliveries(trx: Kysely<Tables>, marks: readonly Mark[], claimed: Claimed): Promise<void> {
  const before = (id: number) => claimed.get(id)?.marks ?? 0;
  // One statement for all that are alike: most of a moment's marks are.
  for (const group of Map.groupBy(marks, ({ id, provider }) => `${before(id)} ${provider}`).values()) {
    const [{ id, provider } = fail()] = group;
    const { numUpdatedRows } = await trx
      .updateTable('deliveries')
      .set({ marks: before(id) + 1, provider })
      .where('id', 'in', idList(group.map((mark) => mark.id)))
      .where(isInFlight)
      .executeTakeFirstOrThrow();
    if (Number(numUpdatedRows) !== group.length) throw new Error('A delivery that is to be marked is not in flight.');
  }
}

/** Writes down how tries ended; what may be tried again waits, longer each time. A row that was erased meanwhile is nobody's loss. */
export async function settleDeliveries(
  trx: Kysely<Tables>,
  results: readonly Settlement[],
  now: number,
  claimed: Claimed,
): Promise<void> {
  const ends = results.map((result) => ({ id: result.id, end: endOf(result, now, claimed) }));
  for (const group of Map.groupBy(ends, ({ end }) => JSON.stringify(end)).values()) {
    const [{ end } = fail()] = group;
    await trx
      .updateTable('deliveries')
      .set(end)
      .where('id', 'in', idList(group.map(({ id }) => id)))
      .where(isInFlight)
      .execute();
  }
  const back = ends.flatMap(({ id, end }) => (end.state === 'waiting' ? [id] : []));
  if (back.length > 0) await endWithdrawn(trx, now, back);
}

function endOf({ id, outcome, provider }: Settlement, now: number, claimed: Claimed): Updateable<DeliveryTable> {
  const { marks: before, tries } = claimed.get(id) ?? { marks: 0, tries: 1 };
  const mayBeOut = outcome.class === 'accepted' || outcome.class === 'unknown';
  const marks = before + (mayBeOut ? 1 : 0);
  const end = { state: stateAfter(outcome, marks), marks, provider, last_outcome: `${outcome.class} ${outcome.reply}` };
  if (end.state !== 'waiting') return { ...end, settled_at: new Date(now).toISOString() };
  // When the providers are at fault, each is asked again in its own time: the mail itself need not wait long.
  const step = outcome.class === 'provider_fault' ? 1 : Math.min(tries, backOffSeconds.length);
  return { ...end, next_try_at: new Date(now + (backOffSeconds[step - 1] ?? 5) * 1000).toISOString() };
}

/** Said so that no index answers it: else SQLite walks through all that is in flight to find the few that are named. */
function isInFlight(eb: ExpressionBuilder<Tables, 'deliveries'>) {
  return eb(eb.case().when('state', '=', 'in_flight').then(1).else(0).end(), '=', 1);
}

function fail(): never {
  throw new Error('A group is never empty.');
}

function stateAfter(outcome: Outcome, marks: number): DeliveryState {
  switch (outcome.class) {
    case 'accepted':
      return 'accepted';
    case 'hard_bounce':
    case 'content_refused':
      return 'refused';
    case 'unknown':
      return marks >= mostCopies ? 'unknown' : 'waiting';
    case 'provider_fault':
    case 'retry':
      return 'waiting';
  }
}

/**
 * To be called once when the worker starts: what was in flight when it died. Without a mark nothing can have arrived; with
 * one, one more copy may go out; with two, it ends `unknown`.
 */
export async function recoverDeliveries(trx: Kysely<Tables>, now: number): Promise<void> {
  const at = new Date(now).toISOString();
  await trx
    .updateTable('deliveries')
    .set({ state: 'unknown', settled_at: at, last_outcome: 'unknown body: we stopped before the answer' })
    .where('state', '=', inFlightState)
    .where('marks', '>=', mostCopies)
    .execute();
  // A try that we broke off says nothing of the provider: the next wait is no longer for it.
  await trx
    .updateTable('deliveries')
    .set((eb) => ({ state: 'waiting', next_try_at: at, tries: eb('tries', '-', 1) }))
    .where('state', '=', inFlightState)
    .execute();
  await endWithdrawn(trx, now);
  // Later than we ever make anybody wait: the clock was set back while nobody ran.
  await trx
    .updateTable('deliveries')
    .set({ next_try_at: at })
    .where('state', '=', waitingState)
    .where('tries', '>', 0)
    .where('quiet_until', 'is', null)
    .where('next_try_at', '>', new Date(now + longestBackOff * 1000).toISOString())
    .execute();
}

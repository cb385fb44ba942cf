import type { Kysely } from 'kysely';
import type { DeliveryState, Tables } from '../schema.ts';
import type { Outcome, Settlement } from './outbox.ts';

/** Before the second try, the third …; the last one holds from then on. */
const backOffSeconds = [5, 15, 60, 300, 900];

/** After as many copies that may have arrived, nobody gets another one. */
const mostCopies = 2;

/** One copy more of each may be out, counted from the claim. `marksBefore`: as it was then. */
export async function markDeliveries(
  trx: Kysely<Tables>,
  ids: readonly number[],
  provider: string,
  marksBefore: ReadonlyMap<number, number>,
): Promise<void> {
  for (const [marks, group] of Map.groupBy(ids, (id) => marksBefore.get(id) ?? 0)) {
    const { numUpdatedRows } = await trx
      .updateTable('deliveries')
      .set({ marks: marks + 1, provider })
      .where('id', 'in', group)
      .where('state', '=', 'in_flight')
      .executeTakeFirstOrThrow();
    if (Number(numUpdatedRows) !== group.length) throw new Error('A delivery that is to be marked is not in flight.');
  }
}

/** Writes down how tries ended; what may be tried again waits, longer each time. */
export async function settleDeliveries(
  trx: Kysely<Tables>,
  results: readonly Settlement[],
  now: number,
  marksBefore: ReadonlyMap<number, number>,
): Promise<void> {
  const ends = results.map(({ id, outcome, provider }) => {
    const mayBeOut = outcome.class === 'accepted' || outcome.class === 'unknown';
    const marks = (marksBefore.get(id) ?? 0) + (mayBeOut ? 1 : 0);
    const isProviders = outcome.class === 'provider_fault';
    const note = `${outcome.class} ${outcome.reply}`;
    return { id, provider, marks, state: stateAfter(outcome, marks), isProviders, note };
  });
  // One statement for all that ended alike: most of a moment's results are "accepted".
  for (const group of Map.groupBy(ends, ({ state, marks, provider }) => `${state} ${marks} ${provider}`).values()) {
    await endAlike(trx, group, now);
  }
}

interface End {
  readonly id: number;
  readonly provider: string;
  readonly marks: number;
  readonly state: DeliveryState;
  /** The providers are at fault, and each is asked again in its own time: the mail itself need not wait long. */
  readonly isProviders: boolean;
  readonly note: string;
}

/** `group` has one state, one number of marks, one provider. A row that was erased meanwhile is nobody's loss. */
async function endAlike(trx: Kysely<Tables>, group: readonly End[], now: number): Promise<void> {
  const [{ state, marks, provider } = fail()] = group;
  const rows = await trx
    .updateTable('deliveries')
    .set({ state, marks, provider })
    .set(({ eb, ref, val }) => {
      const [first = fail(), ...others] = group;
      const begun = eb.case(ref('id')).when(first.id).then(val(first.note));
      return { last_outcome: others.reduce((soFar, { id, note }) => soFar.when(id).then(val(note)), begun).end() };
    })
    .set(state === 'waiting' ? {} : { settled_at: new Date(now).toISOString() })
    .where(
      'id',
      'in',
      group.map(({ id }) => id),
    ) // prettier-ignore
    .where('state', '=', 'in_flight')
    .returning(['id', 'tries'])
    .execute();
  if (state !== 'waiting') return;
  const eager = new Set(group.filter(({ isProviders }) => isProviders).map(({ id }) => id));
  for (const { id, tries } of rows) {
    const step = eager.has(id) ? 1 : Math.min(tries, backOffSeconds.length);
    const seconds = backOffSeconds[step - 1] ?? 5;
    const next = new Date(now + seconds * 1000).toISOString();
    await trx.updateTable('deliveries').set({ next_try_at: next }).where('id', '=', id).execute();
  }
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
    .where('state', '=', 'in_flight')
    .where('marks', '>=', mostCopies)
    .execute();
  await trx
    .updateTable('deliveries')
    .set({ state: 'waiting', next_try_at: at })
    .where('state', '=', 'in_flight')
    .execute();
}

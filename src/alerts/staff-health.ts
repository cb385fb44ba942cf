import type { Kysely } from 'kysely';
import type { Tables } from '../schema.ts';

/**
 * Channels over which staff do not hear, a sentence each: what was told last came to its end without arriving. No address
 * and no URL is in it.
 */
export async function staffProblems(db: Kysely<Tables>, channels: readonly string[]): Promise<string[]> {
  const problems: string[] = [];
  for (const [index, channel] of channels.entries()) {
    const last = await db
      .selectFrom('staff_messages')
      .select(['state', 'last_outcome'])
      .where('channel', '=', channel)
      .where('state', 'not in', ['waiting', 'in_flight'])
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (last === undefined || last.state === 'accepted') continue;
    const name = channel === 'hook' ? 'STAFF_HOOK' : `address ${index + 1} of STAFF_EMAIL`;
    const reply = last.last_outcome === null ? '' : ` (${last.last_outcome})`;
    problems.push(`The last message to ${name} ended ${last.state}${reply}. Staff do not hear over it: correct it.`);
  }
  return problems;
}

/** How many messages to staff there are by state. */
export async function countStaffMessages(db: Kysely<Tables>): Promise<Readonly<Record<string, number>>> {
  const rows = await db
    .selectFrom('staff_messages')
    .select(['state', (eb) => eb.fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute();
  return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]));
}

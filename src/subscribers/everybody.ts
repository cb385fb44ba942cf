import type { Selectable } from 'kysely';
import type { Database } from '../database.ts';
import type { SubscriberTable } from '../schema.ts';

export interface Listed extends Pick<
  Selectable<SubscriberTable>,
  'id' | 'address' | 'language' | 'status' | 'created_at' | 'confirmed_at' | 'suppressed'
> {
  readonly components: readonly string[];
}

/** So many are read at once: a hundred thousand need not be in memory. */
const atOnce = 1_000;

/** Everybody, the oldest first, some at a time. */
export async function* everybody({ read }: Pick<Database, 'read'>): AsyncGenerator<readonly Listed[]> {
  let last = 0;
  for (;;) {
    const after = last;
    const some = await read(async (db) => {
      const people = await db
        .selectFrom('subscribers')
        .select(['id', 'address', 'language', 'status', 'created_at', 'confirmed_at', 'suppressed'])
        .where('id', '>', after)
        .orderBy('id')
        .limit(atOnce)
        .execute();
      const chosen = await db
        .selectFrom('subscriptions')
        .selectAll()
        .where('subscriber_id', '>', after)
        .where('subscriber_id', '<=', people.at(-1)?.id ?? after)
        .orderBy('component_id')
        .execute();
      const of = Map.groupBy(chosen, ({ subscriber_id }) => subscriber_id);
      return people.map((one) => ({ ...one, components: (of.get(one.id) ?? []).map(({ component_id: id }) => id) }));
    });
    if (some.length === 0) return;
    yield some;
    last = some.at(-1)?.id ?? last;
  }
}

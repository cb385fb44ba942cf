import type { Kysely } from 'kysely';
import type { Tables } from '../schema.ts';

/**
 * A number that no subscriber ever had, with free ones after it. SQLite gives that of the last row again once it is deleted:
 * then whoever was deleted by mistake could not come back from a backup beside whoever came later.
 */
export async function nextSubscriberId(trx: Kysely<Tables>): Promise<number> {
  const rows = trx.selectFrom('subscribers').select((eb) => eb.fn.max<number | null>('id').as('id'));
  const { id } = await rows.executeTakeFirstOrThrow();
  const seen = (kind: 'consent' | 'removed') =>
    trx.selectFrom('events').select((eb) => eb.fn.max<number | null>('subject').as('id')).where('kind', '=', kind).executeTakeFirstOrThrow(); // prettier-ignore
  const [came, went] = [await seen('consent'), await seen('removed')];
  return Math.max(id ?? 0, came.id ?? 0, went.id ?? 0) + 1;
}

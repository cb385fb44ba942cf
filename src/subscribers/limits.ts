import type { Kysely } from 'kysely';
import type { Tables } from '../schema.ts';
import { hashForLimit } from './token.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/** So that nobody can flood a stranger's mailbox through us, nor a network guess or flood us. The most, and within what. */
const limits = {
  network: [{ most: 60, within: minute }],
  mailbox: [{ most: 1, within: 10 * minute }, { most: 3, within: day }], // prettier-ignore
} as const;

/** Counts this attempt if it is still within the limits, and says whether it was. Part of the caller's transaction. */
export async function withinLimits(
  needs: { readonly trx: Kysely<Tables>; readonly key: Uint8Array; readonly now: number },
  kind: keyof typeof limits,
  value: string,
): Promise<boolean> {
  const { trx, key, now } = needs;
  const key_hash = hashForLimit(key, kind, value);
  const since = (ago: number) => new Date(now - ago).toISOString();
  for (const { most, within } of limits[kind]) {
    const { count } = await trx
      .selectFrom('form_attempts')
      .select((counted) => counted.fn.countAll<number>().as('count'))
      .where('kind', '=', kind)
      .where('key_hash', '=', key_hash)
      .where('at', '>', since(within))
      .executeTakeFirstOrThrow();
    if (count >= most) return false;
  }
  await trx
    .insertInto('form_attempts')
    .values({ kind, key_hash, at: since(0) })
    .execute();
  await trx.deleteFrom('form_attempts').where('at', '<=', since(day)).execute();
  return true;
}

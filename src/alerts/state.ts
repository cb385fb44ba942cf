import type { Kysely } from 'kysely';
import type { Tables } from '../schema.ts';

/** What is remembered under a name; null when nothing is. */
export async function readState(trx: Kysely<Tables>, key: string): Promise<string | null> {
  const row = await trx.selectFrom('state').select('value').where('key', '=', key).executeTakeFirst();
  return row?.value ?? null;
}

/** Remembers a value in place of the one before. */
export async function rememberState(trx: Kysely<Tables>, key: string, value: string): Promise<void> {
  await trx
    .insertInto('state')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}

/** In `state` from a restore until the content was seen: what it holds then counts as announced. */
export const restoredKey = 'restored';

import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Tables } from '../schema.ts';

const Phase = z.object({ name: z.string(), seconds: z.number(), failure: z.string().nullable() });
export type Phase = z.infer<typeof Phase>;

const Drill = z.object({
  at: z.string(),
  /** Whether data came back, a person was timed, or only mail was tried. */
  kind: z.enum(['restore', 'by hand', 'mail']),
  /** What was rehearsed: `newest copy at file:/…`, `by hand`, … */
  what: z.string(),
  seconds: z.number(),
  /** Who would have been told; null where that was not counted. */
  people: z.number().nullable(),
  phases: z.array(Phase),
});
export type Drill = z.infer<typeof Drill>;

const key = 'drills';
const mostKept = 200;

/** Every rehearsal on record, the oldest first. */
export async function readDrills(db: Kysely<Tables>): Promise<Drill[]> {
  const row = await db.selectFrom('state').select('value').where('key', '=', key).executeTakeFirst();
  return row === undefined ? [] : z.array(Drill).parse(JSON.parse(row.value));
}

export async function recordDrills(trx: Kysely<Tables>, drills: readonly Drill[]): Promise<void> {
  const value = JSON.stringify([...(await readDrills(trx)), ...drills].slice(-mostKept));
  await trx
    .insertInto('state')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}

/** A site that is rehearsed shows what was published, and that knew of no drill. */
export async function forgetDrills(trx: Kysely<Tables>): Promise<void> {
  await trx.deleteFrom('state').where('key', '=', key).execute();
}

/** The last one that shows that recovery works; that mail goes out says nothing of it. */
export function lastGood(drills: readonly Drill[], target: number | null): Drill | undefined {
  return drills.findLast((drill) => drill.kind !== 'mail' && isGood(drill, target));
}

/** Nothing failed, and it took no longer than `target` milliseconds. */
export function isGood({ phases, seconds }: Drill, target: number | null): boolean {
  return phases.every(({ failure }) => failure === null) && (target === null || seconds * 1000 <= target);
}

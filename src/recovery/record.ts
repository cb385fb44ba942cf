import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Tables } from '../schema.ts';

const Counts = z.object({
  people: z.number(),
  suppressions: z.number(),
  announcements: z.number(),
  events: z.number(),
});
export type Counts = z.infer<typeof Counts>;

const Failure = z.object({ at: z.number(), reason: z.string() }).nullable();

/** What is known of a target: `backup <label>` in `state`. */
const BackupRecord = z.object({
  /** The newest copy there that was read back and checked. */
  copy: z
    .object({ name: z.string(), checkedAt: z.number(), size: z.number(), counts: Counts, seconds: z.number() })
    .nullable(),
  /** What the copy before it had, as long as the newest has suspiciously less of it. */
  fallen: z.array(z.string()),
  /** Up to which event it has everything, and since when that is so. */
  events: z.number(),
  eventsAt: z.number(),
  /** Why the newest copy is not there, and why newest events are not. */
  failure: Failure,
  eventsFailure: Failure,
});
export type BackupRecord = z.infer<typeof BackupRecord>;

const fresh: BackupRecord = { copy: null, fallen: [], events: 0, eventsAt: 0, failure: null, eventsFailure: null };

/** What is known of a target; nothing yet of a new one. */
export async function readRecord(db: Kysely<Tables>, label: string): Promise<BackupRecord> {
  const row = await db.selectFrom('state').select('value').where('key', '=', `backup ${label}`).executeTakeFirst();
  const known = row === undefined ? null : BackupRecord.safeParse(JSON.parse(row.value));
  return known?.data ?? fresh;
}

export async function writeRecord(trx: Kysely<Tables>, label: string, record: BackupRecord): Promise<void> {
  const value = JSON.stringify(record);
  await trx
    .insertInto('state')
    .values({ key: `backup ${label}`, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}

/** Less than so much of what was there before, and more than a few rows, is no ordinary day. */
const mostFall = 0.05;
const fewRows = 3;
const mostShrinking = 0.2;
const someBytes = 1_000_000;

/** In what a new copy has suspiciously less than the one before it. */
export function whatFell(
  before: Pick<NonNullable<BackupRecord['copy']>, 'size' | 'counts'>,
  now: Pick<NonNullable<BackupRecord['copy']>, 'size' | 'counts'>,
): string[] {
  const counts = (Object.keys(before.counts) as (keyof Counts)[]).flatMap((name) => {
    const [had, has] = [before.counts[name], now.counts[name]];
    const isFall = had - has > fewRows && had - has >= had * mostFall;
    return isFall ? [`${name} fell from ${had} to ${has}`] : [];
  });
  const shrank = before.size - now.size > Math.max(someBytes, before.size * mostShrinking);
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
  return shrank ? [...counts, `the copy shrank from ${megabytes(before.size)} to ${megabytes(now.size)} MB`] : counts;
}

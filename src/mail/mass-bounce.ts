import type { Kysely } from 'kysely';
import type { Tables } from '../schema.ts';
import { hold } from './holds.ts';
import { announcementIds } from './live.ts';
import { lift, suppressedOutcome, suppressionHash } from './suppressions.ts';

/** More than this part of what went out of an announcement, and more than so many, cannot all be people who have moved. */
const massPart = 0.05;
const massLeast = 10;

/** Of this announcement nothing is counted any more: its mails came back in a mass. */
export async function isMassBounce(trx: Kysely<Tables>, announcement: number | null): Promise<boolean> {
  if (announcement === null) return false;
  const row = trx.selectFrom('mass_bounces').select('announcement_id').where('announcement_id', '=', announcement);
  return (await row.executeTakeFirst()) !== undefined;
}

/**
 * When that many mails of an announcement have come back, writes it down, holds the rest until somebody has looked, and says
 * so. Once it is released, it is not held for this again.
 */
export async function noteMassBounce(
  trx: Kysely<Tables>,
  announcement: number | null,
  code: string,
  at: string,
): Promise<boolean> {
  if (announcement === null) return false;
  const { bounced } = await trx
    .selectFrom('bounces')
    .select((eb) => eb.fn.countAll<number>().as('bounced'))
    .where('announcement_id', '=', announcement)
    .where('kind', 'in', ['hard', 'ambiguous'])
    .executeTakeFirstOrThrow();
  // Of many, not at each: all that went out must be counted.
  if (bounced <= massLeast || bounced % Math.ceil(bounced / 20) !== 0) return false;
  const { sent, notice } = await trx
    .selectFrom('deliveries')
    .select((eb) => [eb.fn.countAll<number>().as('sent'), eb.fn.max('notice_id').as('notice')])
    .where('announcement_id', '=', announcement)
    .where('state', 'in', ['accepted', 'refused', 'unknown'])
    .executeTakeFirstOrThrow();
  if (notice === null || bounced <= sent * massPart) return false;
  await trx
    .insertInto('mass_bounces')
    .values({ announcement_id: announcement, notice_id: notice, bounced, owed: sent, code, at })
    .execute();
  await hold(trx, { notice, announcement, reason: 'many_bounces' }, Date.parse(at));
  return true;
}

/** Takes back what this announcement alone did: who was suppressed by it is not, and what waited for them waits again. */
export async function endMassBounce(
  { trx, key, now }: { trx: Kysely<Tables>; key: Uint8Array; now: number },
  announcement: number | null,
): Promise<void> {
  const people = await trx
    .selectFrom('subscribers as s')
    .innerJoin('deliveries as d', 'd.subscriber_id', 's.id')
    .select(['s.id', 's.address_key as addressKey'])
    .where('d.announcement_id', '=', announcement)
    .where('s.suppressed', '=', 'bounce')
    .execute();
  for (const { id, addressKey } of people) {
    const bounced = await trx
      .selectFrom('bounces')
      .select('id')
      .where('address_hash', '=', suppressionHash(key, addressKey))
      .where('announcement_id', '=', announcement)
      .executeTakeFirst();
    if (bounced === undefined) continue;
    await lift({ trx, key, now }, addressKey, 'mass');
    await trx
      .updateTable('deliveries')
      .set({ state: 'waiting', last_outcome: null, settled_at: null, next_try_at: new Date(now).toISOString() })
      .where('announcement_id', 'in', announcementIds(trx))
      .where('subscriber_id', '=', id)
      .where('state', '=', 'left')
      .where('last_outcome', '=', suppressedOutcome)
      .execute();
  }
}

import type { Kysely } from 'kysely';
import type { Tables } from '../schema.ts';

/** Mailbox companies warn from here on; of few mails a few complaints say nothing yet. */
const warnedPart = 0.001;
const leastComplaints = 3;

export interface Complaints {
  readonly announcement: number;
  readonly notice: string;
  readonly complaints: number;
  readonly accepted: number;
}

/** Announcements of which more than 0.1 % of those who got them say that they are spam. */
export async function manyComplaints(db: Kysely<Tables>): Promise<readonly Complaints[]> {
  const found = await db
    .selectFrom('bounces as b')
    .innerJoin('announcements as a', 'a.id', 'b.announcement_id')
    .select((eb) => ['a.id', 'a.notice_id as notice', eb.fn.countAll<number>().as('complaints')])
    .where('b.kind', '=', 'complaint')
    .groupBy(['a.id', 'a.notice_id'])
    .having((eb) => eb.fn.countAll(), '>=', leastComplaints)
    .execute();
  const many: Complaints[] = [];
  for (const { id, notice, complaints } of found) {
    const { accepted } = await db
      .selectFrom('deliveries')
      .select((eb) => eb.fn.countAll<number>().as('accepted'))
      .where('announcement_id', '=', id)
      .where('state', '=', 'accepted')
      .executeTakeFirstOrThrow();
    // Shrunk to a number, it is 90 days old.
    if (accepted > 0 && complaints > accepted * warnedPart)
      many.push({ announcement: id, notice, complaints, accepted });
  }
  return many;
}

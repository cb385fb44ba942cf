import { hash as digest } from 'node:crypto';
import { sql, type Kysely, type Selectable } from 'kysely';
import type { Tables } from './schema.ts';

export type Event = Selectable<Tables['events']>;
export type UnsealedEvent = Omit<Event, 'hash'>;

/** What the first event follows on. */
export const noEvents = { id: 0, hash: '0'.repeat(64) } as const;

/** So many at a time: an import writes a hundred thousand in one transaction. */
const atOnce = 500;

/** The hash of an event that follows on another. */
export function chainHash(before: string, { id, kind, subject, detail }: UnsealedEvent): string {
  return digest('sha256', `${before}\n${id}\n${kind}\n${subject}\n${detail}`);
}

/** Chains the events that this transaction wrote. Every writing transaction ends with it. */
export async function sealEvents(trx: Kysely<Tables>): Promise<void> {
  for (;;) {
    const open = await trx.selectFrom('events').select(['id', 'kind', 'subject', 'detail']).where('hash', 'is', null).orderBy('id').limit(atOnce).execute(); // prettier-ignore
    const [first] = open;
    if (first === undefined) return;
    const last = trx
      .selectFrom('events')
      .select('hash')
      .where('id', '=', first.id - 1);
    let hash = (await last.executeTakeFirst())?.hash ?? noEvents.hash;
    const sealed = open.map((event) => sql`(${event.id}, ${(hash = chainHash(hash, event))})`);
    await sql`WITH sealed (id, hash) AS (VALUES ${sql.join(sealed)})
      UPDATE events SET hash = sealed.hash FROM sealed WHERE events.id = sealed.id`.execute(trx);
    if (open.length < atOnce) return;
  }
}

/** The newest event: how far the chain goes. */
export async function newestEvent(db: Kysely<Tables>): Promise<{ readonly id: number; readonly hash: string }> {
  const row = await db.selectFrom('events').select(['id', 'hash']).orderBy('id', 'desc').limit(1).executeTakeFirst();
  return row === undefined ? noEvents : { id: row.id, hash: row.hash ?? '' };
}

import type { Kysely } from 'kysely';
import { openCopy } from '../database-copy.ts';
import { UserError } from '../errors.ts';
import { chainHash, noEvents } from '../event-chain.ts';
import type { Tables } from '../schema.ts';
import type { Manifest } from './manifest.ts';

/** What a copy of the database holds. */
export type DatabaseFacts = Pick<Manifest, 'schema' | 'rows' | 'events' | 'people'>;

const atOnce = 20_000;

/**
 * Looks at all of a copy of the database: pages, references, rows, and the chain of events from the first to the last.
 * Throws UserError `invalid` with what is wrong.
 */
export async function readDatabaseFacts(file: string): Promise<DatabaseFacts> {
  const { db, schema, rows, close } = openCopy(file);
  try {
    return { schema, rows, events: await walkChain(db), people: await countPeople(db) };
  } finally {
    close();
  }
}

/** Throws UserError `invalid` unless a database is what its manifest says of it. */
export function expectFacts(found: DatabaseFacts, promised: DatabaseFacts): void {
  for (const [table, count] of Object.entries(promised.rows)) {
    const there = found.rows[table] ?? 0;
    if (there !== count) throw new UserError('invalid', `${table} has ${there} rows, and ${count} when it was made`);
  }
  if (found.schema !== promised.schema) {
    throw new UserError('invalid', `its schema is ${found.schema}, and ${promised.schema} when it was made`);
  }
  if (found.events.id !== promised.events.id || found.events.hash !== promised.events.hash) {
    throw new UserError('invalid', 'its newest event is not the one it had when it was made');
  }
  if (found.people !== promised.people) {
    throw new UserError('invalid', `${found.people} people would be told, and ${promised.people} when it was made`);
  }
}

/** Who would be told of something that concerns everybody. */
export async function countPeople(db: Kysely<Tables>): Promise<number> {
  const people = db.selectFrom('subscribers').where('status', '=', 'confirmed').where('suppressed', 'is', null);
  const { count } = await people.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
  return Number(count);
}

async function walkChain(db: Kysely<Tables>): Promise<{ readonly id: number; readonly hash: string }> {
  let last: { readonly id: number; readonly hash: string } = noEvents;
  for (;;) {
    const some = await db.selectFrom('events').selectAll().where('id', '>', last.id).orderBy('id').limit(atOnce).execute(); // prettier-ignore
    for (const event of some) {
      if (event.id !== last.id + 1) throw new UserError('invalid', `after event ${last.id} comes event ${event.id}: some are missing`); // prettier-ignore
      const hash = chainHash(last.hash, event);
      if (event.hash !== hash) throw new UserError('invalid', `event ${event.id} does not follow on the one before it`);
      last = { id: event.id, hash };
    }
    if (some.length < atOnce) return last;
  }
}

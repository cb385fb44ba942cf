import type { Kysely, KyselyPlugin } from 'kysely';
import type { Database } from '../../src/database.ts';
import type { Tables } from '../../src/schema.ts';

/** A database that notes what is asked of it: which statements, in what order, in which transaction, each with its number of values. */
export function countedDatabase(database: Database) {
  const work: string[] = [];
  const noting = (db: Kysely<Tables>): KyselyPlugin => ({
    transformQuery: ({ node, queryId }) => {
      const { sql, parameters } = db.getExecutor().compileQuery(node, queryId);
      work.push(`  ${sql} (${parameters.length})`);
      return node;
    },
    transformResult: async ({ result }) => result,
  });
  const counted: Database = {
    ...database,
    read: (fn) => database.read((db) => (work.push('read'), fn(db.withPlugin(noting(db))))),
    write: (fn) => database.write((trx) => (work.push('write'), fn(trx.withPlugin(noting(trx))))),
  };
  return { counted, takeWork: () => work.splice(0) };
}

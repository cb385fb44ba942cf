import BetterSqlite from 'better-sqlite3';
import { Kysely } from 'kysely';
import { applicationId } from './database-file.ts';
import { keepingDialect } from './database-dialect.ts';
import { UserError } from './errors.ts';
import { migrations } from './migrations.ts';
import type { Tables } from './schema.ts';

/** A copy of the database, opened to be looked at: nothing in it changes. */
export interface DatabaseCopy {
  readonly db: Kysely<Tables>;
  /** The version of its schema. */
  readonly schema: number;
  /** How many rows each table has. */
  readonly rows: Readonly<Record<string, number>>;
  readonly close: () => void;
}

/**
 * Writes what is committed at this moment into a new file, whole and compact, while others go on writing: `VACUUM INTO`, since
 * the backup of SQLite begins again with every commit, and copying the file misses its log. Blocks the thread.
 */
export function copyDatabase(file: string, target: string): void {
  const source = new BetterSqlite(file, { readonly: true, timeout: 60_000 });
  try {
    source.prepare('VACUUM INTO ?').run(target);
  } finally {
    source.close();
  }
}

/**
 * Opens a copy after looking at it all: whether it is ours, of a schema that we know, sound in its pages and its references.
 * Throws UserError `invalid` with the reason.
 */
export function openCopy(file: string): DatabaseCopy {
  let database: BetterSqlite.Database | undefined;
  try {
    database = new BetterSqlite(file, { readonly: true, fileMustExist: true });
    // 64 MB: each row of each table is looked up in each index, and reading pages anew is half of that.
    database.pragma('cache_size = -65536');
    const schema = expectSound(database);
    const tables = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`).pluck().all() as string[]; // prettier-ignore
    const count = (table: string) => database?.prepare(`SELECT count(*) FROM "${table}"`).pluck().get() as number;
    const rows = Object.fromEntries(tables.map((table) => [table, count(table)]));
    const opened = database;
    return { db: new Kysely<Tables>({ dialect: keepingDialect(opened) }), schema, rows, close: () => opened.close() };
  } catch (error) {
    database?.close();
    if (error instanceof UserError) throw error;
    throw new UserError('invalid', `its database cannot be read (${(error as Error).message})`, { cause: error });
  }
}

function expectSound(database: BetterSqlite.Database): number {
  const ask = (pragma: string) => database.pragma(pragma, { simple: true });
  if (ask('application_id') !== applicationId) throw new UserError('invalid', 'its database is none of ours');
  const schema = Number(ask('user_version'));
  if (schema > migrations.length) {
    throw new UserError('invalid', `its database was written by a newer Noroshi (schema ${schema}, ours is ${migrations.length}): install that version`); // prettier-ignore
  }
  const answer = ask('integrity_check');
  if (answer !== 'ok') throw new UserError('invalid', `its database is damaged: ${String(answer)}`);
  const loose = (database.pragma('foreign_key_check') as unknown[]).length;
  if (loose > 0) throw new UserError('invalid', `${loose} rows of its database belong to rows that are missing`);
  return schema;
}

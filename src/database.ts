import BetterSqlite from 'better-sqlite3';
import { Kysely } from 'kysely';
import { chmodSync, statSync } from 'node:fs';
import { keepingDialect } from './database-dialect.ts';
import { applicationId, DatabaseLost, watchFile } from './database-file.ts';
import { UserError } from './errors.ts';
import { sealEvents } from './event-chain.ts';
import { migrations } from './migrations.ts';
import type { Tables } from './schema.ts';

export { DatabaseLost } from './database-file.ts';

export interface Database {
  /** Reads what was committed, never waiting for a transaction under way. Writing through it is an error. */
  readonly read: <T>(fn: (db: Kysely<Tables>) => Promise<T>) => Promise<T>;
  /**
   * One transaction, begun IMMEDIATE, one after the other. What it returns is durable when the promise resolves.
   * Await nothing but statements in it, and never another `write`: that would wait for itself.
   */
  readonly write: <T>(fn: (trx: Kysely<Tables>) => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
}

/**
 * Opens the database, and brings its schema up to date. With `create` it may be new; else a missing, empty or foreign file is
 * DatabaseLost, so that nobody's subscription is ever replaced by an empty list. A schema newer than ours is a UserError.
 */
export function openDatabase(needs: { readonly file: string; readonly create?: boolean }): Database {
  const { file } = needs;
  const isNew = needs.create === true && (statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0;
  if (!isNew) expectDatabase(file);
  const writer = guarded(file, () => connect(file, { fileMustExist: !isNew }));
  let compare: () => void;
  let reader: BetterSqlite.Database;
  try {
    guarded(file, () => migrate(writer, file));
    chmodSync(file, 0o600);
    compare = watchFile(file);
    reader = guarded(file, () => connect(file, { readonly: true }));
  } catch (error) {
    writer.close();
    throw error;
  }
  const writing = new Kysely<Tables>({ dialect: keepingDialect(writer) });
  const reading = new Kysely<Tables>({ dialect: keepingDialect(reader) });
  const checked = async <T>(work: () => Promise<T>): Promise<T> => {
    compare();
    const result = await work().catch((error: unknown) => {
      throw explained(file, error);
    });
    compare(); // what went into a file that has vanished meanwhile is not stored
    return result;
  };
  return {
    read: (fn) => checked(() => fn(reading)),
    write: (fn) =>
      checked(() =>
        writing.transaction().execute(async (trx) => {
          const result = await fn(trx);
          await sealEvents(trx);
          return result;
        }),
      ),
    close: async () => {
      await reading.destroy();
      await writing.destroy();
      // Kysely closes only what it has used.
      reader.close();
      writer.close();
    },
  };
}

/**
 * Says kindly what is wrong with a file that should be our database. Throws DatabaseLost. Only SQLite opens it: closing a
 * descriptor of our own would drop the locks that this process holds on the file.
 */
function expectDatabase(file: string): void {
  const remedy = 'Restore the data folder from a backup; an empty list of subscribers would look as if all were well.';
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (size === undefined) throw new DatabaseLost(`${file} is missing although there once was one. ${remedy}`);
  if (size === 0) throw new DatabaseLost(`${file} is empty, 0 bytes. ${remedy}`);
  const found = guarded(file, () => {
    const database = new BetterSqlite(file, { readonly: true });
    try {
      return database.pragma('application_id', { simple: true });
    } finally {
      database.close();
    }
  });
  if (found !== applicationId) throw new DatabaseLost(`${file} is not a database of Noroshi. ${remedy}`);
}

/** SQLite forgets most of this with each connection; better-sqlite3 would even fall back to `synchronous=NORMAL`. */
function connect(file: string, options: BetterSqlite.Options): BetterSqlite.Database {
  const database = new BetterSqlite(file, options);
  try {
    // The log is copied into the file when 32 MB are full: what 100,000 people are owed fits, and its commit need not wait for it.
    const settings = {
      journal_mode: 'wal',
      synchronous: 2,
      foreign_keys: 1,
      busy_timeout: 5000,
      // In KiB, for each connection; better-sqlite3 would have 16 MB, which filling the ledger uses up and nothing gives back.
      cache_size: -4000,
      wal_autocheckpoint: 8000,
    };
    for (const [name, value] of Object.entries(settings)) {
      if (!(options.readonly === true && name === 'journal_mode')) database.pragma(`${name} = ${value}`);
      const actual = database.pragma(name, { simple: true });
      if (actual !== value) throw new Error(`${file}: ${name} is ${String(actual)}, not ${value}`);
    }
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function migrate(database: BetterSqlite.Database, file: string): void {
  const run = database.transaction(() => {
    const version = Number(database.pragma('user_version', { simple: true }));
    if (version > migrations.length) {
      throw new UserError('conflict', `${file} was written by a newer Noroshi (schema ${version}, ours is ${migrations.length}). Install that version or a later one.`); // prettier-ignore
    }
    for (const migration of migrations.slice(version)) database.exec(migration);
    database.pragma(`application_id = ${applicationId}`);
    database.pragma(`user_version = ${migrations.length}`);
  });
  run.immediate();
  // Into the file itself: from now on a length of nothing is a loss, and the log beside it exists.
  database.pragma('wal_checkpoint(PASSIVE)');
}

function guarded<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw explained(file, error);
  }
}

/** Faults of the file and the disk are "unavailable"; a broken constraint or our own mistake stays what it is. */
function explained(file: string, error: unknown): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  if (error instanceof UserError || typeof code !== 'string') return error;
  const what = `${file} cannot be used (${code}). Nothing was stored.`;
  // The file is there and will do again: another program holds it for long, or the disk is full.
  if (/^SQLITE_(BUSY|FULL|NOMEM|PROTOCOL)/.test(code)) return new UserError('unavailable', what, { cause: error });
  const isLost = /^SQLITE_(IOERR|CORRUPT|NOTADB|CANTOPEN|READONLY|PERM|AUTH)|^E[A-Z]+$/.test(code);
  return isLost ? new DatabaseLost(what, { cause: error }) : error;
}

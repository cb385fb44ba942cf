import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { Database } from '../database.ts';
import { UserError } from '../errors.ts';
import { openInstalledDatabase, readInstallation } from '../installation.ts';

/**
 * Works on the database beside the running program, without its lock: only short transactions, so that mail goes on. A
 * command never makes a data folder or a database: that would hide a wrong DATA_DIR. Throws UserError.
 */
export async function withDatabase<Result>(
  { DATA_DIR }: Pick<Config, 'DATA_DIR'>,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  const isThere = existsSync(join(DATA_DIR, 'installation.json')) && readInstallation(DATA_DIR).database;
  if (!isThere) {
    const cure = 'Set DATA_DIR to the folder of the running program, or start it once: npm start';
    throw new UserError('unavailable', `There is no database in ${DATA_DIR}. ${cure}`);
  }
  const database = openInstalledDatabase(DATA_DIR);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

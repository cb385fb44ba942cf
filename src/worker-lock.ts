import BetterSqlite from 'better-sqlite3';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from './errors.ts';

/**
 * One sender per data folder: holds `worker.lock`, a little SQLite file, in an open EXCLUSIVE transaction, so that a second
 * worker is refused whether it is a thread or a process, and the system lets go when the holder dies, by SIGKILL too. Gives
 * what releases it. Throws UserError when another holds it. Nothing in our own process may open this file in another way:
 * closing that descriptor would drop the lock (POSIX).
 */
export function lockWorker(folder: string): () => void {
  const file = join(folder, 'worker.lock');
  const lock = new BetterSqlite(file, { timeout: 0 });
  try {
    chmodSync(file, 0o600);
    lock.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    const isHeld = (cause as { code?: unknown }).code === 'SQLITE_BUSY';
    if (!isHeld) throw cause;
    throw new UserError(
      'conflict',
      `Another Noroshi is already sending mail from ${folder}. Stop it first, or set another DATA_DIR.`,
      { cause },
    );
  }
  return () => lock.close();
}

import BetterSqlite from 'better-sqlite3';
import { chmodSync } from 'node:fs';

/**
 * Holds a little SQLite file in an open EXCLUSIVE transaction, so that a second holder is refused whether it is a thread or a
 * process, and the system lets go when the holder dies, by SIGKILL too. Gives what releases it; null when another holds it.
 * Nothing in our own process may open this file in another way: closing that descriptor would drop the lock (POSIX).
 */
export function tryLock(file: string): (() => void) | null {
  const lock = new BetterSqlite(file, { timeout: 0 });
  try {
    chmodSync(file, 0o600);
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if ((error as { code?: unknown }).code === 'SQLITE_BUSY') return null;
    throw error;
  }
  return () => lock.close();
}

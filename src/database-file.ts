import { statSync } from 'node:fs';
import { UserError } from './errors.ts';

/** "Nros" in the file's header: tells our database from any other SQLite file. */
export const applicationId = 0x4e726f73;

/** The database is not there as it was opened. Nothing was stored, and nobody may be told otherwise. */
export class DatabaseLost extends UserError {
  constructor(message: string, options?: ErrorOptions) {
    super('unavailable', message, options);
    this.name = 'DatabaseLost';
  }
}

/**
 * Compares the file on disk with the one that was opened, because SQLite does not notice that its file was deleted, replaced
 * or cut: it goes on writing into a file that nobody will ever see again. The log beside it (`-wal`) holds what was
 * committed last, so it is compared as well. The database only grows, since we never VACUUM it while it is open.
 * Call once right after opening, with the log already there; the answer throws DatabaseLost when something differs.
 */
export function watchFile(file: string): () => void {
  const opened = look(file, 'the database');
  const log = look(`${file}-wal`, 'the log of the database');
  let largest = opened.size;
  return () => {
    const now = look(file, 'the database');
    if (now.ino !== opened.ino || now.dev !== opened.dev) throw lost(file, 'was replaced while it was open');
    if (now.size < largest) throw lost(file, 'was cut short while it was open');
    const logNow = look(`${file}-wal`, 'the log of the database');
    if (logNow.ino !== log.ino) throw lost(`${file}-wal`, 'was replaced while it was open');
    largest = now.size;
  };
}

function look(file: string, what: string) {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) throw lost(file, `is gone (${what})`);
  // Root could still read it, but whoever took the permissions away meant something.
  if ((found.mode & 0o600) !== 0o600) throw lost(file, 'may not be read and written by its owner any more (chmod 600)');
  return found;
}

function lost(file: string, what: string): DatabaseLost {
  return new DatabaseLost(
    `${file} ${what}. Nothing is stored until it is back: restore the data folder from a backup.`,
  );
}

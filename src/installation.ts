import { randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, renameSync, unlinkSync, writeSync } from 'node:fs'; // prettier-ignore
import { join } from 'node:path';
import { z } from 'zod';
import { DatabaseLost, openDatabase, type Database } from './database.ts';
import { UserError } from './errors.ts';

/** `installation.json` in the data folder: who we are, and what this folder once held and must never quietly get anew. */
const Installation = z.object({
  /** Stays for good, through every restore. */
  installation: z.string(),
  /** This running copy; a restored folder gets a new one. */
  instance: z.string(),
  database: z.boolean(),
  key: z.boolean(),
});
export type Installation = z.infer<typeof Installation>;

/** The data folder, made when it is new, closed to others. Throws UserError when its `installation.json` cannot be read. */
export function readInstallation(folder: string): Installation {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const known = parse(folder);
  if (known !== null) return known;
  const fresh: Installation = { installation: randomUUID(), instance: randomUUID(), database: false, key: false };
  writeOnce(join(folder, 'installation.json'), print(fresh));
  return parse(folder) ?? fresh;
}

/** The folder's database, created only if there never was one. Throws DatabaseLost. */
export function openInstalledDatabase(folder: string): Database {
  const { database } = readInstallation(folder);
  try {
    const opened = openDatabase({ file: join(folder, 'noroshi.db'), create: !database });
    if (!database) remember(folder, 'database');
    return opened;
  } catch (error) {
    if (!(error instanceof DatabaseLost)) throw error;
    const cure = `If the list is lost for good, rename ${folder} as a whole and start again: you then begin with no subscribers.`;
    throw new DatabaseLost(`${error.message} ${cure}`, { cause: error });
  }
}

/**
 * What links in mails are signed with: the content of SECRET_KEY_FILE, else of `secret.key` in the data folder, made at the
 * first start. A folder that had one and lost it gets no other, since every link already mailed would die. Throws UserError.
 */
export function secretKey(config: {
  readonly DATA_DIR: string;
  readonly SECRET_KEY_FILE?: string | undefined;
}): Buffer {
  const { DATA_DIR, SECRET_KEY_FILE } = config;
  const file = SECRET_KEY_FILE ?? join(DATA_DIR, 'secret.key');
  const { key } = readInstallation(DATA_DIR);
  const isOurs = SECRET_KEY_FILE === undefined;
  if (isOurs && !key) writeOnce(file, `${randomBytes(32).toString('base64url')}\n`);
  const text = read(file);
  if (text === null) {
    const cure = isOurs
      ? 'Restore it from a backup: with another one no link in a mail already sent would work.'
      : 'Correct SECRET_KEY_FILE.';
    throw new UserError('unavailable', `${file} is missing. ${cure}`);
  }
  if (text.length < 32)
    throw new UserError(
      'unavailable',
      `${file} is too short to be a key: 32 characters at least. Restore it from a backup.`,
    );
  if (isOurs && !key) remember(DATA_DIR, 'key');
  return Buffer.from(text);
}

function parse(folder: string): Installation | null {
  const file = join(folder, 'installation.json');
  const text = read(file);
  if (text === null) return null;
  try {
    return Installation.parse(JSON.parse(text));
  } catch (cause) {
    throw new UserError('unavailable', `${file} cannot be read. Restore the data folder from a backup.`, { cause });
  }
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return null;
    throw new UserError('unavailable', `${file} cannot be read (${String((error as { code?: unknown }).code)}).`, {
      cause: error,
    });
  }
}

function remember(folder: string, what: 'database' | 'key'): void {
  writeInstallation(folder, { ...readInstallation(folder), [what]: true });
}

/** Says in a data folder, durably and in place of what it said, whose it is and what it holds. */
export function writeInstallation(folder: string, installation: Installation): void {
  const file = join(folder, 'installation.json');
  renameSync(writeBeside(file, print(installation)), file);
  syncFolder(folder);
}

/** A whole file or none, and never over one that is there: whoever comes second finds the first one's. */
function writeOnce(file: string, text: string): void {
  const temporary = writeBeside(file, text);
  try {
    linkSync(temporary, file);
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(temporary);
  }
  syncFolder(join(file, '..'));
}

function writeBeside(file: string, text: string): string {
  const temporary = `${file}.${randomUUID()}`;
  const descriptor = openSync(temporary, 'wx', 0o600);
  writeSync(descriptor, text);
  fsyncSync(descriptor);
  closeSync(descriptor);
  return temporary;
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}

function print(installation: Installation): string {
  return `${JSON.stringify(installation, null, 2)}\n`;
}

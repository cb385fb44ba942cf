import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Mails that came back and that only a person can read. */
export interface UnreadBounces {
  readonly folder: string;
  readonly count: number;
  /** When the newest came. */
  readonly newest: string;
}

const mostKept = 500;

/** Where they lie, one file each, until somebody has read them and deletes them. */
export function unreadFolder(dataDir: string): string {
  return join(dataDir, 'unread-bounces');
}

/** Keeps one, the same one once. Only the newest stay, so that nobody can fill the disk with answers. Gives its path. */
export function keepUnread(folder: string, raw: Uint8Array, now: number): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const name = createHash('sha256').update(raw).digest('hex').slice(0, 12);
  const known = mailsIn(folder).find((file) => file.includes(name));
  if (known !== undefined) return join(folder, known);
  for (const old of mailsIn(folder).slice(0, -(mostKept - 1))) rmSync(join(folder, old), { force: true });
  const path = join(folder, `${new Date(now).toISOString().replaceAll(':', '')}-${name}.eml`);
  writeFileSync(`${path}.new`, raw, { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
  return path;
}

/** Null when there are none. */
export function unreadBounces(folder: string): UnreadBounces | null {
  const mails = mailsIn(folder);
  const newest = mails.at(-1);
  if (newest === undefined) return null;
  return { folder, count: mails.length, newest: newest.slice(0, 10) };
}

function mailsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => file.endsWith('.eml'));
  return files.toSorted();
}

import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '../database.ts';
import { UserError } from '../errors.ts';
import { tryLock } from '../file-lock.ts';
import { makeCopy, type CopyNeeds } from './make-copy.ts';
import { copyName, type Manifest } from './manifest.ts';
import { readRecord, whatFell, writeRecord, type BackupRecord } from './record.ts';
import type { Target } from './target.ts';
import { verifyCopy } from './verify-copy.ts';

interface Needs extends CopyNeeds {
  readonly database: Database;
  readonly targets: readonly Target[];
  readonly now: () => number;
  /** What the newest copy has less of than the one before was meant. */
  readonly accept: boolean;
}

/** What became of the copy at one target. */
export interface BackedUp {
  readonly target: string;
  /** Why it is not there; null when it is, and was read back and checked. */
  readonly failure: string | null;
  readonly fallen: readonly string[];
  readonly seconds: number;
}

/**
 * Makes one copy and brings it to every target; then fetches it from there and checks what came back, since only that counts.
 * A target that fails does not keep the others from theirs. Throws UserError when no copy can be made, or another backup runs.
 */
export async function backup(needs: Needs): Promise<{ readonly manifest: Manifest; readonly targets: BackedUp[] }> {
  const { config, targets, now } = needs;
  const release = tryLock(join(config.DATA_DIR, 'backup.lock'));
  if (release === null) throw new UserError('conflict', 'Another backup is running. Wait until it has ended.');
  const work = join(config.DATA_DIR, 'backup-work');
  try {
    rmSync(work, { recursive: true, force: true }); // what a killed backup left; nobody else writes there
    // What another program wrote is not in the chain of events before the next write, and the copy would be refused.
    await needs.database.write(async () => {});
    const at = now();
    const name = copyName(at, randomUUID());
    const made = join(work, 'made');
    mkdirSync(made, { recursive: true, mode: 0o700 });
    const manifest = await makeCopy(needs, name, at, made);
    const done: BackedUp[] = [];
    for (const target of targets) done.push(await bringTo(target, needs, { manifest, work }));
    return { manifest, targets: done };
  } finally {
    rmSync(work, { recursive: true, force: true });
    release();
  }
}

async function bringTo(
  target: Target,
  needs: Needs,
  { manifest, work }: { readonly manifest: Manifest; readonly work: string },
): Promise<BackedUp> {
  const { database, installation, key, now, onStep } = needs;
  const { label } = target;
  const began = now();
  const before = await database.read((db) => readRecord(db, label));
  const seconds = () => (now() - began) / 1000;
  const note = (record: Partial<BackupRecord>) =>
    database.write(async (trx) => writeRecord(trx, label, { ...(await readRecord(trx, label)), ...record }));
  try {
    onStep(`${label}: writing`);
    if (before.copy !== null && (await target.owner()) === null) {
      throw new UserError('unavailable', `${label} is empty, and it had copies before. Find out who emptied it; then name another place in BACKUP_n.`); // prettier-ignore
    }
    await target.claim(installation.installation);
    await target.addCopy(manifest.name, join(work, 'made'));
    onStep(`${label}: reading it back`);
    const back = join(work, 'back');
    rmSync(back, { recursive: true, force: true });
    mkdirSync(back, { mode: 0o700 });
    await target.fetchCopy(manifest.name, back);
    await verifyCopy(back, { name: manifest.name, installation: installation.installation, key });
    const copy = { name: manifest.name, checkedAt: now(), seconds: seconds(), ...sizeOf(manifest) };
    const fell = before.copy === null || needs.accept ? [] : whatFell(before.copy, copy);
    const fallen = needs.accept ? [] : [...new Set([...before.fallen, ...fell])];
    const { id } = manifest.events;
    const reach = id >= before.events ? { events: id, eventsAt: Date.parse(manifest.made_at) } : {};
    await note({ copy, fallen, failure: null, ...reach });
    return { target: label, failure: null, fallen, seconds: seconds() };
  } catch (error) {
    const reason = sentenceOf(error, label);
    await note({ failure: { at: now(), reason } });
    return { target: label, failure: reason, fallen: before.fallen, seconds: seconds() };
  }
}

function sizeOf({ rows, people, files }: Manifest) {
  const count = (table: string) => rows[table] ?? 0;
  const counts = {
    people,
    suppressions: count('suppressions'),
    announcements: count('announcements'),
    events: count('events'),
  };
  return { counts, size: Object.values(files).reduce((sum, { size }) => sum + size, 0) };
}

/** What the system says of a full or read-only disk is clear enough; what is none of these is a mistake of ours. */
export function sentenceOf(error: unknown, label: string): string {
  const { code, message } = error as { readonly code?: unknown; readonly message: string };
  if (error instanceof UserError && error.code === 'invalid')
    return `${label}: what came back is not the copy: ${message}.`;
  if (error instanceof UserError) return message;
  if (code === 'ENOSPC') return `${label}: the disk is full. Clear old copies on that side.`;
  return `${label}: ${message}`;
}

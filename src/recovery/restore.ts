import { randomUUID } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { openDatabase } from '../database.ts';
import { UserError } from '../errors.ts';
import { readInstallation, writeInstallation } from '../installation.ts';
import { hold } from '../mail/holds.ts';
import { leavingJournal } from '../subscribers/leaving.ts';
import { chooseCopy, type Refused } from './choose-copy.ts';
import { syncAll, syncFolder, writeNew } from './durable.ts';
import type { Manifest } from './manifest.ts';
import { replaySegments, type Replayed } from './replay-segments.ts';
import type { Target } from './target.ts';
import { countPeople } from './verify-database.ts';

export interface RestoreNeeds {
  readonly dataDir: string;
  readonly targets: readonly Target[];
  readonly now: () => number;
  /** The newest copy that is not newer than this, and events until that. */
  readonly at: number;
  readonly until: number;
  /** Whose copies; null when the targets say it, or the data folder. */
  readonly installation: string | null;
  /** The key that it must have been made with; null when any will do. */
  readonly key: Uint8Array | null;
  readonly force: boolean;
  readonly dryRun: boolean;
  readonly onStep: (step: string) => void;
}

export interface Restored {
  readonly manifest: Manifest;
  readonly target: string;
  readonly replayed: Replayed;
  readonly refused: readonly Refused[];
  /** Who would be told of something that concerns everybody. */
  readonly people: number;
  /** Mails that waited when the copy was made: they may have gone out since. */
  readonly unknown: number;
  /** Where the folder that stood there before has been put. */
  readonly aside: string | null;
  /** The notices as they came. */
  readonly bundle: string | null;
}

const workName = 'restoring';
/** What a restore leaves where it is: who left while the database was away is in no copy, and notices are only added to. */
const staying = new Set([workName, 'content.git', basename(leavingJournal('.'))]);

/**
 * Brings a data folder back from the newest copy that passes every check, with what happened since. All work is done in a
 * folder inside it; what is moved into place last is the database, so that a restore that is killed leaves a folder with
 * which nothing starts, and that is simply restored once more. Throws UserError.
 */
export async function restore(needs: RestoreNeeds): Promise<Restored> {
  const { dataDir, targets, now, force, dryRun, onStep } = needs;
  const isNew = !existsSync(dataDir);
  const isUnfinished = existsSync(join(dataDir, workName, 'unfinished'));
  const isTaken = !isNew && readdirSync(dataDir).length > 0;
  if (isTaken && !isUnfinished && !force && !dryRun) {
    throw new UserError('conflict', `${dataDir} is not empty. Restore into an empty DATA_DIR, or with --force: then what is in it is put aside, not deleted.`); // prettier-ignore
  }
  const known = isTaken ? knownInstallation(dataDir) : null;
  const work = join(dataDir, dryRun ? 'restore-dry-run' : workName);
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true, mode: 0o700 });
  if (!dryRun) await writeNew(join(work, 'unfinished'), '');
  let isMoving = false;
  try {
    const wanted = { at: needs.at, installation: needs.installation ?? known, key: needs.key };
    const { chosen, refused } = await chooseCopy(targets, wanted, work, onStep);
    const { manifest, key, folder } = chosen;
    onStep('replaying what happened since');
    const { replayed, people, unknown } = await bringUpToDate(needs, { manifest, key, folder });
    const facts = { manifest, target: chosen.target.label, replayed, refused, people, unknown };
    if (dryRun) return { ...facts, aside: null, bundle: null };
    onStep('moving it into place');
    isMoving = true;
    const aside = putAside(dataDir, now());
    return { ...facts, aside, bundle: await moveIntoPlace(dataDir, folder, manifest) };
  } finally {
    // A folder whose old content is partly put aside stays marked, so that nobody takes it for whole.
    if (!isMoving) rmSync(isNew ? dataDir : work, { recursive: true, force: true });
  }
}

/** A folder that was damaged may still say whose it is. */
function knownInstallation(dataDir: string): string | null {
  return existsSync(join(dataDir, 'installation.json')) ? readInstallation(dataDir).installation : null;
}

/** Replays, pauses alerts, and closes what was under way, all in the database that still lies beside. */
async function bringUpToDate(
  { targets, until, now }: RestoreNeeds,
  { manifest, key, folder }: { readonly manifest: Manifest; readonly key: Uint8Array; readonly folder: string },
): Promise<{ readonly replayed: Replayed; readonly people: number; readonly unknown: number }> {
  const file = join(folder, 'noroshi.db');
  const database = openDatabase({ file });
  try {
    const at = now();
    const needs = { database, targets, installation: manifest.installation, key, until, now: at };
    const replayed = await replaySegments(needs);
    const unknown = await database.write(async (trx) => {
      await hold(trx, { notice: null, reason: 'restored' }, at);
      // What the content holds when it is first seen counts as announced (alerts/news.ts).
      await trx.insertInto('state').values({ key: 'restored', value: '' }).onConflict((conflict) => conflict.doNothing()).execute(); // prettier-ignore
      const owed = trx.updateTable('deliveries').where('state', 'in', ['waiting', 'in_flight']);
      const settled = { state: 'unknown', settled_at: new Date(at).toISOString(), last_outcome: 'restored' } as const;
      const { numUpdatedRows } = await owed.set(settled).executeTakeFirst();
      return Number(numUpdatedRows);
    });
    return { replayed, unknown, people: await database.read(countPeople) };
  } finally {
    await database.close();
  }
}

/** Never deleted: what is wrong with it may be less than what is wrong with the copy. Null when there was nothing. */
function putAside(dataDir: string, at: number): string | null {
  const names = readdirSync(dataDir).filter((name) => !staying.has(name) && !name.startsWith('before-'));
  if (names.length === 0) return null;
  const aside = join(dataDir, `before-${new Date(at).toISOString().replaceAll(/[:.]/g, '-')}`);
  mkdirSync(aside, { mode: 0o700 });
  for (const name of names) {
    // While it says that there was a database, nothing makes a new one.
    if (name === 'installation.json') copyFileSync(join(dataDir, name), join(aside, name));
    else renameSync(join(dataDir, name), join(aside, name));
  }
  return aside;
}

async function moveIntoPlace(dataDir: string, folder: string, manifest: Manifest): Promise<string | null> {
  await syncAll(folder);
  writeInstallation(dataDir, {
    installation: manifest.installation,
    instance: randomUUID(),
    database: true,
    key: true,
  });
  const move = (name: string, as = name) => renameSync(join(folder, name), join(dataDir, as));
  move('secret.key');
  move('settings.env', 'restored-settings.env');
  const hasNotices = manifest.content.kind !== 'none';
  if (hasNotices) move('incidents.bundle', 'restored-incidents.bundle');
  await syncFolder(dataDir);
  move('noroshi.db');
  await syncFolder(dataDir);
  rmSync(join(dataDir, workName), { recursive: true, force: true });
  return hasNotices ? join(dataDir, 'restored-incidents.bundle') : null;
}

import { execFile, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { Database } from '../database.ts';
import type { Installation } from '../installation.ts';
import type { Log } from '../log.ts';
import { backupHealth } from '../recovery/backup-health.ts';
import { openTargets } from '../recovery/open-targets.ts';
import { readRecord } from '../recovery/record.ts';
import { shipEvents } from '../recovery/ship.ts';

interface Needs {
  readonly config: Pick<Config, 'backups' | 'BACKUP_EVERY'>;
  /** The project's folder. */
  readonly root: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  readonly now: () => number;
}

/** What happened leaves this often, and this often a backup is tried again that failed. */
const shipEvery = 60_000;
const tryAgainAfter = 600_000;

/**
 * Sees to it that copies are made every BACKUP_EVERY, and that what happens in between leaves every minute. A copy is made by
 * the command in a process of its own: whatever becomes of it, mail goes on.
 */
export function createBackups({ config, root, environment, log, now }: Needs) {
  const stopping = new AbortController();
  const targets = openTargets(config.backups, environment, stopping.signal);
  const labels = targets.map(({ label }) => label);
  const startedAt = now();
  let shipAt = 0;
  let tryAt = 0;
  let running: ChildProcess | null = null;
  let shipping: Promise<void> | null = null;

  async function ship(database: Database, installation: Installation, key: Uint8Array): Promise<void> {
    for (const target of targets) {
      if (!stopping.signal.aborted) await shipEvents({ database, installation, key, now }, target);
    }
  }

  async function copyWhenDue(database: Database): Promise<void> {
    if (running !== null || now() < tryAt || targets.length === 0) return;
    const records = await database.read((db) => Promise.all(labels.map((label) => readRecord(db, label))));
    if (records.every(({ copy }) => copy !== null && now() - copy.checkedAt < config.BACKUP_EVERY)) return;
    tryAt = now() + Math.min(config.BACKUP_EVERY, tryAgainAfter);
    const began = now();
    running = execFile(process.execPath, [join(root, 'src/cli/main.ts'), 'backup', '--json'], (error, out, err) => {
      running = null;
      if (stopping.signal.aborted) return;
      const seconds = (now() - began) / 1000;
      if (error === null) log.info({ seconds }, 'a copy was made, brought away and checked');
      else log.error({ seconds, out: out.trim(), err: err.trim() }, 'the backup did not end well');
    });
  }

  return {
    /** Every half second while the database is open: does what is due, in the background. Throws DatabaseLost. */
    async look(database: Database, installation: Installation, key: Uint8Array): Promise<void> {
      await copyWhenDue(database);
      if (shipping !== null || now() < shipAt) return;
      shipAt = now() + shipEvery;
      shipping = ship(database, installation, key)
        .catch((error: unknown) => log.error({ err: error }, 'what happened could not be brought to the backups'))
        .finally(() => (shipping = null));
    },
    health: (database: Database) =>
      backupHealth(database, { labels, every: config.BACKUP_EVERY, startedAt, now: now() }),
    /** What is under way is broken off: a copy is whole or does not count. */
    async stop(): Promise<void> {
      stopping.abort();
      running?.kill();
      await shipping;
    },
  };
}

export type Backups = ReturnType<typeof createBackups>;

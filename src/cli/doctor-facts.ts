import { waitingState } from '../mail/live.ts';
import { stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { Config } from '../config.ts';
import type { Page } from '../incidents/page.ts';
import { drillEvery } from '../incidents/recovery-target.ts';
import type { HostFacts } from '../independence/readiness.ts';
import { openTargets } from '../recovery/open-targets.ts';
import { lastGood, readDrills } from '../recovery/drill-record.ts';
import { readRecord } from '../recovery/record.ts';
import type { Tables } from '../schema.ts';
import { withDatabase } from './open-ledger.ts';

interface Needs {
  readonly config: Config;
  readonly page: Page | null;
  readonly root: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: number;
  /** How far the clock is off, if somebody said what time it is. */
  readonly clockOff: number | null;
}

/** What is known of this host. What cannot be found out is null, never taken for good. */
export async function hostFacts(needs: Needs): Promise<HostFacts> {
  const { config, page, root, now, clockOff } = needs;
  const free = await statfs(config.DATA_DIR).catch(() => null);
  const built = await stat(join(root, 'dist/.noroshi')).catch(() => null);
  const stored = await withDatabase(config, ({ read }) => read((db) => storedFacts(db, needs))).catch(
    (error: Error) => ({ ...nothingStored, database: error.message }),
  );
  return {
    now,
    clockOff,
    isPublic: config.isPublic,
    providers: config.providers,
    staff: config.STAFF_EMAIL.length + (config.STAFF_HOOK === undefined ? 0 : 1),
    hasHeartbeat: config.HEARTBEAT_URL !== undefined,
    backups: config.backups.length,
    tooOpen: await openToOthers(config),
    freeBytes: free === null ? null : free.bavail * free.bsize,
    drillEvery: drillEvery(page?.recovery),
    releasedAt: built?.mtimeMs ?? null,
    ...stored,
  };
}

type Stored = Pick<HostFacts, 'database' | 'people' | 'waiting' | 'oldestWaiting' | 'backupAt' | 'drillAt'>;
const nothingStored = { people: null, waiting: null, oldestWaiting: null, backupAt: null, drillAt: null };

async function storedFacts(db: Kysely<Tables>, { config, environment }: Needs): Promise<Stored> {
  const count = await db
    .selectFrom('subscribers')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('status', '=', 'confirmed')
    .executeTakeFirstOrThrow();
  const waiting = await db
    .selectFrom('deliveries as d')
    .innerJoin('announcements as a', 'a.id', 'd.announcement_id')
    .select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.min('a.announced_at').as('oldest')])
    .where('d.state', '=', waitingState)
    .where('d.held', '=', 0)
    .executeTakeFirstOrThrow();
  const labels = openTargets(config.backups, environment, new AbortController().signal).map(({ label }) => label);
  const records = await Promise.all(labels.map((label) => readRecord(db, label)));
  const checked = records.map(({ copy }) => copy?.checkedAt ?? null);
  const drill = lastGood(await readDrills(db), null);
  return {
    database: 'ok',
    people: Number(count.count),
    waiting: Number(waiting.count),
    oldestWaiting: waiting.oldest === null ? null : Date.parse(waiting.oldest),
    // The target that lags is the one that counts.
    backupAt: checked.includes(null) ? null : Math.min(...checked.filter((at) => at !== null)),
    drillAt: drill === undefined ? null : Date.parse(drill.at),
  };
}

/** Secrets that others on this machine may read; null where that cannot be told. */
async function openToOthers({ DATA_DIR, SECRET_KEY_FILE }: Config): Promise<string[] | null> {
  const secrets = [DATA_DIR, SECRET_KEY_FILE ?? join(DATA_DIR, 'secret.key'), join(DATA_DIR, 'noroshi.db')];
  const open: string[] = [];
  for (const path of secrets) {
    const found = await stat(path).catch(() => null);
    if (found === null) return null;
    if ((found.mode & 0o077) !== 0) open.push(path);
  }
  return open;
}

import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase, type Database } from '../../src/database.ts';
import { openInstalledDatabase, readInstallation, secretKey } from '../../src/installation.ts';
import { backup, type BackedUp } from '../../src/recovery/backup.ts';
import { openTargets } from '../../src/recovery/open-targets.ts';
import { restore, type Restored, type RestoreNeeds } from '../../src/recovery/restore.ts';
import { shipEvents } from '../../src/recovery/ship.ts';
import type { Target } from '../../src/recovery/target.ts';
import { temporaryFolder } from './folder.ts';
import { makeRepository, type Repository } from './repository.ts';

/** A host with its notices and its data folder, and a place for copies; the clock is the test's. */
export interface Host {
  readonly folder: string;
  readonly dataDir: string;
  readonly site: Repository;
  readonly targets: readonly Target[];
  /** The folder of the first `file:` target. */
  readonly place: string;
  readonly clock: { now: number };
  /** Works on the database, opened for this only. */
  with<T>(work: (database: Database) => Promise<T>): Promise<T>;
  backup(accept?: boolean): Promise<BackedUp[]>;
  ship(): Promise<void>;
  /** Into a new folder, or the one named. */
  restore(needs?: Partial<RestoreNeeds>): Promise<Restored & { readonly dataDir: string }>;
}

/** With `settings` instead of a folder `file:` as the only target. */
export async function makeHost(settings?: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Host> {
  const folder = temporaryFolder();
  const [dataDir, place] = [join(folder, 'data'), join(folder, 'place')];
  mkdirSync(place);
  const site = makeRepository();
  const clock = { now: Date.parse('2026-03-01T00:00:00Z') };
  const now = () => clock.now;
  const env = { PATH: process.env['PATH'], HOME: folder, ...environment };
  const targets = openTargets(settings ?? [`file:${place}`], env);
  await openInstalledDatabase(dataDir).close();
  const key = secretKey({ DATA_DIR: dataDir });
  const config = { DATA_DIR: dataDir, INCIDENTS_DIR: site.incidentsDir, CONTENT_GIT_URL: undefined, CONTENT_GIT_BRANCH: 'main' }; // prettier-ignore
  const run = async <T>(work: (database: Database) => Promise<T>): Promise<T> => {
    const database = openInstalledDatabase(dataDir);
    return work(database).finally(() => database.close());
  };
  let restores = 0;
  return {
    ...{ folder, dataDir, site, targets, place, clock },
    with: run,
    backup: (accept = false) =>
      run(async (database) => {
        clock.now += 1000;
        const installation = readInstallation(dataDir);
        const keyFile = join(dataDir, 'secret.key');
        const needs = { config, database, targets, environment: env, now, installation, key, keyFile, accept };
        return (await backup({ ...needs, onStep: () => {} })).targets;
      }),
    ship: () =>
      run(async (database) => {
        clock.now += 1000;
        const installation = readInstallation(dataDir);
        for (const target of targets) await shipEvents({ database, installation, key, now }, target);
      }),
    restore: async (needs = {}) => {
      const into = join(folder, `restored-${(restores += 1)}`);
      const whole: RestoreNeeds = {
        ...{ dataDir: into, targets, now, at: Infinity, until: Infinity, installation: null, key: null },
        ...{ force: false, dryRun: false, onStep: () => {} },
        ...needs,
      };
      return { ...(await restore(whole)), dataDir: whole.dataDir };
    },
  };
}

/** Everybody in a restored folder: address, status, and why nobody writes to them. */
export async function peopleIn(dataDir: string): Promise<string[]> {
  const database = openDatabase({ file: join(dataDir, 'noroshi.db') });
  const rows = await database.read((db) => db.selectFrom('subscribers').selectAll().orderBy('address').execute());
  await database.close();
  return rows.map(
    ({ address, status, suppressed }) => `${address} ${status}${suppressed === null ? '' : ` ${suppressed}`}`,
  );
}

/** Names of the copies in a folder, the oldest first. */
export function copiesIn(place: string): string[] {
  return readdirSync(join(place, 'copies')).sort();
}

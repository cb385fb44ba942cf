import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { openContentRepository, openContentSource } from '../incidents/content-repository.ts';
import { openSource } from '../incidents/open-source.ts';
import type { Source } from '../incidents/source.ts';
import { openDatabase } from '../database.ts';
import { forgetDrills, type Drill, type Phase } from '../recovery/drill-record.ts';
import { restoreContent } from '../recovery/restore-content.ts';
import { restore, type Restored } from '../recovery/restore.ts';
import type { Target } from '../recovery/target.ts';
import { pagesAt, snapshotAt } from './drill-edition.ts';
import { visitSite } from './drill-visit.ts';
import type { Io } from './io.ts';

/** One rehearsal: from which targets, as of when. */
export interface Rehearsal {
  readonly what: string;
  readonly targets: readonly Target[];
  readonly at: number;
  /** Whether what happened after the copy is replayed. */
  readonly withEvents: boolean;
  /** Who must come back at least; null where nobody knows. */
  readonly leastPeople: number | null;
}

interface Needs {
  readonly config: Config;
  readonly root: string;
  readonly io: Pick<Io, 'env' | 'now'>;
  readonly installation: string;
  readonly key: Uint8Array;
  readonly onStep: (step: string) => void;
}

/** Restores into a scratch folder, starts the site there, compares what it shows, and deletes the folder. Never throws. */
export async function rehearse(needs: Needs, rehearsal: Rehearsal): Promise<Drill> {
  const { io, onStep } = needs;
  const scratch = await mkdtemp(join(tmpdir(), 'noroshi-drill-'));
  const began = io.now();
  const phases: Phase[] = [];
  /** The next phases need what this one gives. */
  async function phase<T>(name: string, work: () => Promise<T>): Promise<T | null> {
    if (phases.some(({ failure }) => failure !== null)) return null;
    onStep(`${rehearsal.what}: ${name}`);
    const from = io.now();
    const note = (failure: string | null) => phases.push({ name, seconds: (io.now() - from) / 1000, failure });
    try {
      const done = await work();
      note(null);
      return done;
    } catch (error) {
      note((error as Error).message);
      return null;
    }
  }

  let restored: Restored | null = null;
  try {
    restored = await phase('restore and check', () => bringBack(needs, rehearsal, scratch));
    if (restored !== null) {
      const copy = restored;
      const { people } = copy;
      await phase('count who would be told', async () => {
        const least = rehearsal.leastPeople;
        if (least !== null && people < least) throw new Error(`${people} people would be told; at least ${least} were expected`); // prettier-ignore
      });
      const place = await phase('bring back the notices', () => bringNotices(needs, copy, scratch));
      if (place !== null) await lookAtSite(needs, copy, { scratch, incidentsDir: place, phase });
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  const seconds = (io.now() - began) / 1000;
  const { what } = rehearsal;
  return {
    at: new Date(began).toISOString(),
    kind: 'restore',
    what,
    seconds,
    people: restored?.people ?? null,
    phases,
  };
}

async function bringBack({ io, installation, key, onStep }: Needs, rehearsal: Rehearsal, scratch: string) {
  const restored = await restore({
    dataDir: join(scratch, 'data'),
    targets: rehearsal.targets,
    now: io.now,
    at: rehearsal.at,
    until: rehearsal.withEvents ? Number.POSITIVE_INFINITY : 0,
    ...{ installation, key, force: false, dryRun: false },
    onStep: (step) => onStep(`${rehearsal.what}: ${step}`),
  });
  const { refused } = restored;
  if (refused.length > 0) {
    const reasons = refused.map(({ target, copy, reason }) => `${target} ${copy ?? ''}: ${reason}`);
    throw new Error(`an older copy had to be taken: ${reasons.join('; ')}`);
  }
  if (restored.replayed.missing !== null) throw new Error('some events since the copy are on no target');
  const database = openDatabase({ file: join(scratch, 'data/noroshi.db') });
  await database.write(forgetDrills).finally(() => database.close());
  return restored;
}

async function bringNotices({ config, io }: Needs, { manifest, bundle }: Restored, scratch: string): Promise<string> {
  const incidentsDir = join(scratch, 'site', manifest.content.prefix);
  if (bundle === null) throw new Error('the copy has no notices');
  const own = { ...config, INCIDENTS_DIR: incidentsDir.replace(/\/$/, ''), CONTENT_GIT_URL: undefined };
  await restoreContent(own, io.env, { manifest, bundle });
  return own.INCIDENTS_DIR;
}

type Phases = <T>(name: string, work: () => Promise<T>) => Promise<T | null>;

async function lookAtSite(
  needs: Needs,
  { manifest }: Restored,
  { scratch, incidentsDir, phase }: { readonly scratch: string; readonly incidentsDir: string; readonly phase: Phases },
): Promise<void> {
  const { config, root, io } = needs;
  const snapshot = await phase('read what was published', async () => {
    const source = await referenceSource(needs, manifest.commit, incidentsDir);
    return snapshotAt(source, manifest.commit, io.now).finally(() => source.close());
  });
  if (snapshot === null) return;
  const [newest] = snapshot.notices.toSorted((a, b) => b.id.localeCompare(a.id));
  const notice = newest === undefined ? [] : [`/incidents/${newest.id}`];
  const paths = ['/', '/feed.rss', '/feed.atom', '/feed.json', ...notice];
  const settings = {
    ...{ PORT: '0', HOST: '127.0.0.1', SITE_URL: config.SITE_URL },
    ...(config.MAIL_FROM === undefined ? {} : { MAIL_FROM: config.MAIL_FROM }),
    ...{ INCIDENTS_DIR: incidentsDir, DATA_DIR: join(scratch, 'data') },
  };
  const visit = await phase('start the site', () => visitSite(root, settings, paths));
  if (visit === null) return;
  await phase('compare its pages', async () => {
    const wanted = await pagesAt(root, config, { snapshot, instant: visit.instant, paths });
    const others = paths.filter((path) => visit.bodies[path] === null || visit.bodies[path] !== wanted[path]);
    if (others.length > 0) throw new Error(`${others.join(', ')} is not what was published`);
  });
}

/** The live notices, if they have the commit: a copy compared with itself proves little. */
async function referenceSource({ config, io }: Needs, commit: string | null, incidentsDir: string): Promise<Source> {
  const environment = io.env;
  const copy = () => openSource({ incidentsDir, environment });
  try {
    const { DATA_DIR: dataDir, CONTENT_GIT_URL: remote, CONTENT_GIT_BRANCH: branch } = config;
    const live =
      remote === undefined
        ? await openSource({ incidentsDir: config.INCIDENTS_DIR, environment })
        : await openContentSource(await openContentRepository({ dataDir, branch, url: remote.url, environment }));
    if (live.kind === 'folder' || commit === null) return live;
    const hasIt = await live.listing(commit).then(
      () => true,
      () => false,
    );
    return hasIt ? live : await copy();
  } catch {
    return copy();
  }
}

import { UserError } from '../errors.ts';
import type { Instant } from '../incidents/notice.ts';
import { nothingRead } from '../incidents/reading.ts';
import type { Source } from '../incidents/source.ts';
import { createWorkingTree, type WorkingTree } from '../incidents/working-tree.ts';
import { changesAt } from '../publish/changes-at.ts';

/** What is on the writer's desk now. */
export interface Desk {
  /** Another one whenever what a page shows may have changed. */
  readonly version: string;
  readonly tree: WorkingTree;
  /** Why the files could not be read; what was read before is shown. */
  readonly problem: string | null;
}

export interface Watch {
  current(): Desk;
  /** Calls back with every new version; gives the function that ends it. */
  follow(listener: (version: string) => void): () => void;
  stop(): void;
}

interface Needs {
  readonly folder: Source;
  readonly git: Source | null;
  readonly maxAge: number;
  readonly now: () => Instant;
}

/** Saving a file and seeing it should feel like one. Looking costs a few microseconds a file. */
const lookEvery = 100;

/** Reads the working tree, and again whenever a file, a commit or the clock changes what it shows. Resolves after the first. */
export async function watchWorkingTree(needs: Needs): Promise<Watch> {
  const { folder, git, now } = needs;
  const workingTree = createWorkingTree(needs);
  const listeners = new Set<(version: string) => void>();
  const startedAt = now();
  let readings = 0;
  let seen = '';
  let changes = 0;
  let reading = false;
  let desk: Desk = { version: '', tree: nothing(startedAt), problem: null };

  async function look(): Promise<void> {
    const sign = `${folder.glance()} ${git?.glance() ?? ''}`;
    if (reading || (sign === seen && now() < changes)) return;
    reading = true;
    const version = `${startedAt}-${++readings}`;
    try {
      desk = { version, tree: await workingTree.read(), problem: null };
    } catch (error) {
      desk = { ...desk, version, problem: sentence(error as Error) };
    }
    [seen, changes, reading] = [sign, changesAt(desk.tree.snapshot, now()), false];
    for (const listener of listeners) listener(version);
  }

  await look();
  const timer = setInterval(() => void look(), lookEvery);
  return {
    current: () => desk,
    follow(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: () => clearInterval(timer),
  };
}

function nothing(since: Instant): WorkingTree {
  const { snapshot, freshness } = nothingRead(since, []);
  return { snapshot, freshness, changed: new Set(), committed: null };
}

function sentence(error: Error): string {
  return error instanceof UserError ? error.message : `Reading the files failed: ${error.message}`;
}

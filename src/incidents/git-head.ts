import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface RepositoryPlace {
  /** Absolute; what `git rev-parse --absolute-git-dir` and `--git-common-dir` say. They differ in a worktree. */
  readonly gitDir: string;
  readonly commonDir: string;
  /** The incidents folder inside the repository, with a slash at the end; empty when it is the repository's root. */
  readonly prefix: string;
}

/** The commit that HEAD's branch names in a file of its own; null when it has none (packed, detached, reftable). */
export function looseHead({ gitDir, commonDir }: RepositoryPlace): string | null {
  try {
    const reference = branchIn(readFileSync(join(gitDir, 'HEAD'), 'utf8'));
    const text = reference === undefined ? '' : readFileSync(join(commonDir, reference), 'utf8').trim();
    return /^[0-9a-f]{40,64}$/.test(text) ? text : null;
  } catch {
    return null;
  }
}

/** Every file that git touches when HEAD moves, in a worktree too; the reference itself may be loose or packed. */
export function glanceAt({ gitDir, commonDir }: RepositoryPlace): string {
  let head = '';
  try {
    head = readFileSync(join(gitDir, 'HEAD'), 'utf8').trim();
  } catch {
    // Gone for a moment, or for good: the question after HEAD will tell.
  }
  const reference = branchIn(head);
  const paths = [join(gitDir, 'logs/HEAD'), join(commonDir, 'packed-refs'), join(commonDir, 'reftable/tables.list')];
  if (reference !== undefined) paths.push(join(commonDir, reference));
  const signs = paths.map((path) => {
    const { mtimeNs, size, ino } = statSync(path, { throwIfNoEntry: false, bigint: true }) ?? {};
    return `${mtimeNs} ${size} ${ino}`;
  });
  return [head, ...signs].join('\n');
}

function branchIn(head: string): string | undefined {
  return /^ref: (refs\/[^\0]+)$/.exec(head.trim())?.[1];
}

import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from './finding.ts';
import { readCommits } from './git-log.ts';
import { createObjectReader } from './git-objects.ts';
import { runGit, type Git } from './git.ts';
import { largestFile } from './bytes.ts';
import {
  nameFindings,
  purposeOf,
  wholeFile,
  type ContentFile,
  type Listing,
  type Source,
  type Step,
} from './source.ts';

export interface RepositoryPlace {
  /** Absolute; what `git rev-parse --absolute-git-dir` and `--git-common-dir` say. They differ in a worktree. */
  readonly gitDir: string;
  readonly commonDir: string;
  /** The incidents folder inside the repository, with a slash at the end; empty when it is the repository's root. */
  readonly prefix: string;
}

/** What is committed at HEAD of a repository, read object by object: the working tree plays no part. */
export function createGitSource(environment: Git['environment'], place: RepositoryPlace): Source {
  const git: Git = { environment, gitDir: place.gitDir };
  const objects = createObjectReader(git, largestFile + 1);
  const run = (...args: string[]) => runGit(git, args);
  const folder = place.prefix.replace(/\/$/, '');

  async function commitOf(revision: string): Promise<string | null> {
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
    const found = (await runGit(git, args, { mayBeNothing: true })).trim();
    return found === '' ? null : found;
  }

  async function stepsOf(from: string | null, to: string): Promise<Step[]> {
    const commits = await readCommits(git, { from, to, path: folder });
    return commits.map(({ authoredAt, changes }) => ({
      changes: changes.map(({ path, id }) => ({ name: path.slice(place.prefix.length), id, changedAt: authoredAt })),
    }));
  }

  return {
    kind: 'git',
    glanceEvery: 100,
    head: () => commitOf('HEAD'),
    glance: () => glanceAt(place),
    async listing(head) {
      const [tree, dates] = await Promise.all([
        run('ls-tree', '-r', '-z', '--full-tree', head, ...(folder === '' ? [] : [folder])),
        run('show', '--no-patch', '--format=%at %ct', head),
      ]);
      const [authored = 0, committed = 0] = dates.trim().split(' ').map(Number);
      return toListing(tree, folder, authored * 1000, committed * 1000);
    },
    async steps(from, to) {
      if (from === null) return stepsOf(null, to);
      // Both at once, since a reader waits. A failure means that `from` is gone; a fault of git itself shows in the reading
      // from the first commit that follows.
      const base = runGit(git, ['merge-base', from, to], { mayBeNothing: true }).catch(() => '');
      const [ancestor, steps] = await Promise.all([base, stepsOf(from, to).catch(() => null)]);
      return ancestor.trim() === from ? steps : null;
    },
    async versions(name, head) {
      const commits = await readCommits(git, { from: null, to: head, path: place.prefix + name });
      return commits.flatMap(({ changes }) => changes.flatMap(({ id }) => (id === null ? [] : [id]))).reverse();
    },
    read: (id) => objects.read(id),
    close: () => objects.close(),
  };
}

/** Symlinks and submodules are refused with a finding: they would lead out of what was committed here. */
function toListing(tree: string, folder: string, authoredAt: number, committedAt: number): Listing {
  const files: ContentFile[] = [];
  const findings: Finding[] = [];
  const refused: string[] = [];
  for (const line of tree.split('\0')) {
    const [, mode = '', , id = '', path = ''] = /^(\d+) (\w+) ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
    if (path === '') continue;
    const name = path === folder ? '.' : path.slice(folder === '' ? 0 : folder.length + 1);
    if (mode === '120000' || mode === '160000') {
      if (name !== '.' && purposeOf(name) === null && mode === '120000') continue;
      refused.push(name);
      findings.push(refusal(mode, name));
    } else if (purposeOf(name) !== null) {
      files.push({ name, id, changedAt: authoredAt });
    }
  }
  return { files, committedAt, refused, findings: [...findings, ...nameFindings(files.map(({ name }) => name))] };
}

function refusal(mode: string, name: string): Finding {
  const thing = mode === '120000' ? 'symbolic link' : 'submodule';
  const cure = mode === '120000' ? 'Commit the file itself in its place.' : 'Commit its files themselves in its place.';
  return wholeFile('error', name, `A ${thing} is not followed.`, cure);
}

/** Every file that git touches when HEAD moves, in a worktree too; the reference itself may be loose or packed. */
function glanceAt({ gitDir, commonDir }: RepositoryPlace): string {
  let head = '';
  try {
    head = readFileSync(join(gitDir, 'HEAD'), 'utf8').trim();
  } catch {
    // Gone for a moment, or for good: the question after HEAD will tell.
  }
  const reference = /^ref: (refs\/[^\0]+)$/.exec(head)?.[1];
  const paths = [join(gitDir, 'logs/HEAD'), join(commonDir, 'packed-refs'), join(commonDir, 'reftable/tables.list')];
  if (reference !== undefined) paths.push(join(commonDir, reference));
  const signs = paths.map((path) => {
    const { mtimeNs, size, ino } = statSync(path, { throwIfNoEntry: false, bigint: true }) ?? {};
    return `${mtimeNs} ${size} ${ino}`;
  });
  return [head, ...signs].join('\n');
}

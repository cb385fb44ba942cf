import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { UserError } from '../errors.ts';
import { createFolderSource } from './folder-source.ts';
import { createGitSource } from './git-source.ts';
import { cleanGitEnvironment, runGit } from './git.ts';
import type { Source } from './source.ts';

interface Needs {
  readonly incidentsDir: string;
  /** The process's own; what concerns git is taken out of it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Finds out where content comes from: inside a repository it is what is committed, without a `.git` above it a plain
 * folder. A repository that git cannot or will not read is a fault, never a reason to publish the working tree.
 * @throws UserError `unavailable`
 */
export async function openSource({ incidentsDir, environment }: Needs): Promise<Source> {
  const wanted = resolve(incidentsDir);
  const there = nearestExisting(wanted);
  const path = join(realpathSync(there), relative(there, wanted));
  const top = repositoryAbove(path);
  if (top === null) {
    if (existsSync(path)) return createFolderSource(path);
    throw new UserError(
      'unavailable',
      `There is no folder ${incidentsDir}. Set INCIDENTS_DIR to the folder of the notices.`,
    );
  }
  const clean = cleanGitEnvironment(environment);
  const text = await runGit({ environment: clean }, ['rev-parse', '--absolute-git-dir', '--git-common-dir'], {
    cwd: top,
  });
  const [gitDir = '', commonDir = ''] = text.trimEnd().split('\n');
  const inside = relative(top, path).split(sep).join('/');
  return createGitSource(clean, {
    gitDir,
    commonDir: resolve(top, commonDir),
    prefix: inside === '' ? '' : `${inside}/`,
  });
}

/** The folder may be missing from a working tree and still be committed. */
function nearestExisting(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestExisting(dirname(path));
}

/** Looked for without git, so that a missing git program cannot be mistaken for a missing repository. */
function repositoryAbove(path: string): string | null {
  if (existsSync(join(path, '.git'))) return path;
  return dirname(path) === path ? null : repositoryAbove(dirname(path));
}

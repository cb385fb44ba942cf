import { existsSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { createGitSource } from './git-source.ts';
import { cleanGitEnvironment, runGit, type Git } from './git.ts';
import type { Instant } from './notice.ts';
import type { Source } from './source.ts';

/** Our own bare repository, from which the host publishes and to which staff can push when the forge is down. */
export interface ContentRepository {
  /** `DATA_DIR/content.git`. */
  readonly gitDir: string;
  readonly git: Git;
  /** The branch that is published, as a full reference. */
  readonly branch: string;
  /** Where the remote's branch was when it was last fetched; hidden from pushes. */
  readonly tracking: string;
}

interface Needs {
  readonly dataDir: string;
  /** Without credentials. */
  readonly url: string;
  /** CONTENT_GIT_BRANCH. */
  readonly branch: string;
  /** The process's own; what concerns git is taken out of it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What git calls the remote here, so that the operator can name it: `git push forge main`. */
export const remoteName = 'forge';

/** Longer than any call of git holds one. */
const staleAfter = 600_000;

/**
 * Makes `DATA_DIR/content.git`, or brings an existing one to these settings. History only grows in it: nothing that was
 * once here is overwritten by a push or swept away.
 * @throws UserError `unavailable`
 */
export async function openContentRepository(needs: Needs): Promise<ContentRepository> {
  const gitDir = join(needs.dataDir, 'content.git');
  const branch = `refs/heads/${needs.branch}`;
  const tracking = `refs/remotes/${remoteName}/${needs.branch}`;
  const git: Git = { environment: cleanGitEnvironment(needs.environment), gitDir };
  mkdirSync(needs.dataDir, { recursive: true, mode: 0o700 });
  for (const name of [branch, tracking, 'packed-refs', 'HEAD', 'config']) removeStale(join(gitDir, `${name}.lock`));
  const name = `--initial-branch=${needs.branch}`;
  await runGit({ environment: git.environment }, ['init', '--quiet', '--bare', '--template=', name, gitDir]);
  const list = (await runGit(git, ['config', '--local', '--list', '--null'])).split('\0');
  for (const [key, value] of settings({ ...needs, gitDir, tracking }))
    if (!list.includes(`${key.toLowerCase()}\n${value}`)) await runGit(git, ['config', '--replace-all', key, value]);
  await runGit(git, ['symbolic-ref', 'HEAD', branch]);
  return { gitDir, git, branch, tracking };
}

/** A machine that lost its power leaves locks behind, and git waits for whoever holds them for ever. */
function removeStale(lock: string): void {
  const found = statSync(lock, { throwIfNoEntry: false });
  if (found !== undefined && Date.now() - found.mtimeMs > staleAfter) rmSync(lock, { force: true });
}

function settings({ url, gitDir, tracking }: Needs & { readonly gitDir: string; readonly tracking: string }) {
  // What long histories have and what harms nobody who never checks them out.
  const warts = [
    'zeroPaddedFilemode',
    'missingSpaceBeforeDate',
    'badTimezone',
    'missingEmail',
    'missingNameBeforeEmail',
  ];
  const fsck = warts.flatMap((wart) => [`receive.fsck.${wart}`, `fetch.fsck.${wart}`].map((key) => [key, 'ignore']));
  return [
    ['receive.denyNonFastForwards', 'true'],
    ['receive.denyDeletes', 'true'],
    ['receive.fsckObjects', 'true'],
    ['transfer.fsckObjects', 'true'],
    ...fsck,
    ['receive.maxInputSize', '50m'],
    ['receive.advertisePushOptions', 'true'],
    ['receive.hideRefs', tracking],
    ['core.logAllRefUpdates', 'always'],
    // A hooks path in somebody's own settings must not put our hooks out of work.
    ['core.hooksPath', join(gitDir, 'hooks')],
    ['gc.pruneExpire', 'never'],
    ['gc.reflogExpire', 'never'],
    ['gc.reflogExpireUnreachable', 'never'],
    [`remote.${remoteName}.url`, url],
    [`remote.${remoteName}.fetch`, `+refs/heads/*:refs/remotes/${remoteName}/*`],
  ] as [string, string][];
}

/**
 * The folder with the notices: the root of a repository that has page.yaml there, else `incidents/`. Decided when the
 * program starts.
 */
export async function folderAt({ git, branch }: Pick<ContentRepository, 'git' | 'branch'>): Promise<'' | 'incidents'> {
  const found = await runGit(git, ['ls-tree', '--name-only', branch, 'page.yaml']);
  return found.trim() === 'page.yaml' ? '' : 'incidents';
}

/**
 * What is published from the repository: its branch.
 * @throws UserError `unavailable` while there is no commit in it.
 */
export async function openContentSource(repository: ContentRepository): Promise<Source> {
  const { git, gitDir, branch } = repository;
  if ((await commitAt(git, branch)) === null) {
    const what = 'Nothing has come from the remote repository of the notices yet, so nothing is published.';
    throw new UserError('unavailable', `${what} Commit the notices there, on the branch CONTENT_GIT_BRANCH.`);
  }
  const folder = await folderAt(repository);
  const prefix = folder === '' ? '' : `${folder}/`;
  return createGitSource(git.environment, { gitDir, commonDir: gitDir, prefix });
}

/** The commit that a reference points to; null when it is not there. */
export async function commitAt(git: Git, reference: string): Promise<string | null> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${reference}^{commit}`];
  const found = (await runGit(git, args, { mayBeNothing: true })).trim();
  return found === '' ? null : found;
}

/** The last time the remote was reached, and what was published here after that: what differs now was pushed to us since. */
export interface Contact {
  readonly at: Instant;
  readonly commit: string | null;
}

/** Known through restarts; null when the remote never was reached. */
export function lastContact({ gitDir }: Pick<ContentRepository, 'gitDir'>): Contact | null {
  const path = join(gitDir, 'reached');
  if (!existsSync(path)) return null;
  return { at: statSync(path).mtimeMs, commit: readFileSync(path, 'utf8').trim() || null };
}

export function noteContact({ gitDir }: Pick<ContentRepository, 'gitDir'>, { at, commit }: Contact): void {
  const path = join(gitDir, 'reached');
  writeFileSync(path, commit ?? '');
  utimesSync(path, at / 1000, at / 1000);
}

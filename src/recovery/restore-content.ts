import { existsSync, readdirSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { commitAt, openContentRepository } from '../incidents/content-repository.ts';
import { cleanGitEnvironment, runGit, type Git } from '../incidents/git.ts';
import type { ContentConfig } from './content-copy.ts';
import type { Manifest } from './manifest.ts';

/** What became of the notices: `restored` where there were none, `whole` where those that stand there have all of the copy. */
export type ContentRestored =
  | { readonly state: 'restored'; readonly place: string }
  | { readonly state: 'whole'; readonly place: string }
  /** There are others: `command` brings in what the copy has more. */
  | { readonly state: 'kept'; readonly place: string; readonly command: string };

const patience = { seconds: 600 };

/** Brings back the notices' repository, only where none is. Throws UserError `unavailable`. */
export async function restoreContent(
  config: ContentConfig,
  environment: Readonly<Record<string, string | undefined>>,
  { manifest, bundle }: { readonly manifest: Manifest; readonly bundle: string },
): Promise<ContentRestored> {
  const clean = cleanGitEnvironment(environment);
  if (config.CONTENT_GIT_URL !== undefined) return restoreOwn(config, environment, bundle);
  const place = topOf(config.INCIDENTS_DIR, manifest.content.prefix);
  const git = (args: string[], cwd = dirname(place)) => runGit({ environment: clean }, args, { cwd, ...patience });
  if (existsSync(place) && readdirSync(place).length > 0) {
    const branch = manifest.content.branch.replace('refs/heads/', '');
    const has = manifest.commit !== null && (await isThere({ environment: clean }, place, manifest.commit));
    if (has) return { state: 'whole', place };
    return { state: 'kept', place, command: `git -C ${place} pull ${bundle} ${branch}` };
  }
  await mkdir(dirname(place), { recursive: true });
  const work = await mkdtemp(join(dirname(place), '.notices-'));
  try {
    const branch = manifest.content.branch.replace('refs/heads/', '');
    await git(['clone', '--quiet', ...(branch === 'HEAD' ? [] : ['--branch', branch]), bundle, join(work, 'clone')]);
    await git(['remote', 'remove', 'origin'], join(work, 'clone'));
    if (manifest.content.kind === 'folder') await rm(join(work, 'clone/.git'), { recursive: true });
    if (existsSync(place)) await cp(join(work, 'clone'), place, { recursive: true });
    else await rename(join(work, 'clone'), place);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return { state: 'restored', place };
}

async function restoreOwn(
  config: ContentConfig,
  environment: Readonly<Record<string, string | undefined>>,
  bundle: string,
): Promise<ContentRestored> {
  const { DATA_DIR: dataDir, CONTENT_GIT_BRANCH: branch, CONTENT_GIT_URL: remote } = config;
  const repository = await openContentRepository({ dataDir, branch, url: remote?.url ?? '', environment });
  const { git, gitDir } = repository;
  const own = await commitAt(git, repository.branch);
  // What is there already stands; a branch that is behind the copy goes forward, and no other way.
  await runGit(git, ['fetch', '--quiet', '--no-tags', bundle, 'refs/heads/*:refs/heads/*'], patience).catch(
    (error: unknown) => {
      if (own === null) throw error;
    },
  );
  return own === null ? { state: 'restored', place: gitDir } : { state: 'whole', place: gitDir };
}

/** The root of the repository, so that the notices come to stand where INCIDENTS_DIR says, if the names allow it. */
function topOf(incidentsDir: string, prefix: string): string {
  return prefix
    .split('/')
    .filter((name) => name !== '')
    .reverse()
    .reduce((folder, name) => (basename(folder) === name ? dirname(folder) : folder), incidentsDir);
}

async function isThere(git: Git, cwd: string, commit: string): Promise<boolean> {
  return runGit(git, ['cat-file', '-e', `${commit}^{commit}`], { cwd }).then(
    () => true,
    () => false,
  );
}

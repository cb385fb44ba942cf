import { cp, mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Config } from '../config.ts';
import { commitAt, folderAt, openContentRepository } from '../incidents/content-repository.ts';
import { cleanGitEnvironment, runGit, type Git } from '../incidents/git.ts';
import { openSource } from '../incidents/open-source.ts';
import type { Manifest } from './manifest.ts';

export type ContentConfig = Pick<Config, 'INCIDENTS_DIR' | 'DATA_DIR' | 'CONTENT_GIT_URL' | 'CONTENT_GIT_BRANCH'>;
type Environment = Readonly<Record<string, string | undefined>>;

/** A long history takes its time. */
const patience = { seconds: 600 };

/** Writes the whole history of the notices, every branch of it, into one file. Throws UserError `unavailable`. */
export async function bundleContent(
  config: ContentConfig,
  environment: Environment,
  file: string,
): Promise<Pick<Manifest, 'commit' | 'content'>> {
  const clean = cleanGitEnvironment(environment);
  if (config.CONTENT_GIT_URL !== undefined) return bundleOwn(config, environment, file);
  const source = await openSource({ incidentsDir: config.INCIDENTS_DIR, environment });
  source.close();
  if (source.kind === 'folder') return bundleFolder(config.INCIDENTS_DIR, clean, file);
  const where = await runGit({ environment: clean }, ['rev-parse', '--absolute-git-dir', '--show-prefix'], {
    cwd: config.INCIDENTS_DIR,
  });
  const [gitDir = '', prefix = ''] = where.split('\n');
  const git: Git = { environment: clean, gitDir };
  const branch = (await runGit(git, ['symbolic-ref', '--quiet', 'HEAD'], { mayBeNothing: true })).trim() || 'HEAD';
  return bundle(git, { branch, prefix, kind: 'git' }, file);
}

async function bundleOwn(config: ContentConfig, environment: Environment, file: string) {
  const { DATA_DIR: dataDir, CONTENT_GIT_BRANCH: branch, CONTENT_GIT_URL: remote } = config;
  const repository = await openContentRepository({ dataDir, branch, url: remote?.url ?? '', environment });
  const folder = (await commitAt(repository.git, repository.branch)) === null ? '' : await folderAt(repository);
  return bundle(repository.git, { kind: 'git', branch: repository.branch, prefix: folder && `${folder}/` }, file);
}

async function bundle(
  git: Git,
  content: Manifest['content'],
  file: string,
): Promise<Pick<Manifest, 'commit' | 'content'>> {
  const commit = await commitAt(git, content.branch);
  // git makes no bundle of nothing.
  if (commit === null) return { commit, content: { ...content, kind: 'none' } };
  await runGit(git, ['bundle', 'create', '--quiet', file, '--all'], patience);
  await runGit(git, ['bundle', 'verify', '--quiet', file], patience);
  return { commit, content };
}

/** Without a history there is one commit: the folder as it is. */
async function bundleFolder(folder: string, environment: Record<string, string>, file: string) {
  const work = await mkdtemp(join(dirname(file), 'notices-'));
  try {
    await cp(folder, work, { recursive: true });
    const staff = ['-c', 'user.name=Noroshi', '-c', 'user.email=noroshi@localhost'];
    const git = (...args: string[]) => runGit({ environment }, args, { cwd: work, ...patience });
    await git('init', '--quiet', '--initial-branch=main');
    await git('add', '--all', '--force');
    await git(...staff, 'commit', '--quiet', '--allow-empty', '--message', 'The folder as it was');
    const content = { kind: 'folder', branch: 'refs/heads/main', prefix: '' } as const;
    return await bundle({ environment, gitDir: join(work, '.git') }, content, file);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

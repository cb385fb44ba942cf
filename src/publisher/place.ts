import { join } from 'node:path';
import type { Config } from '../config.ts';
import {
  commitAt,
  openContentRepository,
  openContentSource,
  type ContentRepository,
} from '../incidents/content-repository.ts';
import { installHooks } from '../incidents/hook-scripts.ts';
import type { Instant } from '../incidents/notice.ts';
import { openSource } from '../incidents/open-source.ts';
import { followRemote, type Remote } from '../incidents/remote.ts';
import type { Source } from '../incidents/source.ts';
import type { Log } from '../log.ts';
import { addressHere } from '../web/address-here.ts';

interface Needs {
  readonly config: Pick<
    Config,
    'INCIDENTS_DIR' | 'DATA_DIR' | 'CONTENT_GIT_URL' | 'CONTENT_GIT_BRANCH' | 'SITE_URL' | 'HOST' | 'PORT'
  >;
  /** The project's folder. */
  readonly root: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly log: Pick<Log, 'warn'>;
  readonly now: () => Instant;
  /** Called after every try to reach the remote. */
  readonly onTried: () => void;
}

/** The place that the settings name, from which content comes. */
export interface Place {
  /** May be tried again and again. @throws UserError `unavailable` while there is nothing that can be read. */
  open(): Promise<Source>;
  /** The remote that is followed, once that has begun. */
  remote(): Remote | null;
  close(): Promise<void>;
}

/** INCIDENTS_DIR as it is; with CONTENT_GIT_URL our own repository, into which the remote is followed. */
export function createPlace(needs: Needs): Place {
  const { config, environment } = needs;
  let repository: ContentRepository | null = null;
  let remote: Remote | null = null;

  async function openOwn(address: NonNullable<Config['CONTENT_GIT_URL']>): Promise<Source> {
    const { DATA_DIR: dataDir, CONTENT_GIT_BRANCH: branch } = config;
    repository ??= await openContentRepository({ dataDir, branch, url: address.url, environment });
    if (remote === null) {
      hook(needs, repository);
      const { now, onTried } = needs;
      remote = followRemote({ repository, remote: address, environment, now, random: Math.random, onTried });
    }
    // At the very first start readers get a page of something rather than one of nothing a moment earlier.
    if ((await commitAt(repository.git, repository.branch)) === null) await remote.tried();
    return openContentSource(repository);
  }

  return {
    open: () =>
      config.CONTENT_GIT_URL === undefined
        ? openSource({ incidentsDir: config.INCIDENTS_DIR, environment })
        : openOwn(config.CONTENT_GIT_URL),
    remote: () => remote,
    close: async () => remote?.close(),
  };
}

/** Publishing does without the hooks; a push is then neither checked nor answered. */
function hook({ config, root, log }: Needs, { gitDir, branch }: ContentRepository): void {
  try {
    installHooks({
      folder: join(gitDir, 'hooks'),
      node: process.execPath,
      program: join(root, 'src/cli/main.ts'),
      cache: join(root, 'node_modules/.compile-cache'),
      site: addressHere(config),
      siteUrl: config.SITE_URL,
      branch,
    });
  } catch (error) {
    log.warn({ err: error }, 'the hooks of our own repository could not be written: pushes are not checked');
  }
}

import type { Config } from '../config.ts';
import { createContent } from '../incidents/content.ts';
import { openContentRepository, openContentSource } from '../incidents/content-repository.ts';
import { openSource } from '../incidents/open-source.ts';
import type { Snapshot } from '../incidents/snapshot.ts';
import type { Io } from './io.ts';

/** What is published now, read as the running program reads it. Throws UserError `unavailable`. */
export async function readPublished(config: Config, { env, now }: Pick<Io, 'env' | 'now'>): Promise<Snapshot> {
  const {
    INCIDENTS_DIR: incidentsDir,
    DATA_DIR: dataDir,
    CONTENT_GIT_URL: remote,
    CONTENT_GIT_BRANCH: branch,
  } = config;
  const source =
    remote === undefined
      ? await openSource({ incidentsDir, environment: env })
      : await openContentSource(await openContentRepository({ dataDir, branch, url: remote.url, environment: env }));
  try {
    return (await createContent({ source, now }).read()).snapshot;
  } finally {
    source.close();
  }
}

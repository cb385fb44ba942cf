import type { Config } from '../config.ts';
import { createContent } from '../incidents/content.ts';
import { lastContact, openContentRepository, openContentSource } from '../incidents/content-repository.ts';
import type { Instant } from '../incidents/notice.ts';
import { openSource } from '../incidents/open-source.ts';
import type { Reading } from '../incidents/reading.ts';
import type { Snapshot } from '../incidents/snapshot.ts';
import type { Io } from './io.ts';

/** What is published now, read as the running program reads it. Throws UserError `unavailable`. */
export async function readPublished(config: Config, io: Pick<Io, 'env' | 'now'>): Promise<Snapshot> {
  return (await readContent(config, io)).reading.snapshot;
}

/** The same, and since when a remote that is followed may have had something newer; null where nothing newer can be. */
export async function readContent(
  { INCIDENTS_DIR: incidentsDir, DATA_DIR: dataDir, CONTENT_GIT_URL: remote, CONTENT_GIT_BRANCH: branch }: Config,
  { env, now }: Pick<Io, 'env' | 'now'>,
): Promise<{ readonly reading: Reading; readonly faultSince: Instant | null }> {
  const own =
    remote === undefined ? null : await openContentRepository({ dataDir, branch, url: remote.url, environment: env });
  const source = own === null ? await openSource({ incidentsDir, environment: env }) : await openContentSource(own);
  try {
    const reading = await createContent({ source, now }).read();
    if (own === null) return { reading, faultSince: null };
    const contact = lastContact(own);
    const isOwnNewer = contact !== null && contact.commit !== reading.head;
    return { reading, faultSince: isOwnNewer ? null : (contact?.at ?? reading.snapshot.committedAt) };
  } finally {
    source.close();
  }
}

import { createHash } from 'node:crypto';
import { UserError } from '../errors.ts';
import { applySteps, emptyHistory } from './history.ts';
import { openSource } from './open-source.ts';
import type { NoticeRecord, RecordNeeds } from './record.ts';
import { purposeOf, type Source } from './source.ts';

/** What is committed of a folder that lies in a repository. */
export interface Committed {
  /** Content ids by name at HEAD. */
  readonly files: ReadonlyMap<string, string>;
  /** The notices as the history published them, by id: the last good version, reports without a time with theirs. */
  records(needs: Omit<RecordNeeds, 'read'>, ids: ReadonlySet<string>): Promise<ReadonlyMap<string, NoticeRecord>>;
  close(): void;
}

/** What HEAD holds of a folder; null where there is no repository, no commit, or no git that reads it. */
export async function openCommitted(
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Committed | null> {
  let source: Source | null = null;
  try {
    source = await openSource({ incidentsDir: folder, environment });
    const head = source.kind === 'git' ? await source.head() : null;
    if (head === null) return null;
    const { files } = await source.listing(head);
    const opened = source;
    return {
      files: new Map(files.map(({ name, id }) => [name, id])),
      records: (needs, ids) => readRecords(opened, head, needs, ids),
      close: () => opened.close(),
    };
  } catch (error) {
    source?.close();
    if (error instanceof UserError) return null;
    throw error;
  }
}

/** The content id that git gives bytes, by the kind of ids that the repository has. */
export function gitIdOf(bytes: Uint8Array, like: string): string {
  return createHash(like.length > 40 ? 'sha256' : 'sha1')
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest('hex');
}

async function readRecords(
  source: Source,
  head: string,
  needs: Omit<RecordNeeds, 'read'>,
  ids: ReadonlySet<string>,
): Promise<ReadonlyMap<string, NoticeRecord>> {
  const isOurs = (name: string) => {
    const purpose = purposeOf(name);
    return purpose?.kind === 'notice' && ids.has(purpose.id);
  };
  const steps = (await source.steps(head)).map((step) => ({
    changes: step.changes.filter(({ name }) => isOurs(name)),
  }));
  const history = emptyHistory();
  const read = (id: string) => source.read(id);
  await applySteps({ ...needs, numbers: 'history', read }, history, steps.filter(({ changes }) => changes.length > 0)); // prettier-ignore
  return history.records;
}

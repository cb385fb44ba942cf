import type { Notice } from '../incidents/notice.ts';
import type { Snapshot } from '../incidents/snapshot.ts';
import type { Versions } from './fingerprint.ts';

/** The notices of a snapshot, and how often each was seen to change. */
export interface Known extends Versions {
  readonly byId: ReadonlyMap<string, Notice>;
  readonly changes: ReadonlyMap<string, number>;
}

export interface WhatsNew {
  readonly known: Known;
  /** Added or changed, in the snapshot's order; of a first snapshot none. */
  readonly changed: readonly Notice[];
  /** Those of before that are gone. */
  readonly gone: readonly Notice[];
  /** Whether other notices are there than before. */
  readonly hasOthers: boolean;
}

/** Compares like `whatsNew`; whoever asks the same again is given the same. */
export function createComparing(): typeof whatsNew {
  let last: { readonly after: unknown; readonly before: Known | undefined; readonly news: WhatsNew } | undefined;
  return (after, before) => {
    if (last?.after !== after || last.before !== before) last = { after, before, news: whatsNew(after, before) };
    return last.news;
  };
}

/** Compares by identity: a notice that did not change is the same object in the next snapshot. Costs a look at each. */
export function whatsNew({ notices }: Pick<Snapshot, 'notices'>, before: Known | undefined): WhatsNew {
  const byId = new Map(notices.map((notice) => [notice.id, notice]));
  if (before === undefined) return { known: knownOf(byId, new Map(), 0), changed: [], gone: [], hasOthers: true };
  const changed = notices.filter((notice) => before.byId.get(notice.id) !== notice);
  const added = changed.filter(({ id }) => !before.byId.has(id)).length;
  const isAllThere = byId.size - added === before.byId.size;
  const gone = isAllThere ? [] : [...before.byId.values()].filter(({ id }) => !byId.has(id));
  const hasOthers = added > 0 || gone.length > 0;
  if (changed.length === 0 && !hasOthers) return { known: before, changed, gone, hasOthers };
  const version = before.content + 1;
  const changes = new Map([...before.changes, ...changed.map(({ id }) => [id, version] as const)]);
  return { known: knownOf(byId, changes, version), changed, gone, hasOthers };
}

function knownOf(byId: Known['byId'], changes: Known['changes'], content: number): Known {
  return { byId, changes, content, of: (id) => changes.get(id) ?? 0 };
}

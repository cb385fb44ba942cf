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
  /** Whether other notices are there than before. */
  readonly hasOthers: boolean;
}

/** Compares by identity: a notice that did not change is the same object in the next snapshot. Costs a look at each. */
export function whatsNew({ notices }: Pick<Snapshot, 'notices'>, before: Known | undefined): WhatsNew {
  const byId = new Map(notices.map((notice) => [notice.id, notice]));
  if (before === undefined) return { known: knownOf(byId, new Map(), 0), changed: [], hasOthers: true };
  const changed = notices.filter((notice) => before.byId.get(notice.id) !== notice);
  const hasOthers = byId.size !== before.byId.size || changed.some(({ id }) => !before.byId.has(id));
  if (changed.length === 0 && !hasOthers) return { known: before, changed, hasOthers };
  const version = before.content + 1;
  const changes = new Map([...before.changes, ...changed.map(({ id }) => [id, version] as const)]);
  return { known: knownOf(byId, changes, version), changed, hasOthers };
}

function knownOf(byId: Known['byId'], changes: Known['changes'], content: number): Known {
  return { byId, changes, content, of: (id) => changes.get(id) ?? 0 };
}

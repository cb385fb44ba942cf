import type { Notice } from '../incidents/notice.ts';
import type { Snapshot } from '../incidents/snapshot.ts';
import type { Versions } from './fingerprint.ts';

/** The notices of a snapshot, in its order. */
export interface Known extends Versions {
  readonly notices: readonly Notice[];
}

export interface WhatsNew {
  readonly known: Known;
  /** Added or changed, in the snapshot's order; of a first snapshot none. */
  readonly changed: readonly Notice[];
  /** As they were before: those that changed, and those that are gone. */
  readonly were: readonly Notice[];
  /** Whether other notices are there than before. */
  readonly hasOthers: boolean;
}

/** What is new in a snapshot against what was known before; whoever asks the same again is given the same. */
export type Comparing = (after: Pick<Snapshot, 'notices'>, before: Known | undefined) => WhatsNew;

export function createComparing(): Comparing {
  const versionOf = createVersions();
  let last: { readonly after: unknown; readonly before: Known | undefined; readonly news: WhatsNew } | undefined;
  return (after, before) => {
    if (last?.after !== after || last.before !== before)
      last = { after, before, news: whatsNew(after, before, versionOf) };
    return last.news;
  };
}

/**
 * Compares by identity: a notice that did not change is the same object in the next snapshot. Mostly all but a few at the
 * newest end are, in the same order, so that only what lies between the first and the last difference is looked at.
 */
function whatsNew({ notices }: Pick<Snapshot, 'notices'>, before: Known | undefined, of: Versions['of']): WhatsNew {
  if (before === undefined) return { known: { notices, content: 0, of }, changed: [], were: [], hasOthers: true };
  const [now, then] = between(notices, before.notices);
  if (now.length === 0 && then.length === 0) return { known: before, changed: [], were: [], hasOthers: false };
  const [same, ids] = [new Set(then), new Set(now.map(({ id }) => id))];
  const changed = now.filter((notice) => !same.has(notice));
  const still = new Set(now);
  const were = then.filter((notice) => !still.has(notice));
  const hasOthers = now.length !== then.length || then.some(({ id }) => !ids.has(id));
  return { known: { notices, content: before.content + 1, of }, changed, were, hasOthers };
}

/** Of two lists, what stands between the parts that begin and end both. */
export function between<Item>(one: readonly Item[], other: readonly Item[]): [readonly Item[], readonly Item[]] {
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < shorter - start && one[one.length - 1 - end] === other[other.length - 1 - end]) end += 1;
  return [one.slice(start, one.length - end), other.slice(start, other.length - end)];
}

/** A number of its own for every version of a notice that was ever asked for: what did not change is the same object. */
function createVersions(): Versions['of'] {
  const versions = new WeakMap<Notice, number>();
  let last = 0;
  return (notice) => {
    const version = versions.get(notice) ?? ++last;
    versions.set(notice, version);
    return version;
  };
}

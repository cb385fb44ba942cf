import type { Instant, Status } from './notice.ts';

/** What tells one report from another: where it stands, when, and what it says. `text` may be a hash. */
export interface UpdateItem {
  readonly notice: string;
  readonly at: Instant;
  readonly status: Status;
  readonly text: string;
  /** The update says of itself that it corrects an earlier one, so time and text may differ together. */
  readonly corrected?: boolean | undefined;
}

export interface UpdateChanges<Before extends UpdateItem, After extends UpdateItem> {
  /** New reports. */
  readonly added: readonly After[];
  /** The same report at a corrected time (also under a new notice id, after a rename). */
  readonly moved: readonly { readonly from: Before; readonly to: After }[];
  /** The same notice under a new id; its other updates are matched by their instants. */
  readonly renamed: readonly { readonly from: string; readonly to: string }[];
  readonly vanished: readonly Before[];
}

/**
 * Compares two sets of updates, whatever commits lie between: an update is known by notice id and instant; a vanished
 * one with the same status and text is a correction of time; a vanished notice whose updates all reappear is a rename.
 *
 * @param formerly new id → the ids it says it had before (`formerly:`); such a rename needs no other proof.
 */
export function matchUpdates<Before extends UpdateItem, After extends UpdateItem>(
  before: readonly Before[],
  after: readonly After[],
  formerly: ReadonlyMap<string, readonly string[]> = new Map(),
): UpdateChanges<Before, After> {
  const renamed = findRenames(byNotice(before), byNotice(after), formerly);
  const newId = new Map(renamed.map(({ from, to }) => [from, to]));
  const idNow = (item: Before) => newId.get(item.notice) ?? item.notice;

  const keysAfter = new Set(after.map((item) => key(item.notice, item.at)));
  const keysBefore = new Set(before.map((item) => key(idNow(item), item.at)));
  const gone = before.filter((item) => !keysAfter.has(key(idNow(item), item.at)));
  const fresh = after.filter((item) => !keysBefore.has(key(item.notice, item.at)));

  const moved = [...pair(gone, fresh, idNow, hasSameText), ...pair(gone, fresh, idNow, isSaidToCorrect)];
  return { added: fresh, moved, renamed, vanished: gone };
}

/** Takes what belongs together out of both lists, in order of time. */
function pair<Before extends UpdateItem, After extends UpdateItem>(
  gone: Before[],
  fresh: After[],
  idNow: (item: Before) => string,
  belong: (from: UpdateItem, to: UpdateItem) => boolean,
): { from: Before; to: After }[] {
  const pairs: { from: Before; to: After }[] = [];
  for (const from of [...gone].sort((a, b) => a.at - b.at)) {
    const [to] = fresh
      .filter((item) => item.notice === idNow(from) && belong(from, item))
      .sort((a, b) => Math.abs(a.at - from.at) - Math.abs(b.at - from.at));
    if (to === undefined) continue;
    gone.splice(gone.indexOf(from), 1);
    fresh.splice(fresh.indexOf(to), 1);
    pairs.push({ from, to });
  }
  return pairs;
}

function findRenames(
  before: ReadonlyMap<string, readonly UpdateItem[]>,
  after: ReadonlyMap<string, readonly UpdateItem[]>,
  formerly: ReadonlyMap<string, readonly string[]>,
) {
  const renamed: { from: string; to: string }[] = [];
  const taken = new Set<string>();
  for (const [from, updates] of before) {
    if (after.has(from)) continue;
    for (const [to, candidates] of after) {
      const isDeclared = formerly.get(to)?.includes(from) ?? false;
      if (!isDeclared && (before.has(to) || taken.has(to) || !reappear(updates, candidates))) continue;
      taken.add(to);
      renamed.push({ from, to });
      break;
    }
  }
  return renamed;
}

/** One text may be edited in the commit that renames, as long as instant and status are there; so may one time. */
function reappear(updates: readonly UpdateItem[], candidates: readonly UpdateItem[]): boolean {
  const left = [...candidates];
  return updates.every((update) => {
    const same = left.findIndex((item) => item.at === update.at && item.status === update.status);
    const found = same >= 0 ? same : left.findIndex((item) => hasSameText(update, item));
    if (found >= 0) left.splice(found, 1);
    return found >= 0;
  });
}

function byNotice<Item extends UpdateItem>(items: readonly Item[]): Map<string, Item[]> {
  return Map.groupBy(items, (item) => item.notice);
}

const key = (notice: string, at: Instant) => `${notice} ${at}`;
const hasSameText = (from: UpdateItem, to: UpdateItem) => from.status === to.status && from.text === to.text;
const isSaidToCorrect = (from: UpdateItem, to: UpdateItem) => to.corrected === true && from.status === to.status;

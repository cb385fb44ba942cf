/** What one side did to a path since both were one; `id` null where it was removed. */
export interface Change {
  readonly path: string;
  readonly mode: string;
  readonly id: string | null;
  /** The path it was renamed from, as git sees it; that path's removal is a change of its own. */
  readonly from?: string | undefined;
}

export interface MergePlan {
  /** The other side's changes to take over. */
  readonly take: readonly Change[];
  /** Paths that both changed, and differently: what stands here stays. */
  readonly kept: readonly string[];
}

/**
 * Joins two sides that parted, file by file: what only the other side touched is taken, of what both touched our own
 * stands. A rename is one change: when our own stands under the old name, the new name would publish it a second time.
 */
export function planMerge(own: readonly Change[], other: readonly Change[]): MergePlan {
  const touched = new Map(own.map((change) => [change.path, change]));
  const standing = own.filter(({ id }) => id !== null).map(({ path }) => path);
  // A file here and a folder of that name there, or the other way round.
  const clashes = (path: string) => standing.some((one) => isWithin(one, path) || isWithin(path, one));
  const take: Change[] = [];
  const kept = new Set<string>();
  for (const change of other) {
    const mine = touched.get(change.path);
    if (mine !== undefined && mine.id === change.id && mine.mode === change.mode) continue;
    const isOursUnderOldName = change.from !== undefined && touched.has(change.from);
    const stands = mine !== undefined || isOursUnderOldName || (change.id !== null && clashes(change.path));
    if (stands) kept.add(change.path);
    else take.push(change);
  }
  // What goes makes room for what comes: a file may become a folder.
  return { take: take.toSorted((a, b) => Number(a.id !== null) - Number(b.id !== null)), kept: [...kept].toSorted() };
}

function isWithin(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`);
}

import type { Finding } from './finding.ts';
import type { Instant, Notice } from './notice.ts';
import type { Page } from './page.ts';
import { reportItems, type ReportItem } from './report-item.ts';
import type { Snapshot } from './snapshot.ts';
import { latestAt } from './updates-at.ts';

/**
 * What whoever tells people needs of the content: everything at a start, later what changed. Reports come as items to be
 * compared; notices in full only where something may have to be said of them. Plain data: it goes from thread to thread.
 */
export interface ContentChange {
  /** Everything there is: what was known before is forgotten. */
  readonly isWhole: boolean;
  readonly commit: string | null;
  readonly committedAt: Instant;
  /** When the head that brought it was noticed. */
  readonly seenAt: Instant;
  readonly page: Page;
  /** The ids of all notices, where this is a whole; else null. */
  readonly all: readonly string[] | null;
  /** Notices that were added, changed or removed; of a whole those that are unsettled or young. */
  readonly changed: readonly string[];
  /** The reports of those. */
  readonly reports: readonly ReportItem[];
  /** The reports that they had before; none where that is not known. What was told of them at a start left out the old ones. */
  readonly stood: readonly ReportItem[];
  /** New id → the ids it had before, where it had any. */
  readonly formerly: Readonly<Record<string, readonly string[]>>;
  /** Those of which only a part could be read: what they do not say is not gone. */
  readonly broken: readonly string[];
  /** The same in full, but for those removed. */
  readonly notices: readonly Notice[];
  /** The files that the head changed, `page.yaml` too; empty for a whole, of which that is not known. */
  readonly files: readonly string[];
  /** Files that a remote had changed too, and of which what stood here was kept when both were joined. */
  readonly kept: readonly string[];
  /** What is wrong with those files; for a whole, with any. */
  readonly findings: readonly Finding[];
}

/** What brought a change about, and when it is told. */
export interface ContentOccasion extends Pick<ContentChange, 'files' | 'kept' | 'seenAt'> {
  readonly now: Instant;
}

/**
 * Everything there is that something may have to be said of. `youngerThan`: the age from which on nothing is mailed any
 * more; what is over for good and older is compared only when it changes.
 */
export function wholeContent(
  snapshot: Snapshot,
  { seenAt, now }: Pick<ContentOccasion, 'seenAt' | 'now'>,
  youngerThan: Instant,
): ContentChange {
  const unsettled = new Set(snapshot.unsettled);
  const told = snapshot.notices.filter(
    (notice) => unsettled.has(notice) || (latestAt(notice, now) ?? 0) >= youngerThan,
  );
  return {
    ...contentOf(snapshot, told, { files: [], kept: [], seenAt, now }),
    isWhole: true,
    all: snapshot.notices.map(({ id }) => id),
    findings: snapshot.findings,
  };
}

/** What changed. @param before the changed notices as they were, and those that are gone */
export function partOfContent(
  snapshot: Snapshot,
  changed: readonly Notice[],
  before: readonly Notice[],
  occasion: ContentOccasion,
): ContentChange {
  const part = contentOf(snapshot, changed, occasion);
  const there = new Set(part.changed);
  const removed = before.map(({ id }) => id).filter((id) => !there.has(id));
  const files = new Set(occasion.files);
  return {
    ...part,
    changed: [...part.changed, ...removed],
    stood: before.flatMap((notice) => reportItems(notice, occasion.now)),
    findings: snapshot.findings.filter(({ file }) => files.has(file)),
  };
}

/** Two changes that were not taken up one by one. */
export function joinChanges(before: ContentChange | null, after: ContentChange): ContentChange {
  if (before === null || after.isWhole) return after;
  const again = new Set(after.changed);
  const files = new Set(after.files);
  const known = new Set(before.changed);
  return {
    ...after,
    isWhole: before.isWhole,
    all:
      before.all === null ? null : [...before.all.filter((id) => !again.has(id)), ...after.notices.map(({ id }) => id)],
    seenAt: before.seenAt,
    changed: [...before.changed.filter((id) => !again.has(id)), ...after.changed],
    reports: [...before.reports.filter(({ notice }) => !again.has(notice)), ...after.reports],
    stood: [...before.stood, ...after.stood.filter(({ notice }) => !known.has(notice))],
    formerly: { ...before.formerly, ...after.formerly },
    broken: [...before.broken.filter((id) => !again.has(id)), ...after.broken],
    notices: [...before.notices.filter(({ id }) => !again.has(id)), ...after.notices],
    files: [...new Set([...before.files, ...after.files])],
    kept: [...new Set([...before.kept, ...after.kept])],
    findings: [...before.findings.filter(({ file }) => !files.has(file)), ...after.findings],
  };
}

function contentOf(
  { commit, committedAt, page }: Snapshot,
  notices: readonly Notice[],
  { files, kept, seenAt, now }: ContentOccasion,
): Omit<ContentChange, 'findings'> {
  const renamed = notices.filter(({ formerly }) => formerly.length > 0);
  return {
    isWhole: false,
    all: null,
    stood: [],
    ...{ commit, committedAt, seenAt, page, files, kept, notices },
    changed: notices.map(({ id }) => id),
    reports: notices.flatMap((notice) => reportItems(notice, now)),
    formerly: Object.fromEntries(renamed.map(({ id, formerly }) => [id, formerly])),
    broken: notices.filter(({ broken }) => broken !== undefined).map(({ id }) => id),
  };
}

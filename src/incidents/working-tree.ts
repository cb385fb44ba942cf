import type { ContentState } from './advance.ts';
import { createContent } from './content.ts';
import { applyStep, copyOf, differencesFrom, emptyHistory, rereadAll, type History } from './history.ts';
import { snapshotOf } from './index-notices.ts';
import type { Instant, Notice } from './notice.ts';
import { judgeChange } from './judge-change.ts';
import { reportsOf, withNumbers, type Numbering } from './numbering.ts';
import { overlay } from './overlay.ts';
import { pageWithoutSettings, readPageSettings, type PageSettings } from './page-settings.ts';
import { readVersion, type NoticeRecord, type RecordNeeds } from './record.ts';
import type { Freshness, Snapshot } from './snapshot.ts';
import { purposeOf, type Listing, type Source, type Step } from './source.ts';
import { openZone } from './zone.ts';

/** The notices of a folder as they stand there at this moment, for those who write them; never published. */
export interface WorkingTree {
  /** Drafts are in it; of a broken notice it holds what could be read of the file as it is. */
  readonly snapshot: Snapshot;
  readonly freshness: Freshness;
  /** The notices with a file that differs from the last commit; none where there is no repository. */
  readonly changed: ReadonlySet<string>;
  /** What the last commit publishes; its zone is null before the first one. Null where there is no repository. */
  readonly committed: { readonly notices: readonly Notice[]; readonly timeZone: string | null } | null;
}

interface Needs {
  /** The folder as it stands. */
  readonly folder: Source;
  /** What is committed of it; null where there is no repository. */
  readonly git: Source | null;
  /** ALERT_MAX_AGE in milliseconds. */
  readonly maxAge: number;
  readonly now: () => Instant;
}

/**
 * Reads a working tree again and again. What is committed keeps the times and numbers that history gave it; what is not
 * counts as if it were committed now. That is thrown away with every reading: a report that is typed, deleted and typed
 * again must not use up a number. Reading costs what differs from the last commit.
 */
export function createWorkingTree({ folder, git, maxAge, now: clock }: Needs): {
  /** @throws UserError when the folder or its repository cannot be read. */
  read(): Promise<WorkingTree>;
} {
  const known = new Map<string, string>();
  const readHead = git === null ? null : readCommitted(git, clock);

  return {
    async read() {
      // Whole seconds, as git keeps them: the instants of reports that have no time.
      const now = Math.floor(clock() / 1000) * 1000;
      const sign = (await folder.head()) ?? '';
      const committed = readHead === null ? null : await readHead();
      const ids = committed === null ? new Map<string, string>() : idsIn(committed);
      const found = await folder.listing(sign);
      const listing = git === null ? found : await overlay(folder, found, { committed: ids, known, now });
      const blobs = new Set(ids.values());
      const read = (id: string) => (git !== null && blobs.has(id) ? git : folder).read(id);
      const past = committed === null || git === null ? folder : git;
      const head = committed?.head ?? sign;
      const settings = await readPageSettings({ ...past, read }, head, listing, committed?.settings ?? null, null);
      const tree = await readOver({ read, now, maxAge }, committed, settings, listing);
      return git === null ? { ...tree, changed: new Set(), committed: null } : tree;
    },
  };
}

/** What is not committed, taken up as one step more. */
async function readOver(
  { read, now, maxAge }: Pick<RecordNeeds, 'read' | 'now'> & { readonly maxAge: number },
  committed: ContentState | null,
  settings: PageSettings,
  listing: Listing,
): Promise<WorkingTree> {
  const page = settings.page ?? pageWithoutSettings();
  const numbers = committed === null ? 'instant' : 'history';
  const needs = { page, zone: openZone(page.time_zone), now, read, numbers } as const;
  const history = committed === null ? emptyHistory() : copyOf(committed.history);
  const step = differencesFrom(history, listing);
  await applyStep(needs, history, step);
  if (committed !== null && settings.page !== committed.settings.page) await rereadAll(needs, history, now);
  const notices = await noticesIn(needs, history);
  const changed = changedBy(step);
  const own = [...history.records.values()].flatMap(({ findings }) => findings);
  const isChanged = ({ id }: Notice) => changed.has(id);
  const published = committed === null ? [] : publishedIn(committed.history);
  const judged =
    committed === null ? [] : judgeChange(published.filter(isChanged), notices.filter(isChanged), { ...needs, maxAge });
  return {
    snapshot: snapshotOf({
      commit: committed?.head ?? null,
      committedAt: listing.committedAt,
      page,
      brand: settings.worn.brand,
      notices,
      findings: [...listing.findings, ...settings.findings, ...settings.worn.findings, ...own, ...judged],
    }),
    freshness: settings.page === null ? { state: 'unknown', since: now } : { state: 'current', asOf: now },
    changed,
    committed: { notices: published, timeZone: committed?.settings.page?.time_zone ?? null },
  };
}

/** Reads what HEAD holds, and remembers it; null before the first commit. */
function readCommitted(git: Source, now: () => Instant): () => Promise<ContentState | null> {
  let committed: ContentState | null = null;
  const memory = { recall: () => Promise.resolve(null), note: (state: ContentState) => void (committed = state) };
  const content = createContent({ source: git, now, memory });
  return async () => {
    const { head } = await content.read();
    return head === null ? null : committed;
  };
}

function idsIn({ settings, history }: ContentState): Map<string, string> {
  return new Map(settings.id === null ? history.files : [...history.files, ['page.yaml', settings.id]]);
}

/** Whether good or not; what is not published yet is numbered as if it were now. */
async function noticesIn(needs: RecordNeeds, { records, numbering }: History): Promise<Notice[]> {
  const shown = await Promise.all([...records.values()].map((record) => asItStands(needs, record)));
  return shown.flatMap((notice) => (notice === null ? [] : [numbered(numbering, notice)]));
}

/** A writer wants to see the file that is open, where readers would go on seeing the last good version. */
async function asItStands(needs: RecordNeeds, record: NoticeRecord): Promise<Notice | null> {
  if (record.isNewest) return record.shown;
  const { shown } = await readVersion(needs, { ...record, shown: null }, record.files, needs.now);
  return shown ?? record.shown;
}

function numbered(numbering: Numbering, notice: Notice): Notice {
  if (notice.updates.every(({ number }) => number > 0)) return notice;
  const known = withNumbers(numbering, notice);
  let { last } = reportsOf(numbering, notice.id);
  return { ...known, updates: known.updates.map((one) => (one.number > 0 ? one : { ...one, number: ++last })) };
}

function changedBy({ changes }: Step): Set<string> {
  const purposes = changes.map(({ name }) => purposeOf(name));
  return new Set(purposes.flatMap((purpose) => (purpose?.kind === 'notice' ? [purpose.id] : [])));
}

function publishedIn({ records }: History): Notice[] {
  return [...records.values()].flatMap(({ shown }) => (shown === null || shown.draft ? [] : [shown]));
}

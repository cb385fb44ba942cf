import { UserError } from '../errors.ts';
import {
  applyStep,
  applySteps,
  copyOf,
  differencesFrom,
  emptyHistory,
  keepSame,
  rereadAll,
  type History,
} from './history.ts';
import { indexNotice, type IndexedNotice } from './index-notices.ts';
import type { Instant } from './notice.ts';
import { pageWithoutSettings, readPageSettings, type PageSettings } from './page-settings.ts';
import type { Page } from './page.ts';
import { nothingRead, readingOf, type Reading } from './reading.ts';
import { purposeOf, type Listing, type Onward, type Source, type Step } from './source.ts';
import { componentWords } from './component-words.ts';
import { openZone } from './zone.ts';

/** Reads a source again and again; what did not change is not parsed again, what broke keeps its last good version. */
export interface Content {
  /** `head`: what the source has just said it is. @throws UserError when the source itself cannot be read; what was read before then still holds. */
  read(head?: string | null): Promise<Reading>;
}

interface Needs {
  readonly source: Source;
  readonly now: () => Instant;
  /** What an earlier start kept of the content, so that the history is not walked again. */
  readonly memory?: Memory;
}

/** What was read up to a head. Plain data: it can be kept and taken up again. */
export interface ContentState {
  readonly head: string;
  readonly listing: Listing;
  readonly settings: PageSettings;
  readonly history: History;
}

export interface Memory {
  /** Null when nothing is kept, or nothing that can be used. */
  recall(): Promise<ContentState | null>;
  /** Told of every new state; what it does with it is its own affair. */
  note(state: ContentState): void;
}

interface Advanced extends Pick<Reading, 'files' | 'kept'> {
  readonly state: ContentState;
}

/** Starts with what memory holds, else with the whole history; later readings walk only the commits that are new. */
export function createContent({ source, now, memory }: Needs): Content {
  let state: ContentState | null = null;
  let indexed: ReadonlyMap<string, IndexedNotice> = new Map();
  let indexedFor: Page | null = null;
  let recalled = false;
  const startedAt = now();

  async function advance(head: string): Promise<Advanced> {
    const asked = state === null ? null : source.onward(state, head);
    // Copied while git looks.
    const copied = state === null ? null : copyOf(state.history);
    const onward = await asked;
    const listing = onward?.listing ?? (await source.listing(head));
    const settings = await readPageSettings(source, head, listing, state?.settings ?? null, onward);
    const page = settings.page ?? pageWithoutSettings();
    const before = onward !== null && hasSameTimes(page, state?.settings.page ?? null) ? state : null;
    const history = before === null || copied === null ? emptyHistory() : copied;
    const steps = before === null ? await source.steps(head) : (onward?.steps ?? []);
    const zone = openZone(page.time_zone);
    const numbers = source.kind === 'git' ? 'history' : 'instant';
    const needs = {
      page,
      zone,
      words: componentWords(page),
      now: now(),
      numbers,
      read: (id: string) => source.read(id),
    } as const;
    await applySteps(needs, history, steps);
    if (onward?.isOneStep !== true) await applyStep(needs, history, differencesFrom(history, listing));
    if (before !== null && settings.page !== before.settings.page) await rereadAll(needs, history, listing.committedAt);
    if (before === null && state !== null && onward === null) keepSame(history, state.history);
    const changes = state === null ? [] : changesBetween(state.history, onward, listing);
    const names = changes.map(({ name }) => name).filter((name) => purposeOf(name) !== null);
    // What is refused by its name or kind is in no step.
    const refused = state === null ? [] : listing.refused.filter((name) => !state?.listing.refused.includes(name));
    const isOwnSettings = state !== null && settings.id !== state.settings.id;
    const files = [...new Set([...names, ...refused, ...(isOwnSettings ? ['page.yaml'] : [])])];
    const kept = (onward?.kept ?? []).filter((name) => purposeOf(name) !== null);
    return { state: { head, listing, settings, history }, files, kept };
  }

  return {
    async read(known) {
      const head = known === undefined ? await source.head() : known;
      if (head === null && state !== null) throw new UserError('unavailable', branchGone(state.head));
      if (head === null) return nothingRead(startedAt, [nothingCommitted]);
      if (!recalled) state = (await memory?.recall()) ?? null;
      recalled = true;
      const seenAt = now();
      let files: readonly string[] = [];
      let kept: readonly string[] = [];
      if (state?.head !== head) {
        ({ state, files, kept } = await advance(head));
        memory?.note(state);
      }
      // What a notice says of a group depends on the page too.
      indexed = indexRecords(state, indexedFor === state.settings.page ? indexed : new Map(), now());
      indexedFor = state.settings.page;
      return readingOf(source.kind, state, [...indexed.values()], { files, kept, seenAt, now: now(), startedAt });
    },
  };
}

/**
 * Mostly the one step. Else what stands there now is compared with what stood there, whatever lies between: of a history
 * that was joined with ours, a part may be passed over.
 */
function changesBetween(before: History, onward: Onward | null, listing: Listing): Step['changes'] {
  const [step] = onward?.steps ?? [];
  if (onward?.isOneStep !== true || step === undefined) return differencesFrom(before, listing).changes;
  return step.changes.filter(
    ({ name, id }) => before.files.get(name) !== (id ?? undefined) && purposeOf(name)?.kind === 'notice',
  );
}

/** A change of these moves the instants of reports that are known by them: everything is numbered anew. */
function hasSameTimes(page: Page, before: Page | null): boolean {
  return page.time_zone === before?.time_zone && page.language === before.language;
}

/** A notice that did not change keeps what was worked out about it, and stays the very same object. */
function indexRecords(
  { history, settings }: ContentState,
  before: ReadonlyMap<string, IndexedNotice>,
  now: Instant,
): ReadonlyMap<string, IndexedNotice> {
  const page = settings.page ?? pageWithoutSettings();
  const needs = { page, zone: openZone(page.time_zone), passed: now };
  const after = new Map<string, IndexedNotice>();
  for (const { id, shown, firstPublishedAt } of history.records.values()) {
    if (shown === null || shown.draft) continue;
    const known = before.get(id);
    // A broken notice without a single report stands by the time it was first published.
    after.set(id, known?.notice === shown ? known : indexNotice(needs, shown, firstPublishedAt ?? 0));
  }
  return after;
}

const branchGone = (head: string) =>
  `The branch of the notices is gone from their repository; what was published last stands. Put it back there with: git update-ref HEAD ${head}`;
const nothingCommitted =
  'Nothing is committed yet in the repository of the notices, so nothing is published. Commit them.';

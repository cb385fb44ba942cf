import { componentWords } from './component-words.ts';
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
import type { Instant } from './notice.ts';
import { pageWithoutSettings, readPageSettings, type PageSettings } from './page-settings.ts';
import type { Page } from './page.ts';
import type { Reading } from './reading.ts';
import { purposeOf, type Listing, type Onward, type Source, type Step } from './source.ts';
import { openZone } from './zone.ts';

/** What was read up to a head. Plain data: it can be kept and taken up again. What was read of the next head takes its history further. */
export interface ContentState {
  readonly head: string;
  readonly listing: Listing;
  readonly settings: PageSettings;
  readonly history: History;
}

/** A state, and what is otherwise in it than in the one before. */
export interface Advanced extends Pick<Reading, 'files' | 'kept'> {
  readonly state: ContentState;
  /** The ids of notices of which something may be otherwise; null when everything may. */
  readonly touched: ReadonlySet<string> | null;
}

interface Needs {
  readonly source: Source;
  readonly now: Instant;
}

/**
 * From a state to another head; from null, or where the head is no descendant, with the whole history.
 *
 * Throws UserError when the source cannot be read; the state given then still holds.
 */
export async function advance({ source, now }: Needs, state: ContentState | null, head: string): Promise<Advanced> {
  const onward = state === null ? null : await source.onward(state, head);
  const listing = onward?.listing ?? (await source.listing(head));
  const settings = await readPageSettings(source, head, listing, state?.settings ?? null, onward);
  const page = settings.page ?? pageWithoutSettings();
  const before = onward !== null && hasSameTimes(page, state?.settings.page ?? null) ? state : null;
  const needs = {
    page,
    zone: openZone(page.time_zone),
    words: componentWords(page),
    now,
    numbers: source.kind === 'git' ? 'history' : 'instant',
    read: (id: string) => source.read(id),
  } as const;
  const isSamePage = settings.page === before?.settings.page;
  const isOneStep = before !== null && onward?.isOneStep === true && isSamePage;
  const changed = state === null ? [] : changesBetween(state.history, onward, listing).map(({ name }) => name);

  // One step is taken up at once, or not at all when a file cannot be read: nothing has to be copied to go back.
  const history = before === null ? emptyHistory() : isOneStep ? before.history : copyOf(before.history);
  const steps = before === null ? await source.steps(head) : (onward?.steps ?? []);
  await applySteps(needs, history, steps);
  const rest = isOneStep ? { changes: [] } : differencesFrom(history, listing);
  await applyStep(needs, history, rest);
  if (before !== null && !isSamePage) await rereadAll(needs, history, listing.committedAt);
  if (before === null && state !== null && onward === null) keepSame(history, state.history);
  return {
    state: { head, listing, settings, history },
    files: state === null ? [] : filesOf(state, { listing, settings }, changed),
    kept: (onward?.kept ?? []).filter((name) => purposeOf(name) !== null),
    touched: before === null || !isSamePage ? null : noticesIn([...steps, rest]),
  };
}

/** The names of what is otherwise now, what is refused by its name or kind included: that is in no step. */
function filesOf(
  before: ContentState,
  { listing, settings }: Pick<ContentState, 'listing' | 'settings'>,
  changed: readonly string[],
): string[] {
  const refused = listing.refused.filter((name) => !before.listing.refused.includes(name));
  const own = settings.id === before.settings.id ? [] : ['page.yaml'];
  return [...new Set([...changed.filter((name) => purposeOf(name) !== null), ...refused, ...own])];
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

function noticesIn(steps: readonly Step[]): ReadonlySet<string> {
  const purposes = steps.flatMap(({ changes }) => changes.map(({ name }) => purposeOf(name)));
  return new Set(purposes.flatMap((purpose) => (purpose?.kind === 'notice' ? [purpose.id] : [])));
}

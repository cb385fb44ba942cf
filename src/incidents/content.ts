import { applyStep, differencesFrom, emptyHistory, rereadAll, type History } from './history.ts';
import type { Instant, Notice } from './notice.ts';
import { withNumbers, withNumbersByInstant } from './numbering.ts';
import { pageWithoutSettings, readPageSettings, type PageSettings } from './page-settings.ts';
import type { Page } from './page.ts';
import type { NoticeRecord } from './record.ts';
import type { Freshness, Snapshot } from './snapshot.ts';
import type { Listing, Source } from './source.ts';
import { openZone } from './zone.ts';

/** What the content says now. `problems` are sentences for staff; findings with file and line are in the snapshot. */
export interface Reading {
  readonly head: string | null;
  readonly snapshot: Snapshot;
  readonly freshness: Freshness;
  readonly problems: readonly string[];
  /** False where the content is not known well enough to compare it with what was announced. */
  readonly isAnnounceable: boolean;
}

/** Reads a source again and again; what did not change is not parsed again, what broke keeps its last good version. */
export interface Content {
  /** `head`: what the source has just said it is. @throws UserError when the source itself cannot be read; what was read before then still holds. */
  read(head?: string | null): Promise<Reading>;
}

interface Needs {
  readonly source: Source;
  readonly now: () => Instant;
}

interface State {
  readonly head: string;
  readonly settings: PageSettings;
  readonly history: History;
}

type Steps = Awaited<ReturnType<Source['steps']>>;

/** Starts with the whole history at the first reading; later ones walk only the commits that are new. */
export function createContent({ source, now }: Needs): Content {
  let state: State | null = null;
  const startedAt = now();

  async function advance(head: string, listing: Listing, onward: Steps): Promise<State> {
    const settings = await readPageSettings(source, head, listing, state?.settings ?? null);
    const page = settings.page ?? pageWithoutSettings();
    const needs = { page, zone: openZone(page.time_zone), now: now(), read: (id: string) => source.read(id) };
    const before = onward !== null && hasSameTimes(page, state?.settings.page ?? null) ? state : null;
    const history = before === null ? emptyHistory() : copyOf(before.history);
    const steps = before === null ? await source.steps(null, head) : onward;
    for (const step of steps ?? []) await applyStep(needs, history, step);
    await applyStep(needs, history, differencesFrom(history, listing));
    if (before !== null && settings.page !== before.settings.page)
      await rereadAll(needs, history, listing.files[0]?.changedAt ?? listing.committedAt);
    return { head, settings, history };
  }

  return {
    async read(known) {
      const head = known === undefined ? await source.head() : known;
      if (head === null) return nothingRead(startedAt, [nothingCommitted]);
      const isNew = state?.head !== head;
      const onward = state !== null && isNew ? source.steps(state.head, head) : null;
      const [listing, steps] = await Promise.all([source.listing(head), onward]);
      if (isNew) state = await advance(head, listing, steps);
      if (state === null) throw new Error('a head without a state');
      return toReading(source.kind, state, listing, now(), startedAt);
    },
  };
}

/** What is shown while no content could be read at all: a page that knows nothing, and says so. */
export function nothingRead(since: Instant, problems: readonly string[]): Reading {
  return {
    head: null,
    snapshot: { commit: null, committedAt: since, page: pageWithoutSettings(), notices: [], findings: [] },
    freshness: { state: 'unknown', since },
    problems,
    isAnnounceable: false,
  };
}

/** A change of these moves the instants of reports that are known by them: everything is numbered anew. */
function hasSameTimes(page: Page, before: Page | null): boolean {
  return page.time_zone === before?.time_zone && page.language === before.language;
}

/** A reading that fails half-way must leave what was there. */
function copyOf(history: History): History {
  return { records: new Map(history.records), numbering: new Map(history.numbering) };
}

function toReading(kind: Source['kind'], state: State, listing: Listing, now: Instant, startedAt: Instant): Reading {
  const { head, settings, history } = state;
  const records = [...history.records.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const shown = records.flatMap(({ shown }) => (shown === null || shown.draft ? [] : [shown]));
  const number = (notice: Notice) =>
    kind === 'git' ? withNumbers(history.numbering, notice) : withNumbersByInstant(notice);
  const snapshot: Snapshot = {
    commit: kind === 'git' ? head : null,
    committedAt: listing.committedAt,
    page: settings.page ?? pageWithoutSettings(),
    notices: newestFirst(shown.map(number), history),
    findings: [...listing.findings, ...settings.findings, ...records.flatMap(({ findings }) => findings)],
  };
  const freshness: Freshness =
    settings.page === null ? { state: 'unknown', since: startedAt } : { state: 'current', asOf: now };
  const refused = records.flatMap(({ files }) => listing.refused.filter((name) => files.has(name)));
  const problems = [
    ...pageProblems(settings),
    ...refused.map((name) => `${name} is a link and is not followed; what stood there before is shown.`),
    ...records.flatMap(noticeProblems),
  ];
  return { head, snapshot, freshness, problems, isAnnounceable: settings.page !== null };
}

/** A broken notice without a single report stands by the time it was first published. */
function newestFirst(notices: readonly Notice[], { records }: History): Notice[] {
  const latest = (notice: Notice) => notice.updates.at(-1)?.at ?? records.get(notice.id)?.firstPublishedAt ?? 0;
  return notices.toSorted((a, b) => latest(b) - latest(a) || (a.id < b.id ? -1 : 1));
}

function pageProblems({ page, findings }: PageSettings): string[] {
  const error = findings.find(({ severity }) => severity === 'error');
  if (page === null) return ['There is no good page.yaml yet, so the page can only say that its state is unknown.'];
  return error === undefined ? [] : [`page.yaml has an error in line ${error.line}; its last good version is used.`];
}

function noticeProblems({ id, files, shown, isNewest, findings }: NoticeRecord): string[] {
  const error = findings.find(({ severity }) => severity === 'error');
  if (!files.has(`${id}.md`) || (isNewest && shown?.broken === undefined)) return [];
  const place = error === undefined ? `${id}.md has an error` : `${error.file} has an error in line ${error.line}`;
  if (shown === null) return [`${place}; nothing of it could be read.`];
  return [isNewest ? `${place}; what could be read of it is shown.` : `${place}; its last good version is shown.`];
}

const nothingCommitted =
  'Nothing is committed yet in the repository of the notices, so nothing is published. Commit them.';

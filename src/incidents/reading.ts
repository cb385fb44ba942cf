import type { ContentState } from './advance.ts';
import type { NoticeIndex } from './index-notices.ts';
import type { Instant } from './notice.ts';
import { pageWithoutSettings, type PageSettings } from './page-settings.ts';
import type { NoticeRecord } from './record.ts';
import type { Freshness, Snapshot } from './snapshot.ts';
import type { Source } from './source.ts';

/** What the content says now. `problems` are sentences for staff; findings with file and line are in the snapshot. */
export interface Reading {
  readonly head: string | null;
  readonly snapshot: Snapshot;
  readonly freshness: Freshness;
  readonly problems: readonly string[];
  /** False where the content is not known well enough to compare it with what was announced. */
  readonly isAnnounceable: boolean;
  /** The files in which the head differs from the one read before; empty where that is not known. */
  readonly files: readonly string[];
  /** Those that a remote had changed too, and of which what stood here was kept when both were joined. */
  readonly kept: readonly string[];
  /** When the head was noticed. */
  readonly seenAt: Instant;
}

/** What is shown while no content could be read at all: a page that knows nothing, and says so. */
export function nothingRead(since: Instant, problems: readonly string[]): Reading {
  return {
    head: null,
    snapshot: {
      commit: null,
      committedAt: since,
      page: pageWithoutSettings(),
      notices: [],
      unsettled: [],
      left: {},
      months: new Map(),
      findings: [],
    },
    freshness: { state: 'unknown', since },
    problems,
    isAnnounceable: false,
    files: [],
    kept: [],
    seenAt: since,
  };
}

/** Whether there is anything about a notice that staff have to be told. Of thousands mostly there is not. */
export function isTroubled({ shown, isNewest, findings }: NoticeRecord): boolean {
  return findings.length > 0 || !isNewest || shown?.broken !== undefined;
}

/** The reading of a state, with its notices in their places, and the records that are troubled. */
export function readingOf(
  kind: Source['kind'],
  { head, listing, settings, history }: ContentState,
  { index, troubled }: { readonly index: NoticeIndex; readonly troubled: readonly NoticeRecord[] },
  {
    now,
    startedAt,
    ...occasion
  }: Pick<Reading, 'files' | 'kept' | 'seenAt'> & { readonly now: Instant; readonly startedAt: Instant },
): Reading {
  const records = troubled.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const snapshot: Snapshot = {
    commit: kind === 'git' ? head : null,
    committedAt: listing.committedAt,
    page: settings.page ?? pageWithoutSettings(),
    brand: settings.worn.brand,
    ...index.parts,
    findings: [
      ...listing.findings,
      ...settings.findings,
      ...settings.worn.findings,
      ...records.flatMap(({ findings }) => findings),
    ],
  };
  const freshness: Freshness =
    settings.page === null ? { state: 'unknown', since: startedAt } : { state: 'current', asOf: now };
  const refused = listing.refused.filter((name) => history.files.has(name));
  const problems = [
    ...pageProblems(settings),
    ...refused.map((name) => `${name} is a link and is not followed; what stood there before is shown.`),
    ...records.flatMap(noticeProblems),
  ];
  return { head, snapshot, freshness, problems, isAnnounceable: settings.page !== null, ...occasion };
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

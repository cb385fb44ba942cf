import { matchUpdates } from '../incidents/changes.ts';
import type { ContentChange } from '../incidents/content-change.ts';
import type { Instant, Status } from '../incidents/notice.ts';
import type { ReportItem } from '../incidents/report-item.ts';

/** An announcement as the ledger remembers it. */
export interface Announced {
  readonly id: number;
  readonly notice: string;
  readonly at: Instant;
  readonly status: Status;
  /** `textHash` of the original text. */
  readonly text: string;
}

export type Reason =
  | 'first_start'
  | 'time_zone'
  | 'retracted'
  | 'notify_false'
  | 'correction'
  | 'too_old'
  | 'overtaken'
  /** Time, status or text were not understood: held, not announced, looked at again with every snapshot. */
  | 'broken';

export interface News {
  /** To be mailed, oldest first. */
  readonly news: readonly ReportItem[];
  /** New, but mailed to nobody. */
  readonly notMailed: readonly { readonly report: ReportItem; readonly reason: Reason }[];
  /** Announced already, at another time. */
  readonly moved: readonly { readonly announced: Announced; readonly report: ReportItem }[];
  readonly renamed: readonly { readonly from: string; readonly to: string }[];
  /** Announced already, with another text. */
  readonly edited: readonly { readonly announced: Announced; readonly report: ReportItem }[];
  /** Announced, and taken back: whoever got it is told. */
  readonly retracted: readonly { readonly announced: Announced; readonly report: ReportItem }[];
  /** Announced, and no longer on the page or taken back: what still waits is not sent. */
  readonly withdrawn: readonly Announced[];
}

/** What the page holds of the notices that are compared. */
export type Compared = Pick<ContentChange, 'reports' | 'formerly' | 'broken' | 'page'>;

interface Settings {
  /** ALERT_MAX_AGE in milliseconds. */
  readonly maxAge: number;
  /** The page's time zone as last seen; null when no content was ever seen. */
  readonly timeZone: string | null;
  /** The database came out of a backup, and no content was seen since. */
  readonly isRestored?: boolean;
}

/** A clock this far ahead is a mistyped time: what is announced there does not overtake anything. */
const mostAhead = 10 * 60_000;

/**
 * Compares what was announced with what the page holds now; the commits in between do not matter. The source of the rules
 * is DESIGN.md, "What is news". Both are of the same notices: all, or those that may have changed.
 */
export function whatIsNews(announced: readonly Announced[], content: Compared, now: Instant, settings: Settings): News {
  const { reports } = content;
  const formerly = new Map(Object.entries(content.formerly));
  const { added, moved, renamed, vanished } = matchUpdates(announced, reports, formerly);
  const standing = stillThere(announced, reports, { moved, renamed });

  const sight = firstSight(announced, content, settings);
  const judged = added
    .toSorted((a, b) => a.at - b.at)
    .map((report) => ({
      report,
      reason: report.isHeld ? ('broken' as const) : (sight ?? reasonAgainst(report, standing, now, settings.maxAge)),
    }));
  const broken = new Set(content.broken);
  const retracted = standing.filter(({ report }) => report.retracted);
  return {
    news: judged.filter(({ reason }) => reason === null).map(({ report }) => report),
    notMailed: judged.flatMap(({ report, reason }) => (reason === null ? [] : [{ report, reason }])),
    moved: moved.map(({ from, to }) => ({ announced: from, report: to })),
    renamed,
    edited: standing.filter(
      ({ announced, report }) => announced.text !== report.text || announced.status !== report.status,
    ),
    retracted,
    withdrawn: [
      // What could be read of a broken file is never taken as all there is.
      ...vanished.filter(({ notice }) => !broken.has(notice)),
      ...retracted.map(({ announced }) => announced),
    ],
  };
}

/** Each announcement with the report that it is now. */
function stillThere(
  announced: readonly Announced[],
  reports: readonly ReportItem[],
  { moved, renamed }: Pick<ReturnType<typeof matchUpdates<Announced, ReportItem>>, 'moved' | 'renamed'>,
): { readonly announced: Announced; readonly report: ReportItem }[] {
  const movedTo = new Map(moved.map(({ from, to }) => [from, to]));
  const newId = new Map(renamed.map(({ from, to }) => [from, to]));
  const byKey = new Map(reports.map((report) => [`${report.notice} ${report.at}`, report]));
  return announced.flatMap((entry) => {
    const report = movedTo.get(entry) ?? byKey.get(`${newId.get(entry.notice) ?? entry.notice} ${entry.at}`);
    return report === undefined ? [] : [{ announced: entry, report }];
  });
}

/** Content that is seen for the first time, or whose every instant means something else now, counts as announced. */
function firstSight(
  announced: readonly Announced[],
  { page }: Compared,
  { timeZone, isRestored }: Settings,
): Reason | null {
  if (isRestored || (announced.length === 0 && timeZone === null)) return 'first_start';
  return timeZone !== null && timeZone !== page.time_zone ? 'time_zone' : null;
}

function reasonAgainst(
  report: ReportItem,
  standing: readonly { readonly report: ReportItem }[],
  now: Instant,
  maxAge: number,
): Reason | null {
  if (report.retracted) return 'retracted';
  if (!report.notify) return 'notify_false';
  if (report.corrected) return 'correction';
  if (now - report.at > maxAge) return 'too_old';
  const isOvertaken = standing.some(
    ({ report: other }) =>
      other.notice === report.notice && other.at > report.at && other.at <= now + mostAhead && !other.retracted,
  );
  return isOvertaken ? 'overtaken' : null;
}

/** The command that mails a report all the same; null where none can. */
export function announceCommand(one: {
  readonly notice: string;
  readonly number: number;
  readonly reason: string;
}): string | null {
  if (one.reason === 'broken' || one.reason === 'retracted') return null;
  // Left out, it means the newest: one that the clock made has no number.
  return `npm run noroshi -- mail announce ${one.notice}${one.number > 0 ? ` ${one.number}` : ''}`;
}

import { createHash } from 'node:crypto';
import { matchUpdates } from '../incidents/changes.ts';
import type { Instant, Notice, Status, Update } from '../incidents/notice.ts';
import type { Snapshot } from '../incidents/snapshot.ts';

/** An announcement as the ledger remembers it. */
export interface Announced {
  readonly id: number;
  readonly notice: string;
  readonly at: Instant;
  readonly status: Status;
  /** `textHash` of the original text. */
  readonly text: string;
}

/** An update as the snapshot holds it now. */
export interface Report {
  readonly notice: Notice;
  readonly update: Update;
}

export type Reason =
  | 'first_start'
  | 'time_zone'
  | 'retracted'
  | 'notify_false'
  | 'correction'
  | 'exercise'
  | 'too_old'
  | 'overtaken'
  /** Time, status or text were not understood: held, not announced, looked at again with every snapshot. */
  | 'broken';

export interface News {
  /** To be mailed, oldest first. */
  readonly news: readonly Report[];
  /** New, but mailed to nobody. */
  readonly notMailed: readonly (Report & { readonly reason: Reason })[];
  /** Announced already, at another time. */
  readonly moved: readonly (Report & { readonly announced: Announced })[];
  readonly renamed: readonly { readonly from: string; readonly to: string }[];
  /** Announced already, with another text. */
  readonly edited: readonly (Report & { readonly announced: Announced })[];
  /** Announced, and no longer on the page or taken back: what still waits is not sent. */
  readonly withdrawn: readonly Announced[];
}

interface Settings {
  /** ALERT_MAX_AGE in milliseconds. */
  readonly maxAge: number;
  /** The page's time zone as last seen; null when no content was ever seen. */
  readonly timeZone: string | null;
}

/** A clock this far ahead is a mistyped time: what is announced there does not overtake anything. */
const mostAhead = 10 * 60_000;

/**
 * Compares what was announced with what the page holds now; the commits in between do not matter. The source of the rules
 * is DESIGN.md, "What is news".
 */
export function whatIsNews(
  announced: readonly Announced[],
  snapshot: Snapshot,
  now: Instant,
  settings: Settings,
): News {
  const items = snapshot.notices.filter((notice) => !notice.draft).flatMap(itemsOf);
  const formerly = new Map(snapshot.notices.map(({ id, formerly }) => [id, formerly]));
  const { added, moved, renamed, vanished } = matchUpdates(announced, items, formerly);
  const standing = stillThere(announced, items, { moved, renamed });

  const sight = firstSight(announced, snapshot, settings);
  const judged = added
    .toSorted((a, b) => a.at - b.at)
    .map(({ report }) => ({
      ...report,
      reason: isHeld(report) ? ('broken' as const) : (sight ?? reasonAgainst(report, standing, now, settings.maxAge)),
    }));
  const broken = new Set(snapshot.notices.filter((notice) => notice.broken !== undefined).map(({ id }) => id));
  return {
    news: judged.filter(({ reason }) => reason === null).map(({ notice, update }) => ({ notice, update })),
    notMailed: judged.flatMap(({ notice, update, reason }) => (reason === null ? [] : [{ notice, update, reason }])),
    moved: moved.map(({ from, to }) => ({ announced: from, ...to.report })),
    renamed,
    edited: standing
      .filter(({ announced, item }) => announced.text !== item.text || announced.status !== item.status)
      .map(({ announced, item }) => ({ announced, ...item.report })),
    withdrawn: [
      // What could be read of a broken file is never taken as all there is.
      ...vanished.filter(({ notice }) => !broken.has(notice)),
      ...standing.filter(({ item }) => item.report.update.retracted).map(({ announced }) => announced),
    ],
  };
}

/** SHA-256 of an update's original text: tells a corrected time from a new report, an edited text from an old one. */
export function textHash({ notice, update }: Report): string {
  return createHash('sha256')
    .update(update.body[notice.language] ?? '')
    .digest('hex');
}

type Item = ReturnType<typeof itemsOf>[number];

function itemsOf(notice: Notice) {
  return notice.updates.map((update) => ({
    notice: notice.id,
    at: update.at,
    status: update.status,
    text: textHash({ notice, update }),
    corrected: update.corrected !== undefined,
    report: { notice, update },
  }));
}

/** Each announcement with the update that it is now. */
function stillThere(
  announced: readonly Announced[],
  items: readonly Item[],
  { moved, renamed }: Pick<ReturnType<typeof matchUpdates<Announced, Item>>, 'moved' | 'renamed'>,
): { readonly announced: Announced; readonly item: Item }[] {
  const movedTo = new Map(moved.map(({ from, to }) => [from, to]));
  const newId = new Map(renamed.map(({ from, to }) => [from, to]));
  const byKey = new Map(items.map((item) => [`${item.notice} ${item.at}`, item]));
  return announced.flatMap((entry) => {
    const item = movedTo.get(entry) ?? byKey.get(`${newId.get(entry.notice) ?? entry.notice} ${entry.at}`);
    return item === undefined ? [] : [{ announced: entry, item }];
  });
}

/** Content that is seen for the first time, or whose every instant means something else now, counts as announced. */
function firstSight(announced: readonly Announced[], snapshot: Snapshot, { timeZone }: Settings): Reason | null {
  if (announced.length === 0 && timeZone === null) return 'first_start';
  return timeZone !== null && timeZone !== snapshot.page.time_zone ? 'time_zone' : null;
}

const isHeld = ({ notice }: Report) => notice.broken?.mailable === false;

function reasonAgainst(
  { notice, update }: Report,
  standing: readonly { readonly item: Item }[],
  now: Instant,
  maxAge: number,
): Reason | null {
  if (update.retracted) return 'retracted';
  if (!update.notify) return 'notify_false';
  if (update.corrected !== undefined) return 'correction';
  if (notice.type === 'exercise') return 'exercise';
  if (now - update.at > maxAge) return 'too_old';
  const isOvertaken = standing.some(
    ({ item }) =>
      item.notice === notice.id && item.at > update.at && item.at <= now + mostAhead && !item.report.update.retracted,
  );
  return isOvertaken ? 'overtaken' : null;
}

import { matchUpdates, type UpdateItem } from './changes.ts';
import type { Instant, Notice } from './notice.ts';

/** The report numbers given so far, by notice id. */
export type Numbering = Map<string, KeptNumbers>;

/**
 * The highest number ever given to a notice's reports, then of each report its instant, its number and when it was
 * published: 64,000 reports take 2 MB like this, and as objects 9.
 */
export type KeptNumbers = readonly number[];

export interface NumberedReports {
  /** The highest number ever given: none is given twice. */
  readonly last: number;
  /** By the report's instant. */
  readonly reports: ReadonlyMap<Instant, { readonly number: number; readonly publishedAt: Instant }>;
}

/** A notice's reports as `matchUpdates` compares them. A draft has none: it is not published. */
export function itemsOf(notice: Notice | null): UpdateItem[] {
  if (notice === null || notice.draft) return [];
  return notice.updates.map(({ at, status, body, corrected }) => ({
    notice: notice.id,
    at,
    status,
    text: body[notice.language] ?? '',
    corrected: corrected !== undefined,
  }));
}

/**
 * Takes up what one commit published: new reports get the next numbers by instant; a report corrected in time and a
 * renamed notice keep theirs; one that comes back gets the number it had, unless another report has it now.
 */
export function numberReports(
  numbering: Numbering,
  before: readonly UpdateItem[],
  after: readonly UpdateItem[],
  formerly: ReadonlyMap<string, readonly string[]>,
  publishedAt: Instant,
): void {
  const { added, moved, renamed } = matchUpdates(before, after, formerly);
  for (const { from, to } of renamed) {
    if (!numbering.has(from)) continue;
    const [old, own] = [reportsOf(numbering, from), reportsOf(numbering, to)];
    numbering.delete(from);
    const reports = new Map([...old.reports, ...own.reports]);
    numbering.set(to, kept({ last: Math.max(old.last, own.last), reports }));
  }
  for (const { from, to } of moved) {
    const { last, reports } = reportsOf(numbering, to.notice);
    const known = reports.get(from.at);
    if (known === undefined) continue;
    const rest = [...reports].filter(([at]) => at !== from.at);
    numbering.set(to.notice, kept({ last, reports: new Map([...rest, [to.at, known]]) }));
  }
  for (const { notice, at } of added.toSorted((a, b) => a.at - b.at)) {
    const { last, reports } = reportsOf(numbering, notice);
    if (reports.has(at)) continue;
    const number = last + 1;
    numbering.set(notice, kept({ last: number, reports: new Map([...reports, [at, { number, publishedAt }]]) }));
  }
}

/** The notice with the numbers that history gave its reports. */
export function withNumbers(numbering: Numbering, notice: Notice): Notice {
  const { reports } = reportsOf(numbering, notice.id);
  return { ...notice, updates: notice.updates.map((update) => ({ ...update, ...reports.get(update.at) })) };
}

/** Where there is no history: numbered by instant. */
export function withNumbersByInstant(notice: Notice): Notice {
  return { ...notice, updates: notice.updates.map((update, index) => ({ ...update, number: index + 1 })) };
}

/** The numbers of a notice's reports; none where it is not known. */
export function reportsOf(numbering: Numbering, notice: string): NumberedReports {
  const [last = 0, ...rest] = numbering.get(notice) ?? [];
  const reports = new Map<Instant, { number: number; publishedAt: Instant }>();
  for (let index = 0; index < rest.length; index += 3) {
    const [at = 0, number = 0, publishedAt = 0] = rest.slice(index, index + 3);
    reports.set(at, { number, publishedAt });
  }
  return { last, reports };
}

function kept({ last, reports }: NumberedReports): KeptNumbers {
  return [last, ...[...reports].flatMap(([at, { number, publishedAt }]) => [at, number, publishedAt])];
}

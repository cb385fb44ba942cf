import type { ComponentState, Impact, Instant, Status, Update } from './notice.ts';
import { offsetText, type Zone } from './zone.ts';

/** A report that somebody wants to add, before it is text in a file. Times are texts, as a notice has them. */
export interface ReportDraft {
  /** Left out: as in the report before. */
  readonly status?: Status | undefined;
  readonly components: readonly { readonly id: string; readonly state: ComponentState }[];
  readonly impact?: Impact | undefined;
  readonly next?: string | undefined;
  readonly expected?: string | undefined;
  readonly text: string;
}

/** The lines of a report: its heading, its fields, its text. */
export function reportLines(draft: ReportDraft, heading: string): string[] {
  const status = draft.status === undefined ? '' : ` ${draft.status}`;
  const components = draft.components.map(({ id, state }) => `${id}: ${state}`);
  return [`## ${heading}${status}`, ...components, ...fieldLines(draft), '', ...draft.text.trim().split(/\r\n|\n|\r/)];
}

/** `next: 18:00` and the like, of what was given. */
export function fieldLines(draft: Pick<ReportDraft, 'impact' | 'expected' | 'next'>): string[] {
  const names = ['impact', 'expected', 'next'] as const;
  return names.flatMap((name) => (draft[name] === undefined ? [] : [`${name}: ${draft[name]}`]));
}

/** `2012-06-20 17:10` on the page's clock, with seconds where it has some, with the offset where a clock change needs it. */
export function headingTime(zone: Zone, at: Instant): string {
  const wall = zone.wallTimeOf(at);
  const text = new Date(wall).toISOString().replace('T', ' ');
  const time = text.slice(0, at % 60_000 === 0 ? 16 : 19);
  return 'at' in zone.instantOf(wall) ? time : `${time}${offsetText(wall - at)}`;
}

/** The time of a report written now: this minute, or the next free second when the minute has a report already. */
export function instantAfter(updates: readonly Update[], now: Instant): Instant {
  const minute = Math.floor(now / 60_000) * 60_000;
  const last = Math.max(0, ...updates.map(({ at }) => at));
  return last < minute ? minute : Math.max(Math.floor(now / 1000), Math.floor(last / 1000) + 1) * 1000;
}

/** Where a new report stands in its file: above the first one where the newest comes first, else at the end. */
export function isNewestFirst(updates: readonly Update[]): boolean {
  const inFile = updates.toSorted((one, other) => one.line - other.line);
  return (inFile[0]?.at ?? 0) > (inFile.at(-1)?.at ?? 0);
}

/** The file with a report in it, above a line or at the end; all else stays byte for byte, line ends too. */
export function withReport(file: string, report: readonly string[], aboveLine: number | null): string {
  const end = lineEnd(file);
  const text = report.join(end);
  if (aboveLine === null) return `${file.trimEnd()}${end}${end}${text}${end}`;
  const place = startOfLine(file, aboveLine);
  return `${file.slice(0, place)}${text}${end}${end}${file.slice(place)}`;
}

/** The file with `retracted: true` below the heading on a line. */
export function withRetraction(file: string, headingLine: number): string {
  const place = startOfLine(file, headingLine + 1);
  const end = lineEnd(file);
  const before = file.slice(0, place);
  return `${before}${/[\r\n]$/.test(before) ? '' : end}retracted: true${end}${file.slice(place)}`;
}

function startOfLine(file: string, line: number): number {
  let place = 0;
  for (const { index, 0: end } of file.matchAll(/\r\n|\n|\r/g)) {
    if (line-- <= 1) return place;
    place = index + end.length;
  }
  return line <= 1 ? place : file.length;
}

function lineEnd(file: string): string {
  return /\r\n|\n|\r/.exec(file)?.[0] ?? '\n';
}

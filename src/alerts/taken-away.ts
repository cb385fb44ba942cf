import { matchUpdates } from '../incidents/changes.ts';
import type { ContentChange } from '../incidents/content-change.ts';

/** What was on the page before a change, and is not after it: not moved, not renamed, not only marked as taken back. */
export interface TakenAway {
  /** Ids of whole notices. */
  readonly notices: readonly string[];
  /** Reports of notices that are there. */
  readonly reports: readonly { readonly notice: string; readonly number: number }[];
}

/** Of a whole it is not known. A broken file takes nothing away: what it does not say is not gone. */
export function takenAway(
  content: Pick<ContentChange, 'isWhole' | 'changed' | 'notices' | 'stood' | 'reports' | 'formerly' | 'broken'>,
): TakenAway {
  if (content.isWhole) return { notices: [], reports: [] };
  const formerly = new Map(Object.entries(content.formerly));
  const { vanished, renamed } = matchUpdates(content.stood, content.reports, formerly);
  const there = new Set(content.notices.map(({ id }) => id));
  const idNow = new Map(renamed.map(({ from, to }) => [from, to]));
  const reports = vanished
    .map(({ notice, ...report }) => ({ ...report, notice: idNow.get(notice) ?? notice }))
    // What the clock had made has no number, and follows the notice's times.
    .filter(({ notice, number }) => number > 0 && there.has(notice) && !content.broken.includes(notice));
  return {
    notices: content.changed.filter((id) => !there.has(id) && !idNow.has(id)),
    reports: reports.map(({ notice, number }) => ({ notice, number })),
  };
}

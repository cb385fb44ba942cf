import type { Notice } from '../incidents/notice.ts';
import type { Snapshot } from '../incidents/snapshot.ts';

export interface HistoryMonth {
  /** `2012-06`. */
  readonly key: string;
  readonly year: number;
  readonly month: number;
  readonly notices: readonly Notice[];
}

/** The months of a snapshot that have notices, newest first. */
export function historyMonths({ months }: Pick<Snapshot, 'months'>): HistoryMonth[] {
  return [...months].map(([key, { notices }]) => {
    const [year = 0, month = 1] = key.split('-').map(Number);
    return { key, year, month, notices };
  });
}

/** A first page of the history: the newest months, whole, until there are about so many notices. */
export function newestMonths(months: readonly HistoryMonth[], about = 30): HistoryMonth[] {
  let count = 0;
  return months.filter(({ notices }) => {
    const isShown = count < about;
    count += notices.length;
    return isShown;
  });
}

import type { Notice } from '../incidents/notice.ts';
import { startedAt } from '../incidents/state.ts';
import { openZone } from '../incidents/zone.ts';

export interface HistoryMonth {
  /** `2012-06`. */
  readonly key: string;
  readonly year: number;
  readonly month: number;
  readonly notices: readonly Notice[];
}

/** Every notice by the month in which it began, in the page's zone: newest month and newest notice first. */
export function historyMonths(notices: readonly Notice[], timeZone: string): HistoryMonth[] {
  const zone = openZone(timeZone);
  const begun = notices.map((notice) => ({ notice, at: startedAt(notice) ?? 0 })).toSorted((a, b) => b.at - a.at);
  const months = Map.groupBy(begun, ({ at }) => new Date(zone.wallTimeOf(at)).toISOString().slice(0, 7));
  return [...months].map(([key, inMonth]) => {
    const [year = 0, month = 1] = key.split('-').map(Number);
    return { key, year, month, notices: inMonth.map(({ notice }) => notice) };
  });
}

/** The months that have notices, `2012-06`, newest first. */
export function monthsOf(notices: readonly Notice[], timeZone: string): string[] {
  return historyMonths(notices, timeZone).map(({ key }) => key);
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

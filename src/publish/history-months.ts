import type { Notice } from '../incidents/notice.ts';
import { startedAt } from '../incidents/state.ts';
import { openDates } from '../languages/dates.ts';

export interface HistoryMonth {
  readonly year: number;
  readonly month: number;
  readonly notices: readonly Notice[];
}

/** Every notice by the month in which it began, in the page's zone: newest month and newest notice first. */
export function historyMonths(notices: readonly Notice[], timeZone: string): HistoryMonth[] {
  const { day } = openDates('en', timeZone);
  const begun = notices.map((notice) => ({ notice, at: startedAt(notice) ?? 0 })).toSorted((a, b) => b.at - a.at);
  const months = new Map<string, Notice[]>();
  for (const { notice, at } of begun) {
    const key = day(at).slice(0, 7);
    months.set(key, [...(months.get(key) ?? []), notice]);
  }
  return [...months].map(([key, inMonth]) => {
    const [year = 0, month = 1] = key.split('-').map(Number);
    return { year, month, notices: inMonth };
  });
}

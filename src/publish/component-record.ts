import { affectedComponents } from '../incidents/component-states.ts';
import type { Notice } from '../incidents/notice.ts';
import { flatComponents, type PageComponent } from '../incidents/page.ts';
import type { Snapshot } from '../incidents/snapshot.ts';
import { historyMonths, newestMonths, type HistoryMonth } from './history-months.ts';

/** Those that have a page: every component that is no group, retired ones included. */
export function recordedComponents({ page }: Pick<Snapshot, 'page'>): PageComponent[] {
  return flatComponents(page).filter(({ isGroup }) => !isGroup);
}

/** The months in which notices began that touch a component, with those notices; a group that is named means its members. */
export function componentMonths(snapshot: Snapshot, component: PageComponent): HistoryMonth[] {
  const touches = (notice: Notice) =>
    affectedComponents(notice).some((id) => id === component.id || id === component.groupId);
  return historyMonths(snapshot)
    .map((month) => ({ ...month, notices: month.notices.filter(touches) }))
    .filter(({ notices }) => notices.length > 0);
}

/** What a page of a component's history shows: a year, or without one the newest months. */
export function monthsShown(months: readonly HistoryMonth[], year: string | undefined): readonly HistoryMonth[] {
  return year === undefined ? newestMonths(months) : months.filter((month) => String(month.year) === year);
}

/** The years of the page's history, newest first. */
export function historyYears({ months }: Pick<Snapshot, 'months'>): string[] {
  return [...new Set([...months.keys()].map((month) => month.slice(0, 4)))];
}

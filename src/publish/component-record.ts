import { affectedComponents } from '../incidents/component-states.ts';
import type { Notice } from '../incidents/notice.ts';
import { flatComponents, type PageComponent } from '../incidents/page.ts';
import type { Snapshot } from '../incidents/snapshot.ts';
import { historyMonths, newestMonths, type HistoryMonth } from './history-months.ts';

/** Those that have a page: every group and component, retired ones included. */
export function recordedComponents({ page }: Pick<Snapshot, 'page'>): PageComponent[] {
  return flatComponents(page);
}

/**
 * The months in which notices began that touch a component, with those notices; a group that is named means its members, and
 * what touches a member touches the group.
 */
export function componentMonths(snapshot: Snapshot, { id, groupId }: PageComponent): HistoryMonth[] {
  const members = flatComponents(snapshot.page).filter((one) => one.groupId === id);
  const meant = new Set([id, groupId, ...members.map((member) => member.id)]);
  const touches = (notice: Notice) => affectedComponents(notice).some((affected) => meant.has(affected));
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

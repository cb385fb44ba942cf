import { catalogueOf } from '../languages/catalogue.ts';
import { openDates } from '../languages/dates.ts';
import type { Notice, NoticeType } from '../incidents/notice.ts';
import { textIn } from '../incidents/page.ts';
import { affectedComponents } from '../incidents/component-states.ts';
import { isOpen, isUpcoming, startedAt, statusAt } from '../incidents/state.ts';
import { noticeIds, noticeOf, type Place } from './new-place.ts';

/** What is open or ahead: every notice that may want another report. */
export function openNotices(place: Place): Notice[] {
  const now = place.now();
  return noticeIds(place).flatMap((id) => {
    const notice = noticeOf(place, id);
    return notice !== null && !notice.draft && (isOpen(notice, now) || isUpcoming(notice, now)) ? [notice] : [];
  });
}

/**
 * Open notices that a new one may be meant for: with a component in common, or one of the two names none, which means
 * everything. A rehearsal is compared with rehearsals, a maintenance with maintenances; an incident may be the doing
 * of a maintenance under way.
 */
export function openTwins(place: Place, type: NoticeType, components: readonly string[]): Notice[] {
  const now = place.now();
  return openNotices(place).filter((notice) => {
    const isKin = notice.type === type || (type === 'incident' && notice.type === 'maintenance' && isOpen(notice, now));
    const theirs = affectedComponents(notice);
    const overlaps = components.length === 0 || theirs.length === 0 || components.some((id) => theirs.includes(id));
    return isKin && overlaps;
  });
}

/** `1  2026-11-22-web-incident  サーバーに接続できません (調査中, 11月22日(日) 17:10)`, a line each. */
export function noticeList(notices: readonly Notice[], { page, now }: Place): string {
  return notices
    .map((notice, index) => {
      const { words } = catalogueOf(notice.language);
      const began = startedAt(notice);
      const dates = openDates(notice.language, page.time_zone);
      const since = began === undefined ? '' : `, ${dates.near(began, now())}`;
      const title = textIn(notice.title, notice.language, page.language);
      return `  ${index + 1}  ${title} (${words.status[statusAt(notice, now())][0]}${since})\n     ${notice.id}\n`;
    })
    .join('');
}

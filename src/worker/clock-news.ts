import type { ContentChange } from '../incidents/content-change.ts';
import type { Instant, Notice } from '../incidents/notice.ts';
import { remindersOf } from '../incidents/reminders.ts';
import { reportItems } from '../incidents/report-item.ts';
import { updatesAt } from '../incidents/updates-at.ts';
import type { KnownContent } from './known-content.ts';

/** Looks whether the clock has made news: the start or end of an automatic maintenance, a reminder. */
export interface ClockNews {
  /** What it made since the last look, as a change of content; null when nothing. */
  readonly look: (now: Instant) => ContentChange | null;
}

/** Notices that have just come are only noted: with their coming everything about them is looked at. */
export function createClockNews(known: KnownContent): ClockNews {
  let before: ReadonlyMap<string, string> = new Map();
  return {
    look(now) {
      const page = known.page();
      const notices = known.notices();
      const signs = new Map(notices.map((notice) => [notice.id, signOf(notice, now)]));
      const due = notices.filter(({ id }) => (before.get(id) ?? signs.get(id)) !== signs.get(id));
      before = signs;
      return page === null || due.length === 0 ? null : changeOf(page, due, now);
    },
  };
}

function signOf(notice: Notice, now: Instant): string {
  if (notice.type !== 'maintenance') return '';
  return `${updatesAt(notice, now).length} ${remindersOf(notice, now)[0]?.at ?? ''}`;
}

function changeOf(page: ContentChange['page'], due: readonly Notice[], now: Instant): ContentChange {
  return {
    isWhole: false,
    all: null,
    commit: null,
    committedAt: now,
    seenAt: now,
    page,
    changed: due.map(({ id }) => id),
    reports: due.flatMap((notice) => reportItems(notice, now)),
    stood: [],
    formerly: {},
    broken: due.filter(({ broken }) => broken !== undefined).map(({ id }) => id),
    notices: due,
    files: [],
    kept: [],
    findings: [],
  };
}

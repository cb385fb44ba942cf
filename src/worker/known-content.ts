import type { ContentChange } from '../incidents/content-change.ts';
import type { Instant, Notice } from '../incidents/notice.ts';
import type { Page } from '../incidents/page.ts';
import { isSettled } from '../incidents/state.ts';
import { latestAt } from '../incidents/updates-at.ts';

/** What the worker knows of the content: the page's settings, and the notices of which something may have to be said. */
export interface KnownContent {
  readonly take: (change: ContentChange) => void;
  /** Null before anything was heard. */
  readonly page: () => Page | null;
  /** In full: those that are not over for good, and those younger than any mail may be. */
  readonly notices: () => readonly Notice[];
}

interface Needs {
  readonly now: () => Instant;
  /** ALERT_MAX_AGE in milliseconds. */
  readonly maxAge: number;
}

export function createKnownContent({ now, maxAge }: Needs): KnownContent {
  const notices = new Map<string, Notice>();
  let page: Page | null = null;

  return {
    take(change) {
      if (change.isWhole) notices.clear();
      const changed = new Set(change.changed);
      for (const [id, notice] of notices) {
        const isOld = isSettled(notice, now()) && now() - (latestAt(notice, now()) ?? 0) > maxAge;
        if (isOld || changed.has(id)) notices.delete(id);
      }
      for (const notice of change.notices) notices.set(notice.id, notice);
      page = change.page;
    },
    page: () => page,
    notices: () => [...notices.values()],
  };
}

import { createHash } from 'node:crypto';
import type { Notice } from '../incidents/notice.ts';
import { componentStatesAt, nextDue, openNotices, statusAt } from '../incidents/state.ts';
import type { PageTask, Scene } from './pages.ts';

/** What responses depend on, hashed once per edition. */
export interface Fingerprints {
  /** Of feeds and API documents: content, what the clock has made of it, and whether it is fresh. */
  readonly content: string;
  of(task: PageTask): string;
}

/**
 * Equal fingerprints mean equal bytes. What every page may show (settings, freshness, what is open) is in all of them; the
 * minute only in the front page's, the day in the history's; of notices only a page's own.
 */
export function fingerprintsOf(scene: Scene): Fingerprints {
  const { snapshot, freshness, now, siteUrl, formOpen } = scene;
  const since = freshness.state === 'unknown' ? freshness.since : null;
  const open = openNotices(snapshot, now).map(({ id }) => id);
  const common = hash([snapshot.page, siteUrl, formOpen, freshness.state, since, open]);
  const single = new Map(snapshot.notices.map((notice) => [notice.id, hash([common, notice, clockOf(notice, now)])]));
  const content = hash([common, ...single.values(), componentStatesAt(snapshot, now), snapshot.commit]);
  const minute = Math.floor(now / 60_000);
  const day = new Intl.DateTimeFormat('en', { dateStyle: 'short', timeZone: snapshot.page.time_zone }).format(now);
  const asOf = freshness.state === 'current' ? Math.floor(freshness.asOf / 60_000) : null;

  const inputs = ({ kind, view }: PageTask): unknown[] => {
    switch (kind) {
      case 'front':
        return [content, minute, asOf];
      case 'history':
        return [content, day];
      case 'notice':
        return [single.get(view.noticeId ?? ''), day];
      case 'plain':
      case 'outcome':
        return [common];
    }
  };
  return { content, of: (task) => hash([task.path, ...inputs(task)]) };
}

/** What the clock alone changes about a notice. */
function clockOf(notice: Notice, now: number): unknown[] {
  const due = nextDue(notice, now);
  return [statusAt(notice, now), due !== undefined && due <= now];
}

function hash(inputs: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(inputs)).digest('base64url');
}

import { createHash } from 'node:crypto';
import type { Notice } from '../incidents/notice.ts';
import { answeringAt } from '../incidents/opening-hours.ts';
import { componentStatesAt } from '../incidents/component-states.ts';
import { latestAt } from '../incidents/updates-at.ts';
import { isClosed, nextDue, openNotices, statusAt } from '../incidents/state.ts';
import { neighboursOf } from './neighbours.ts';
import type { PageTask } from './pages.ts';
import type { Scene } from './scene.ts';

/** What responses depend on, hashed once per edition. */
export interface Fingerprints {
  /** Of feeds and API documents: content, what the clock has made of it, and whether it is fresh. */
  readonly content: string;
  /** What every page may show: settings, freshness, what is open, the day, the last drill, whether the telephone is answered. */
  readonly common: string;
  /** Of a response: what its page depends on. */
  of(task: PageTask): string;
}

/** Rises whenever notices changed, so that thousands of them need not be hashed to tell that they did not. */
export interface Versions {
  /** Of the notices as a whole. */
  readonly content: number;
  /** Of a notice as it is. */
  of(notice: Notice): number;
}

/**
 * Equal fingerprints mean equal bytes. What every page may show is in all of them; the minute in the front page's and in
 * those of notices that are not over ("for 3 hours"); of notices only a page's own.
 */
export function fingerprintsOf(scene: Scene, versions: Versions): Fingerprints {
  const { snapshot, freshness, now, siteUrl, formOpen, mailFrom, drilled, texts } = scene;
  const since = freshness.state === 'unknown' ? freshness.since : null;
  const open = openNotices(snapshot, now).map(({ id }) => id);
  const day = texts.dates('en', snapshot.page.time_zone).day(now);
  const answering = answersAt(snapshot.page.contacts.hours, scene);
  const common = hash([
    snapshot.page,
    snapshot.brand,
    siteUrl,
    formOpen,
    mailFrom,
    drilled,
    freshness.state,
    since,
    open,
    day,
    answering,
  ]);
  const states = componentStatesAt(snapshot, now);
  const clocks = snapshot.unsettled.map((notice) => [notice.id, clockOf(notice, scene)]);
  // A feed dates a report that is dated ahead otherwise until its time has come. Notices are sorted by their latest report.
  const ahead = snapshot.notices.findIndex((notice) => (latestAt(notice, now) ?? 0) <= now);
  const content = hash([common, versions.content, clocks, states, ahead, snapshot.commit]);
  const minute = Math.floor(now / 60_000);
  const asOf = freshness.state === 'current' ? Math.floor(freshness.asOf / 60_000) : null;

  const inputs = ({ kind, view }: PageTask): unknown[] => {
    switch (kind) {
      case 'front':
        return [content, minute, asOf];
      case 'history':
      case 'state':
      case 'component':
        return [content];
      case 'notice': {
        const id = view.noticeId ?? '';
        const notice = snapshot.notices.find((one) => one.id === id);
        const clock = notice === undefined ? null : clockOf(notice, scene);
        const isOver = notice === undefined || isClosed(notice, now);
        const { earlier, later } = neighboursOf(snapshot, id);
        const around = [earlier, later].map((one) => one && [one.id, versions.of(one)]);
        return [common, notice && versions.of(notice), around, clock, isOver ? null : minute];
      }
      case 'plain':
        return [common, states];
      case 'search':
      case 'outcome':
        return [common];
    }
  };
  return { content, common, of: (task) => hash([task.path, ...inputs(task)]) };
}

/** What the clock alone changes about a notice. */
export function clockOf(notice: Notice, scene: Pick<Scene, 'snapshot' | 'now'>): unknown[] {
  const { now } = scene;
  const due = nextDue(notice, now);
  return [statusAt(notice, now), due !== undefined && due <= now, answersAt(notice.contacts?.hours, scene)];
}

function answersAt(hours: string | undefined, { snapshot, now }: Pick<Scene, 'snapshot' | 'now'>) {
  return hours === undefined ? null : answeringAt(hours, snapshot.page.time_zone, now);
}

function hash(inputs: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(inputs)).digest('base64url');
}

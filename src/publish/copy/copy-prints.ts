import { createHash } from 'node:crypto';
import { componentStatesAt } from '../../incidents/component-states.ts';
import type { Notice } from '../../incidents/notice.ts';
import { clockOf } from '../fingerprint.ts';
import { openNeighbours } from '../neighbours.ts';
import type { PageTask } from '../pages.ts';
import type { Scene } from '../scene.ts';

/** A notice's hash; what was hashed once is remembered, since a notice that did not change is the same object. */
export type NoticeHash = (notice: Notice) => string;

export function createNoticeHash(): NoticeHash {
  const known = new WeakMap<Notice, string>();
  return (notice) => {
    const found = known.get(notice) ?? hash([notice]);
    known.set(notice, found);
    return found;
  };
}

/** What the pages of a copy are made from; unlike those of an edition these hold beyond the life of the process. */
export interface CopyPrints {
  /** Of everything but the minute: when it differs, a copy has to be renewed at once. */
  readonly content: string;
  of(task: PageTask): string;
  /** Of a document about one notice. */
  ofNotice(path: string, id: string): string;
}

/** Pages that say nothing of this very minute. */
const timeless: ReadonlySet<PageTask['kind']> = new Set(['history', 'component', 'plain']);

/**
 * Equal prints mean equal bytes. A page of something that is over says nothing of the present in a copy, so that it is
 * written once; what is not over carries the minute of "as of". `sign` stands for the program that draws.
 */
export function copyPrintsOf(scene: Scene, hashOf: NoticeHash, sign: string): CopyPrints {
  const { snapshot, freshness, now, siteUrl, formOpen, mailFrom } = scene;
  const { page, notices, unsettled, months } = snapshot;
  const year = new Intl.DateTimeFormat('en', { year: 'numeric', timeZone: page.time_zone }).format(now);
  const day = new Intl.DateTimeFormat('en', { dateStyle: 'short', timeZone: page.time_zone }).format(now);
  const common = hash([sign, page, siteUrl, formOpen, mailFrom, year]);
  const states = componentStatesAt(snapshot, now);
  const clocks = unsettled.map((notice) => [notice.id, clockOf(notice, scene)]);
  const content = hash([common, freshness.state, states, clocks, snapshot.commit, notices.map(hashOf)]);
  const asOf = freshness.state === 'current' ? Math.floor(freshness.asOf / 60_000) : freshness.since;
  const byId = new Map(notices.map((notice) => [notice.id, notice]));
  const waiting = new Set(unsettled);
  const inputs = (notice: Notice) => [hashOf(notice), waiting.has(notice) ? [clockOf(notice, scene), asOf] : null];

  const neighbours = openNeighbours(snapshot);
  const ofNotice = (path: string, id: string) => {
    const notice = byId.get(id);
    const { earlier, later } = neighbours(id);
    const around = [earlier, later].map((one) => one && hashOf(one));
    return hash([path, common, freshness.state, notice && inputs(notice), around]);
  };

  return {
    content,
    ofNotice,
    of({ path, kind, view }) {
      if (kind === 'notice' && view.noticeId !== undefined) return ofNotice(path, view.noticeId);
      const month = view.month === undefined ? undefined : months.get(view.month);
      if (kind === 'history' && month !== undefined) return hash([path, common, month.notices.map(inputs)]);
      const isPresent = (kind === 'component' && view.year === undefined) || !timeless.has(kind);
      return hash([path, content, day, isPresent ? asOf : null]);
    },
  };
}

function hash(inputs: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(inputs)).digest('base64url').slice(0, 22);
}

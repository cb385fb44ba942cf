import type { Instant } from '../incidents/notice.ts';
import type { Freshness, Snapshot } from '../incidents/snapshot.ts';
import { isOpen, isUpcoming } from '../incidents/state.ts';
import type { Log } from '../log.ts';
import type { Assets } from './assets.ts';
import { changesAt } from './changes-at.ts';
import { documentsOf, redirectsOf } from './documents.ts';
import type { Edition, FinishedResponse } from './edition.ts';
import { fingerprintsOf } from './fingerprint.ts';
import { outcomeTasks, pageAt, publicPages, type PageTask, type Scene } from './pages.ts';
import { drawPage, type DrawNeeds } from './draw-page.ts';

/** What an edition is made with. */
export interface EditionNeeds extends DrawNeeds {
  readonly log: Pick<Log, 'error'>;
  readonly assets: Assets;
  /** False where nobody could be mailed (a public site without a provider). */
  readonly formOpen: boolean;
}

/** So many notice pages are rendered at the start; beyond the open ones, the newest. */
const newestAtOnce = 10;

/**
 * The finished bytes of everything public at an instant. What has the same fingerprint as in `previous` is taken over from
 * it. A page that cannot be rendered keeps its last bytes and is tried again next time.
 * Throws if the front page can neither be rendered nor taken over: then the caller keeps the edition it has.
 */
export async function makeEdition(
  needs: EditionNeeds,
  snapshot: Snapshot,
  freshness: Freshness,
  now: Instant,
  previous?: Edition,
): Promise<Edition> {
  const scene: Scene = { snapshot, freshness, now, siteUrl: needs.siteUrl, formOpen: needs.formOpen };
  const prints = fingerprintsOf(scene);
  const kept = new Map<string, string>();
  const tail = new Set<string>();
  const ready = new Map<string, FinishedResponse>(needs.assets);
  const outcomes = new Map<string, FinishedResponse>();

  const put = async (key: string, print: string, draw: () => Promise<FinishedResponse>, into = ready) => {
    const before = (into === outcomes ? previous?.outcomes : previous?.ready)?.get(key);
    const same = before !== undefined && previous?.fingerprints?.get(key) === print;
    try {
      into.set(key, same ? before : await draw());
      kept.set(key, print);
    } catch (error) {
      needs.log.error({ path: key, err: error }, 'could not be rendered');
      if (before === undefined) return false;
      into.set(key, before);
    }
    return true;
  };

  for (const [path, response] of await redirectsOf(scene)) ready.set(path, response);
  for (const { path, draw } of documentsOf(scene)) await put(path, `${path} ${prints.content}`, draw);
  for (const task of publicPages(scene)) {
    const print = prints.of(task);
    if (isTail(scene, task, print, previous)) {
      tail.add(task.path);
      kept.set(task.path, print);
      continue;
    }
    const done = await put(task.path, print, () => drawPage(needs, task));
    if (!done && task.kind === 'front') throw new Error(`the front page ${task.path} cannot be rendered`);
    if (!done && task.kind === 'notice') tail.add(task.path);
  }
  for (const task of outcomeTasks(scene)) await put(task.key, prints.of(task), () => drawPage(needs, task), outcomes);

  const number = editionNumber(now, previous);
  const { commit } = snapshot;
  return {
    number,
    commit,
    madeAt: now,
    ready,
    tail,
    outcomes,
    changesAt: changesAt(snapshot, now),
    fingerprints: kept,
  };
}

/** The number of the edition that follows `previous`: rising, also when the thread that makes them was started anew. */
export function editionNumber(now: Instant, previous?: Pick<Edition, 'number'>): number {
  return Math.max(now, (previous?.number ?? 0) + 1);
}

/** A page of the edition's tail, when it is first asked for. Null if the path is none of the tail's. */
export async function renderTail(
  needs: EditionNeeds,
  snapshot: Snapshot,
  freshness: Freshness,
  now: Instant,
  path: string,
): Promise<FinishedResponse | null> {
  const task = pageAt({ snapshot, freshness, now, siteUrl: needs.siteUrl, formOpen: needs.formOpen }, path);
  return task === undefined ? null : drawPage(needs, task);
}

/** Notices nobody is likely to ask for now: not open, not among the newest, and the same as before. */
function isTail({ snapshot, now }: Scene, { kind, path, view }: PageTask, print: string, previous?: Edition): boolean {
  if (kind !== 'notice') return false;
  const place = snapshot.notices.findIndex(({ id }) => id === view.noticeId);
  const notice = snapshot.notices[place];
  if (notice === undefined || isOpen(notice, now) || isUpcoming(notice, now)) return false;
  if (previous?.fingerprints === undefined) return place >= newestAtOnce;
  return previous.fingerprints.get(path) === print && !previous.ready.has(path);
}

import type { Instant } from '../incidents/notice.ts';
import type { Freshness, Snapshot } from '../incidents/snapshot.ts';
import { isClosed } from '../incidents/state.ts';
import type { Log } from '../log.ts';
import type { Assets } from './assets.ts';
import { changesAt } from './changes-at.ts';
import { documentsOf, redirectsOf } from './documents.ts';
import type { Edition, FinishedResponse } from './edition.ts';
import { fingerprintsOf, type Fingerprints } from './fingerprint.ts';
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
  const kept = new Map([...prints.notices].map(([id, print]) => [noticeKey(id), print]));
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
  await Promise.all(documentsOf(scene).map(({ path, draw }) => put(path, `${path} ${prints.content}`, draw)));
  for (const task of publicPages(scene)) {
    const print = prints.of(task);
    if (isTail(scene, task, prints, previous)) {
      tail.add(task.path);
      kept.set(task.path, print);
      continue;
    }
    const done = await put(task.path, print, () => drawPage(needs, task));
    if (!done && task.kind === 'front') throw new Error(`the front page ${task.path} cannot be rendered`);
    if (!done && task.kind === 'notice') tail.add(task.path);
  }
  await Promise.all(
    outcomeTasks(scene).map((task) => put(task.key, prints.of(task), () => drawPage(needs, task), outcomes)),
  );

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

/**
 * A notice's page waits for its first reader unless the notice is under way, among the newest, or has just been changed,
 * or its bytes are at hand. A change of what all pages share (settings, what is open, the day) makes no page urgent.
 */
function isTail({ snapshot, now }: Scene, task: PageTask, prints: Fingerprints, previous?: Edition): boolean {
  if (task.kind !== 'notice') return false;
  const place = snapshot.notices.findIndex(({ id }) => id === task.view.noticeId);
  const notice = snapshot.notices[place];
  if (notice === undefined || place < newestAtOnce || !isClosed(notice, now)) return false;
  const before = previous?.fingerprints;
  if (before === undefined) return true;
  const isAtHand = previous?.ready.has(task.path) === true && before.get(task.path) === prints.of(task);
  const isChanged = before.get(noticeKey(notice.id)) !== prints.notices.get(notice.id);
  return !isAtHand && !isChanged;
}

/** No path begins like this, so a notice's own fingerprint can stand beside those of responses. */
function noticeKey(id: string): string {
  return `notice ${id}`;
}

import type { Notice } from '../incidents/notice.ts';
import type { Snapshot } from '../incidents/snapshot.ts';
import { isClosed } from '../incidents/state.ts';
import { documentsOf, lateDocuments, noticeTextPath } from './documents.ts';
import type { Stale } from './edition.ts';
import { recordedComponents } from './component-record.ts';
import { componentPages, fixedPages, latePages, monthPages, noticePages, type PageTask } from './pages.ts';
import type { Scene } from './scene.ts';
import { languagesOf, noticePath, pathIn } from './view.ts';
import { between, type WhatsNew } from './whats-new.ts';

/** So many notice pages are rendered at the start; beyond the open ones, the newest. */
const newestAtOnce = 10;
/** So many that changed are rendered before anybody asks; a whole history that is put in waits for its readers. */
const changedAtOnce = 20;
/** So many older ones stay at hand once they were rendered. */
const mostAtHand = 100;

/**
 * The notices whose pages are ready: under way, among the newest, just changed, or with their bytes at hand. A change of
 * what all pages share (settings, what is open, the day) makes no page urgent.
 */
export function eagerNotices(
  scene: Scene,
  { changed, were }: WhatsNew,
  isAtHand: (task: PageTask) => boolean,
  before: ReadonlySet<Notice> = new Set(),
): Set<Notice> {
  const { snapshot, now } = scene;
  const open = snapshot.unsettled.filter((notice) => !isClosed(notice, now));
  const eager = new Set([...open, ...snapshot.notices.slice(0, newestAtOnce), ...changed.slice(0, changedAtOnce)]);
  for (const notice of before.difference(new Set(were))) {
    if (eager.size >= mostAtHand) break;
    if (noticePages(scene, notice).every(isAtHand)) eager.add(notice);
  }
  return eager;
}

/** The paths of everything that waits for its first reader, and what they were made for. */
export interface Tail extends Pick<Snapshot, 'page' | 'notices'> {
  readonly paths: ReadonlySet<string>;
  readonly months: readonly string[];
  /** The ids of the notices whose pages are ready. */
  readonly eager: ReadonlySet<string>;
}

/**
 * Other notices, months, components, notices as text, what few ask for. Mostly a notice or two came, or are ready now or no
 * longer, and only theirs are put in and taken out: all of them are forty thousand where there are ten thousand notices.
 */
export function tailOf(scene: Scene, eagerNow: ReadonlySet<Notice>, before: Tail | undefined): Tail {
  const { page, notices } = scene.snapshot;
  const eager = idsOf(eagerNow);
  const facts = { page, notices, months: [...scene.snapshot.months.keys()], eager };
  const isSamePlace = before?.page === page && before.months.join() === facts.months.join();
  if (before === undefined || !isSamePlace) return { ...facts, paths: new Set(pathsBut(scene, eagerNow)) };

  const [now, then] = between(notices, before.notices);
  const [came, left] = [idsOf(now).difference(idsOf(then)), idsOf(then).difference(idsOf(now))];
  const others = came.union(left);
  const moved = others.union(eager.symmetricDifference(before.eager));
  if (moved.size === 0) return { ...facts, paths: before.paths };
  const paths = new Set(before.paths);
  const put = (path: string, isIn: boolean) => {
    for (const language of languagesOf(page)) paths[isIn ? 'add' : 'delete'](pathIn(page, language, path));
  };
  for (const id of others) put(noticeTextPath({ id }), !left.has(id));
  for (const id of moved) put(noticePath({ id }), !left.has(id) && !eager.has(id));
  return { ...facts, paths };
}

function idsOf(notices: Iterable<Notice>): Set<string> {
  return new Set([...notices].map(({ id }) => id));
}

function pathsBut(scene: Scene, eager: ReadonlySet<Notice>): string[] {
  const { page, notices, months } = scene.snapshot;
  const others = notices.filter((notice) => !eager.has(notice)).map(noticePath);
  const texts = notices.map(noticeTextPath);
  return [
    ...languagesOf(page).flatMap((language) => [...others, ...texts].map((path) => pathIn(page, language, path))),
    ...[...latePages(scene), ...lateDocuments(scene)].map(({ path }) => path),
    ...[...months.keys()].flatMap((month) => monthPages(scene, month).map(({ path }) => path)),
    ...recordedComponents(scene.snapshot).flatMap((one) => componentPages(scene, one).map(({ path }) => path)),
  ];
}

/** All there is, for as long as nothing but the front page is drawn. */
export function everyPath(scene: Scene): ReadonlySet<string> {
  const fixed = [...fixedPages(scene), ...documentsOf(scene)].map(({ path }) => path);
  return new Set([...fixed, ...pathsBut(scene, new Set())]);
}

/**
 * What a reader's thread may have kept and that would be drawn otherwise now: what the clock can change, components while
 * anything is under way, what did change, what may list it, and, when anything is otherwise, what is made of all of it.
 */
export function stalePaths(
  scene: Scene,
  { changed, hasOthers }: WhatsNew,
  tail: ReadonlySet<string>,
  isOtherContent: boolean,
): Stale {
  const { page, unsettled } = scene.snapshot;
  const pathsOf = (notices: readonly Notice[]) =>
    languagesOf(page).flatMap((language) =>
      notices.flatMap((notice) =>
        [noticePath(notice), noticeTextPath(notice)].map((path) => pathIn(page, language, path)),
      ),
    );
  const documents = isOtherContent ? lateDocuments(scene).map(({ path }) => path) : [];
  const moving = [...documents, ...pathsOf(unsettled)].filter((path) => tail.has(path));
  // Their feeds and badges stay until the content is another.
  const components = /\/components\/[^/]+$/;
  const history = /\/history\//;
  // A notice that came or went is another's neighbour.
  if (hasOthers) return { paths: moving, parts: [/\/incidents\//, components, history] };
  if (changed.length > 0) return { paths: [...moving, ...pathsOf(changed)], parts: [components, history] };
  return { paths: moving, parts: unsettled.length > 0 ? [components] : [] };
}

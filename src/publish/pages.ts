import { outcomePages, type OutcomePage, type Person } from '../channel.ts';
import type { Notice } from '../incidents/notice.ts';
import { historyYears, recordedComponents } from './component-record.ts';
import { findNotices } from './search.ts';
import type { Scene } from './scene.ts';
import { componentPath, languagesOf, monthPath, noticePath, pathIn, type View } from './view.ts';

/** One page in one language. */
export interface PageTask {
  /** Where Astro draws it, and where it is served unless it is an outcome. */
  readonly path: string;
  /** The kind decides what the page depends on. */
  readonly kind: 'front' | 'history' | 'notice' | 'component' | 'plain' | 'state' | 'search' | 'outcome';
  readonly view: View;
}

/** The pages that stand once in every language. */
export function fixedPages(scene: Scene): PageTask[] {
  return languagesOf(scene.snapshot.page).flatMap((language) => [
    task(scene, 'front', language, '/'),
    task(scene, 'history', language, '/history'),
    task(scene, 'plain', language, '/subscribe'),
    task(scene, 'state', language, '/404'),
    task(scene, 'state', language, '/embed'),
  ]);
}

/** Those for which the first reader can wait, in every language. */
export function latePages(scene: Scene): PageTask[] {
  return languagesOf(scene.snapshot.page).flatMap((language) =>
    ['/about', '/search'].map((path) => task(scene, 'plain', language, path)),
  );
}

/** The pages of a notice in every language. */
export function noticePages(scene: Scene, notice: Pick<Notice, 'id'>): PageTask[] {
  return languagesOf(scene.snapshot.page).map((language) =>
    task(scene, 'notice', language, noticePath(notice), { noticeId: notice.id }),
  );
}

/** A month of the history, in every language. */
export function monthPages(scene: Scene, month: string): PageTask[] {
  return languagesOf(scene.snapshot.page).map((language) =>
    task(scene, 'history', language, monthPath(month), { month }),
  );
}

/** A component's page and those of its history, in every language. */
export function componentPages(scene: Scene, { id }: { readonly id: string }): PageTask[] {
  const { months } = scene.snapshot;
  const about = { componentId: id };
  return languagesOf(scene.snapshot.page).flatMap((language) => [
    task(scene, 'component', language, componentPath({ id }), about),
    // A month that is called the same was there first.
    ...(months.has(id) ? [] : [task(scene, 'history', language, `/history/${id}`, about)]),
    ...historyYears(scene.snapshot).map((year) =>
      task(scene, 'history', language, `/history/${id}/${year}`, { ...about, year }),
    ),
  ]);
}

/** The page of a path of the edition's tail; undefined if there is none. */
export function pageAt(scene: Scene, path: string): PageTask | undefined {
  return pagesAround(scene, path).find((page) => page.path === path);
}

/** The pages among which that of a path is, if there is one. */
function pagesAround(scene: Scene, path: string): PageTask[] {
  const { notices, months } = scene.snapshot;
  const [, kind, name = ''] = /^(?:\/[^/]+)?\/(incidents|history|components)\/([^/]+)/.exec(path) ?? [];
  if (kind === 'history' && months.has(name)) return monthPages(scene, name);
  const notice = kind === 'incidents' ? notices.find(({ id }) => id === name) : undefined;
  if (notice !== undefined) return noticePages(scene, notice);
  const component = recordedComponents(scene.snapshot).find(({ id }) => id === name);
  return component === undefined ? [...fixedPages(scene), ...latePages(scene)] : componentPages(scene, component);
}

/** What a search has found, in one language; its other languages are behind the same question. */
export function searchTask(scene: Scene, language: string, typed: string): PageTask {
  const { page } = scene.snapshot;
  const found = findNotices(scene.snapshot, scene.texts, typed);
  const drawn = task(scene, 'search', language, '/search', { found });
  const query = `?${new URLSearchParams({ q: found.query }).toString()}`;
  const alternates = languagesOf(page).map((other) => ({
    language: other,
    path: pathIn(page, other, '/search') + query,
  }));
  return { ...drawn, view: { ...drawn.view, alternates } };
}

/** An answer to a form, or a page behind a token, per language. */
export function outcomeTasks(scene: Scene): (PageTask & { readonly key: string })[] {
  const inLanguage = (language: string, outcome: OutcomePage) => ({
    ...task(scene, showsState(outcome) ? 'state' : 'outcome', language, `/outcome/${outcome}`, { outcome }),
    key: `${outcome}:${language}`,
  });
  return languagesOf(scene.snapshot.page).flatMap((language) => outcomePages.map((page) => inLanguage(language, page)));
}

/** Whoever meets a fault of ours came for the state, and shall have it all the same. */
export function showsState(outcome: OutcomePage): boolean {
  return outcome === 'broken' || outcome === 'unavailable';
}

/** Among an edition's outcomes. */
export const standInKey = 'stand-in';

/** The front page for who comes by the main service's name while that is gone. */
export function standInTask(scene: Scene): PageTask & { readonly key: string } {
  return { ...task(scene, 'front', scene.snapshot.page.language, '/', { standIn: true }), key: standInKey };
}

/** What one person sees behind the link of a mail; its other languages are behind the same link. */
export function personTask(scene: Scene, language: string, person: Person): PageTask {
  const { page } = scene.snapshot;
  const drawn = task(scene, 'outcome', language, `/${person.page}`, { person });
  const alternates = languagesOf(page).map((other) => ({
    language: other,
    path: pathIn(page, other, `/${person.page}/${person.token}`),
  }));
  return { ...drawn, view: { ...drawn.view, alternates } };
}

function task(
  scene: Scene,
  kind: PageTask['kind'],
  language: string,
  path: string,
  about: Pick<View, 'noticeId' | 'month' | 'componentId' | 'year' | 'found' | 'outcome' | 'person' | 'standIn'> = {},
): PageTask {
  const { page } = scene.snapshot;
  const alternates = languagesOf(page).map((other) => ({ language: other, path: pathIn(page, other, path) }));
  const dates = scene.texts.dates(language, page.time_zone);
  const view = { ...scene, language, dates, path, alternates, ...about };
  return { path: pathIn(page, language, path), kind, view };
}

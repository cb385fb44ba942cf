import type { OutcomePage, Person } from '../channel.ts';
import type { Instant, Notice } from '../incidents/notice.ts';
import type { Page } from '../incidents/page.ts';
import type { Dates } from '../languages/dates.ts';
import type { Scene } from './scene.ts';
import type { Found } from './search.ts';

/** What a page is given to be drawn from, as `Astro.locals.view`: nothing else decides what it shows. */
export interface View extends Scene {
  /** The language of this page. */
  readonly language: string;
  /** In that language and the page's zone. */
  readonly dates: Dates;
  /** Without a language prefix: `/`, `/history/2012-06`, `/incidents/<id>`, `/subscribe`, `/404`, `/outcome/<page>` … */
  readonly path: string;
  /** The same page in every language of the page, this one included; `path` with its prefix. */
  readonly alternates: readonly { readonly language: string; readonly path: string }[];
  readonly noticeId?: string | undefined;
  /** `2012-06`, on a page of the history that shows one month. */
  readonly month?: string | undefined;
  /** On a component's page and on those of its history. */
  readonly componentId?: string | undefined;
  /** `2012`, on a page of a component's history that shows one year. */
  readonly year?: string | undefined;
  /** What a reader searched for. */
  readonly found?: Found | undefined;
  readonly outcome?: OutcomePage | undefined;
  /** On a page that one person sees of themselves. */
  readonly person?: Person | undefined;
  /** Shown under the main service's name: every link leads to siteUrl. */
  readonly standIn?: boolean | undefined;
}

/** A path in a language: the page's default language has no prefix, others begin with `/<language>`. */
export function pathIn(page: Pick<Page, 'language'>, language: string, path: string): string {
  if (language === page.language) return path;
  return path === '/' ? `/${language}` : `/${language}${path}`;
}

/** The languages of the page, the default one first, each once. */
export function languagesOf(page: Pick<Page, 'language' | 'languages'>): string[] {
  return [...new Set([page.language, ...page.languages])];
}

/** The path of a notice, without a language prefix. */
export function noticePath(notice: Pick<Notice, 'id'>): string {
  return `/incidents/${notice.id}`;
}

/** The path of a month of the history (`2012-06`), without a language prefix. */
export function monthPath(month: string): string {
  return `/history/${month}`;
}

/** The path of a component or a group, without a language prefix. */
export function componentPath(component: { readonly id: string }): string {
  return `/components/${component.id}`;
}

/** A report's place on the page of its notice; the instant is its identity, so it stays when a number is corrected. */
export function updateAnchor(at: Instant): string {
  return `t${new Date(at)
    .toISOString()
    .replace(/[-:]|\.000/g, '')
    .replace('.', '')}`;
}

/** The notice's title in a language, else in its own. */
export function titleIn(notice: Pick<Notice, 'title' | 'language' | 'id'>, language: string): string {
  return notice.title[language] ?? notice.title[notice.language] ?? notice.id;
}

/** The path, in the view's language, of what only the running program can do: a copy leads to it. */
export function livePath({ snapshot, language, siteUrl, copy }: View, path: string): string {
  return `${copy === true ? siteUrl : ''}${pathIn(snapshot.page, language, path)}`;
}

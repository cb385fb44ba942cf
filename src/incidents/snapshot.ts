import type { Brand } from './brand.ts';
import type { Left } from './component-states.ts';
import type { Finding } from './finding.ts';
import type { Instant, Notice } from './notice.ts';
import type { Page } from './page.ts';

/** The page's settings and every notice as published now: validated, immutable plain data, no database behind it. */
export interface Snapshot {
  /** The commit it was read from; null for a plain folder. */
  readonly commit: string | null;
  /** When that commit was made (committer date), or the newest mtime of a plain folder. */
  readonly committedAt: Instant;
  readonly page: Page;
  /** The files that the page's settings name; without it none. */
  readonly brand?: Brand;
  /** Not drafts. Order: newest first by the latest update's instant. A notice that did not change is the same object. */
  readonly notices: readonly Notice[];
  /** Those of `notices` that are not over for good: the clock alone may change them. In the same order. */
  readonly unsettled: readonly Notice[];
  /** What the others left on components, the newest word for each. Together with `unsettled` it tells every state. */
  readonly left: Left;
  /** Notices by the month in which they began, in the page's zone: `2012-06`. Newest month and newest notice first. */
  readonly months: ReadonlyMap<string, Month>;
  /** Everything wrong with the files of this commit, also of those whose last good version is shown instead. */
  readonly findings: readonly Finding[];
}

/** The notices that began in one month. Nothing of it is new while none of them changed. */
export interface Month {
  /** The newest beginning first. */
  readonly notices: readonly Notice[];
  /** What those that are over for good left on components. */
  readonly left: Left;
  /** The latest instant at which anything is said in any of them; Infinity while one is not over for good. */
  readonly silentAfter: Instant;
}

/** How much the content can be trusted to be the newest there is. */
export type Freshness =
  { readonly state: 'current'; readonly asOf: Instant } | { readonly state: 'unknown'; readonly since: Instant };

import type { ComponentState, Impact, NoticeType, Status } from '../incidents/notice.ts';
import type { ClockTexts } from './clock-texts.ts';
import type { BadgeTexts } from './badge-texts.ts';
import { en } from './en.ts';
import type { FeedTexts } from './feed-texts.ts';
import { ja } from './ja.ts';
import type { MailTexts } from './mail-texts.ts';
import type { PageTexts } from './page-texts.ts';
import type { PlainTexts } from './plain-texts.ts';
import type { StaffTexts } from './staff-texts.ts';

/** Every text of one language. A missing one is a compile error. */
export interface Catalogue {
  /** BCP 47 tag, also the path prefix and the suffix of translation files. */
  readonly language: string;
  /** The language's name in itself. */
  readonly name: string;
  readonly words: Words;
  readonly clock: ClockTexts;
  readonly page: PageTexts;
  readonly feed: FeedTexts;
  readonly badge: BadgeTexts;
  readonly plain: PlainTexts;
  readonly mail: MailTexts;
  readonly staff: StaffTexts;
}

/** Words of the field; shown to people and, folded, understood in notices. The first spelling is the one shown. */
export interface Words {
  readonly status: Readonly<Record<Status, readonly [string, ...string[]]>>;
  readonly component: Readonly<Record<ComponentState, readonly [string, ...string[]]>>;
  readonly impact: Readonly<Record<Impact, readonly [string, ...string[]]>>;
  readonly type: Readonly<Record<NoticeType, readonly [string, ...string[]]>>;
  /** Names of fields in headers and below headings, e.g. `next` → `次回`. */
  readonly keys: Readonly<Record<FieldName, readonly [string, ...string[]]>>;
  /** `第3報`, `Report 3`; the final one has a name of its own. */
  readonly report: (number: number) => string;
  readonly finalReport: string;
  readonly listSeparator: string;
}

export const fieldNames = [
  'title', 'type', 'impact', 'components', 'scheduled_for', 'scheduled_until', 'automatic', 'remind', 'formerly',
  'contacts', 'telephone', 'email', 'hours', 'draft', 'language', 'next', 'expected', 'corrected', 'notify', 'retracted',
] as const; // prettier-ignore
export type FieldName = (typeof fieldNames)[number];

export const catalogues: Readonly<Record<string, Catalogue>> = { ja, en };

/** The catalogue of a language, English where there is none (a page may be in a language we have no texts for). */
export function catalogueOf(language: string): Catalogue {
  return catalogues[language] ?? en;
}

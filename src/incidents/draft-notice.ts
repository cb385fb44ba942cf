import { headingTime, reportLines, type ReportDraft } from './draft-report.ts';
import type { Instant, NoticeType } from './notice.ts';
import type { Page } from './page.ts';
import { openZone } from './zone.ts';

/** What somebody wants to publish, before it is a file: a header and the first report. */
export interface NoticeDraft extends ReportDraft {
  readonly type: NoticeType;
  readonly title: string;
  readonly language: string;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

/** The file of a draft, its one report at this instant in the page's zone. */
export function noticeText(draft: NoticeDraft, page: Page, at: Instant): string {
  const report = { ...draft, components: [], impact: undefined };
  return [
    '---',
    `title: ${oneLine(draft.title)}`,
    ...headerLines(draft, page),
    '---',
    '',
    ...reportLines(report, headingTime(openZone(page.time_zone), at)),
    '',
  ].join('\n');
}

/** The header's lines but for the title, those of what was given only. */
export function headerLines(draft: Omit<NoticeDraft, 'title' | 'text'>, page: Page): string[] {
  const { type, language, impact, from, until, components } = draft;
  return [
    ...(type === 'incident' ? [] : [`type: ${type}`]),
    ...(language === page.language ? [] : [`language: ${language}`]),
    ...(impact === undefined ? [] : [`impact: ${impact}`]),
    ...(from === undefined ? [] : [`scheduled_for: ${from}`]),
    ...(until === undefined ? [] : [`scheduled_until: ${until}`]),
    ...(components.length === 0 ? [] : ['components:', ...components.map(({ id, state }) => `  ${id}: ${state}`)]),
  ];
}

/** A title as it stands in a header. */
export function oneLine(title: string): string {
  return title.replace(/\s+/g, ' ').trim();
}

/** `2012-06-20-mail-down`: the day, and the title's plain words, or else the component and what kind of notice it is. */
export function noticeId(draft: Pick<NoticeDraft, 'title' | 'type' | 'components'>, page: Page, at: Instant): string {
  const words = draft.title.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const hasWords = words.some((word) => /[a-z]{3,}/.test(word)) && /^[\u0000-\u024f\u2010-\u2027]*$/.test(draft.title);
  const component = draft.components[0]?.id;
  const slug = hasWords ? words.join('-') : [...(component === undefined ? [] : [component]), draft.type].join('-');
  return `${headingTime(openZone(page.time_zone), at).slice(0, 10)}-${slug.slice(0, 80).replace(/-+$/, '')}`;
}

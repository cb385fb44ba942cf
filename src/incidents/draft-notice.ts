import type { ComponentState, Impact, Instant, NoticeType, Status } from './notice.ts';
import type { Page } from './page.ts';
import { openZone } from './zone.ts';

/** What somebody wants to publish, before it is a file. Times are texts, as a notice has them. */
export interface NoticeDraft {
  readonly type: NoticeType;
  readonly title: string;
  readonly text: string;
  readonly language: string;
  readonly status: Status;
  readonly impact?: Impact | undefined;
  readonly components: readonly { readonly id: string; readonly state: ComponentState }[];
  readonly next?: string | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

/** The file of a draft, its one report at this instant in the page's zone. */
export function noticeText(draft: NoticeDraft, page: Page, at: Instant): string {
  const { type, title, language, impact, components, from, until, next, status, text } = draft;
  const lines = [
    '---',
    `title: ${title.replace(/\s+/g, ' ').trim()}`,
    ...(type === 'incident' ? [] : [`type: ${type}`]),
    ...(language === page.language ? [] : [`language: ${language}`]),
    ...(impact === undefined ? [] : [`impact: ${impact}`]),
    ...(from === undefined ? [] : [`scheduled_for: ${from}`]),
    ...(until === undefined ? [] : [`scheduled_until: ${until}`]),
    ...(components.length === 0 ? [] : ['components:', ...components.map(({ id, state }) => `  ${id}: ${state}`)]),
    '---',
    '',
    `## ${wallText(page, at).slice(0, 16)} ${status}`,
    ...(next === undefined ? [] : [`next: ${next}`]),
    '',
    text.trim(),
    '',
  ];
  return lines.join('\n');
}

/** `2012-06-20-mail-down`: the day, and the title's plain words, or else the component and what kind of notice it is. */
export function noticeId(draft: NoticeDraft, page: Page, at: Instant): string {
  const words = draft.title.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const hasWords = words.some((word) => /[a-z]{3,}/.test(word)) && /^[\u0000-\u024f\u2010-\u2027]*$/.test(draft.title);
  const component = draft.components[0]?.id;
  const slug = hasWords ? words.join('-') : [...(component === undefined ? [] : [component]), draft.type].join('-');
  return `${wallText(page, at).slice(0, 10)}-${slug.slice(0, 80).replace(/-+$/, '')}`;
}

/** `2012-06-20 17:10:00` on the page's own clock. */
function wallText(page: Page, at: Instant): string {
  return new Date(openZone(page.time_zone).wallTimeOf(at)).toISOString().replace('T', ' ').slice(0, 19);
}

import { componentWords, type ComponentWords } from './component-words.ts';
import { readFields } from './fields.ts';
import { readHeader } from './header.ts';
import { blankIn, splitLines, templateFields } from './lines.ts';
import { headerLines, oneLine, type NoticeDraft } from './draft-notice.ts';
import { fieldLines, type ReportDraft } from './draft-report.ts';
import { readOutline, type Section } from './outline.ts';
import type { Page } from './page.ts';
import { wordKey } from './fold.ts';
import type { Status } from './notice.ts';
import { openReport } from './report.ts';
import { statusWords } from './words.ts';

/** What a template can be filled in with; what is not known stays to be filled in by hand. */
export interface TemplateFacts {
  /** Names of what is affected. */
  readonly components?: string | undefined;
  readonly telephone?: string | undefined;
  readonly email?: string | undefined;
  readonly hours?: string | undefined;
  /** The time of this report, `17:10`. */
  readonly time?: string | undefined;
  /** When the next one comes. */
  readonly next?: string | undefined;
  /** When the notice began and ended, and the time of the report that is taken back: date and time. */
  readonly began?: string | undefined;
  readonly ended?: string | undefined;
  readonly retracted?: string | undefined;
}

/** A template as it lies in `_templates/`: its first line, a comment, says what it is for; the rest is a notice or a report. */
export interface Template {
  readonly purpose: string;
  readonly text: string;
}

/** Takes a template apart; line ends are `\n` from here on. */
export function readTemplate(file: string): Template {
  const text = file.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  const [comment = '', purpose = ''] = /^\s*<!--\s*(.*?)\s*-->\s*\n/s.exec(text) ?? [];
  return { purpose: purpose === '' ? (text.trim().split('\n')[0] ?? '') : purpose, text: text.slice(comment.length) };
}

/** Puts what is known in place of `{telephone}` and the like, and the language's mark in place of what is not. */
export function fillIn(text: string, facts: TemplateFacts, language: string): string {
  const blank = language === 'ja' ? '〇〇' : 'TODO';
  const known = new Map(Object.entries(facts));
  return text.replace(/\{([a-z]+)\}/g, (whole, name: string) => {
    if (!names.includes(name)) return whole;
    return known.get(name) ?? blank;
  });
}

const names: readonly string[] = templateFields satisfies readonly (keyof TemplateFacts)[];

/** Its title, when it can begin a notice; null when it is a report for one that is there. */
export function titleOf(text: string): string | null {
  return headerOf(text).title;
}

/**
 * A whole notice from a filled-in template, its first report at this time. What is given wins over the template's own
 * header. Null when it has no title or no report.
 */
export function noticeFromTemplate(
  text: string,
  draft: Omit<NoticeDraft, 'title' | 'text'> & { readonly title?: string | undefined },
  page: Page,
  heading: string,
): string | null {
  const { header, title } = headerOf(text);
  const report = reportFromTemplate(text, { ...draft, components: [], impact: undefined }, page, heading);
  const said = draft.title ?? title;
  if (report === null || said === null) return null;
  const given = headerLines(draft, page);
  const keys = given.map((line) => line.replace(/:.*/, ''));
  const own = header.filter((line) => !keys.includes(line.replace(/:.*/, '')));
  return ['---', `title: ${oneLine(said)}`, ...own, ...given, '---', '', ...report, ''].join('\n');
}

/**
 * The lines of the report in a filled-in template, at this time; what is given wins. One that is still investigating
 * does not take back that the cause is known. Null when there is none.
 */
export function reportFromTemplate(
  text: string,
  changes: Omit<ReportDraft, 'text'>,
  page: Page,
  heading: string,
  before?: Status,
): string[] | null {
  const section = firstSection(text);
  if (section === undefined) return null;
  const lines = text.trimEnd().split('\n').slice(section.heading.line);
  const inside = splitLines(lines.join('\n'), openReport(''));
  const { fields } = readFields(inside, componentWords(page), openReport(''));
  const given = (['impact', 'expected', 'next'] as const).filter((name) => changes[name] !== undefined);
  const replaced = new Set(given.map((name) => fields.get(name)?.line));
  const own = section.heading.rest.text;
  const isBackwards = before === 'identified' && statusWords.get(wordKey(own)) === 'investigating';
  const status = changes.status ?? (isBackwards ? '' : own);
  return [
    `## ${heading} ${status}`.trimEnd(),
    ...changes.components.map(({ id, state }) => `${id}: ${state}`),
    ...fieldLines(changes),
    ...lines.filter((_, index) => !replaced.has(index + 1)),
  ];
}

/** Places that are still to be filled in: line and what stands there. */
export function blanksIn(text: string): { line: number; text: string }[] {
  return splitLines(text, openReport('')).flatMap((line) =>
    blankIn(line) === null ? [] : [{ line: line.number, text: line.raw.trim() }],
  );
}

function firstSection(text: string): Section | undefined {
  return readOutline(splitLines(text, openReport('')), openReport('')).sections[0];
}

/** The header's lines but for the title, and the title, which may also stand as `# …`. */
function headerOf(text: string): { header: string[]; title: string | null } {
  const outline = readOutline(splitLines(text, openReport('')), openReport(''));
  const entry = readHeader(outline.header, noComponents, openReport('')).fields.get('title');
  const header = outline.header.filter(({ number }) => number !== entry?.line).map(({ raw }) => raw);
  return { header, title: entry?.text ?? outline.title?.text ?? null };
}

const noComponents: ComponentWords = { ids: new Map(), members: new Map(), spellings: [] };

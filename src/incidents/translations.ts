import { readText } from './bytes.ts';
import { componentWords, type ComponentWords } from './component-words.ts';
import { readFields } from './fields.ts';
import type { Finding } from './finding.ts';
import { readHeader } from './header.ts';
import { readStatus } from './heading.ts';
import { checkBlanks, checkMerge, splitLines } from './lines.ts';
import type { Instant, Localized, Notice, Status, Update } from './notice.ts';
import { readOutline, type Section } from './outline.ts';
import type { Page } from './page.ts';
import { inCharacters, openReport, type Report } from './report.ts';
import { isPastMidnight, resolveTime } from './time-of-update.ts';
import { findTitle, warnOfLongTitle } from './title.ts';
import type { Zone } from './zone.ts';

/** A notice's text in another language: `x.en.md` beside `x.md`. */
export interface TranslationSource {
  readonly language: string;
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface TranslationContext {
  readonly page: Page;
  readonly zone: Zone;
  readonly words?: ComponentWords | undefined;
  readonly day: Instant;
  /** Original updates whose heading has no time, in the file's order. */
  readonly timeless: readonly Update[];
}

/** The notice with one translation put in; what is missing there stays in the original. Faults never spoil the original. */
export function withTranslation(
  notice: Notice,
  source: TranslationSource,
  context: TranslationContext,
): { notice: Notice; findings: readonly Finding[] } {
  const report = openReport(source.name);
  const { text, whole } = readText(source.bytes, report);
  const start = { line: 1, column: 1 };
  if (!context.page.languages.includes(source.language)) {
    report.error(
      start,
      `page.yaml has no language "${source.language}".`,
      `Add it to "languages", or rename the file.`,
    );
  } else if (source.language === notice.language) {
    report.error(
      start,
      `"${source.language}" is the language of the notice itself.`,
      'Delete this file, or rename it to another language.',
    );
  } else if (whole) {
    const lines = splitLines(text.replace(/^\ufeff/, ''), report);
    checkMerge(lines, report);
    checkBlanks(lines, report);
    const outline = readOutline(lines, report);
    const words = context.words ?? componentWords(context.page);
    const header = readHeader(outline.header, words, report);
    const title = findTitle(header, outline);
    warnOfLongTitle(title, report);
    const bodies = translatedBodies(notice, outline.sections, { ...context, words }, report);
    return {
      notice: translated(notice, source.language, title?.text, bodies),
      findings: inCharacters(report.findings, text),
    };
  }
  return { notice, findings: report.findings };
}

function translated(
  notice: Notice,
  language: string,
  title: string | undefined,
  bodies: ReadonlyMap<Instant, string>,
): Notice {
  const put = (texts: Localized, text: string | undefined): Localized =>
    text === undefined || text.trim() === '' ? texts : { ...texts, [language]: text.trim() };
  const updates = notice.updates.map((update) => ({ ...update, body: put(update.body, bodies.get(update.at)) }));
  return { ...notice, title: put(notice.title, title), updates };
}

/** Each section's text by the instant of the original update it belongs to. */
function translatedBodies(
  notice: Notice,
  sections: readonly Section[],
  context: TranslationContext & { readonly words: ComponentWords },
  report: Report,
): Map<Instant, string> {
  const instants = new Set(notice.updates.map(({ at }) => at));
  const timeless = Map.groupBy(context.timeless, ({ status }) => status);
  const bodies = new Map<Instant, string>();
  const seen = new Map<Status, number>();
  let above = { at: context.day, isNight: false };
  for (const section of sections) {
    const at = instantOf(section, notice, { ...context, timeless }, above, seen, report);
    if (at === null) continue;
    above = { at, isNight: isPastMidnight(section.heading.time) };
    const place = { line: section.heading.line, column: 1 };
    if (!instants.has(at)) {
      report.error(
        place,
        'The original has no report at this time, so this text is not shown.',
        'Give the heading the same time as in the original.',
      );
    } else if (bodies.has(at)) {
      report.error(place, 'This report is translated twice.', 'Delete one of the two.');
    } else {
      bodies.set(at, readFields(section.lines, context.words, report).body);
    }
  }
  return bodies;
}

/** By its time; without one by its status, the first such heading to the first such update, and so on. */
function instantOf(
  { heading }: Section,
  notice: Notice,
  { zone, timeless }: { readonly zone: Zone; readonly timeless: ReadonlyMap<Status, readonly Update[]> },
  above: { readonly at: Instant; readonly isNight: boolean },
  seen: Map<Status, number>,
  report: Report,
): Instant | null {
  if (heading.time !== null) {
    const resolved = resolveTime(heading.time, zone, above.at, { inclusive: true, isNight: above.isNight });
    if ('at' in resolved) return resolved.at;
    report.error(heading.time, resolved.what, resolved.cure);
    return null;
  }
  const status = readStatus(heading, notice.type, report);
  if (status === undefined) return null;
  const order = seen.get(status) ?? 0;
  seen.set(status, order + 1);
  const update = timeless.get(status)?.[order];
  if (update !== undefined) return update.at;
  const place = { line: heading.line, column: 1 };
  report.error(
    place,
    `The original has no such report without a time.`,
    'Give the heading the same time as in the original.',
  );
  return null;
}

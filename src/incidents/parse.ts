import { readText } from './bytes.ts';
import { warnOfClosingWords } from './closing-words.ts';
import { componentWords, type ComponentWords } from './component-words.ts';
import { findingLine, type Finding } from './finding.ts';
import { readHeader } from './header.ts';
import { checkBlanks, checkMerge, splitLines } from './lines.ts';
import type { ComponentState, Instant, Notice } from './notice.ts';
import { readOutline, type Outline } from './outline.ts';
import type { Page } from './page.ts';
import { inCharacters, openReport, watchErrors, type Report } from './report.ts';
import { findTitle, warnOfLongTitle } from './title.ts';
import { readSettings } from './settings.ts';
import { readTime, resolveTime } from './time-of-update.ts';
import type { TimelessHeading } from './timeless.ts';
import { withTranslation, type TranslationSource } from './translations.ts';
import { readUpdates, type UpdatesRead } from './updates.ts';
import { checkNotice } from './whole-notice.ts';
import { openZone, type Zone } from './zone.ts';

/** The files of one notice. */
export interface NoticeSource {
  /** `x.md`; the id is the name without `.md`. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly translations: readonly TranslationSource[];
}

export interface ParseContext {
  readonly page: Page;
  /** The later of the clock and the commit: more than 10 minutes ahead of it is an error. */
  readonly now: Instant;
  /** When the file was first published; gives the date of a first time without one, where the file's name has none. */
  readonly firstPublishedAt?: Instant | undefined;
  /** The instants of the reports whose heading has no time, all at once, as they stand downwards through the file. */
  readonly timesOf: (timeless: readonly TimelessHeading[]) => readonly (Instant | undefined)[];
  /** The page's zone and words, made by whoever parses many files, so that they are made once. */
  readonly zone?: Zone;
  readonly words?: ComponentWords | undefined;
}

export interface ParsedNotice {
  /**
   * `broken` is set when the notice's own file has an error; of an empty one only the name is known, and that something
   * was to be said. Null only when the reader itself failed.
   */
  readonly notice: Notice | null;
  /** Of the file and of its translations. An error in a translation breaks nothing: the original stands. */
  readonly findings: readonly Finding[];
}

/** Reads a notice. Never throws for what is in the files: faults are findings, and what could be read is given back. */
export function parseNotice(source: NoticeSource, context: ParseContext): ParsedNotice {
  const report = openReport(source.name);
  const { text, whole } = readText(source.bytes, report);
  const plainText = text.replace(/^\ufeff/, '');
  const isEmpty = plainText.trim() === '';
  // When the bytes are wrong, what else seems wrong is only a consequence of it.
  const inner = whole && !isEmpty ? report : openReport(source.name);
  if (isEmpty) {
    report.error(
      { line: 1, column: 1 },
      'The file is empty.',
      'Write a title and a report, for example "# Title" and "## investigating".',
    );
  }
  const zone = context.zone ?? openZone(context.page.time_zone);
  const day = firstDay(source.name, zone, context);
  const watched = watchErrors(inner);
  const lines = splitLines(plainText, watched);
  checkMerge(lines, watched);
  checkBlanks(lines, inner);
  const outline = readOutline(lines, inner);
  const read = readNotice(source.name, outline, { ...context, zone, day }, inner);
  const findings = inCharacters(report.findings, plainText);
  const errors = findings.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  const brokenBy = (finding: Finding) => {
    const since = context.firstPublishedAt;
    return {
      reason: findingLine(finding),
      text: plainText,
      mailable: isMailable(read, whole && !watched.hasErrors()),
      since,
    };
  };
  const notice: Notice = first === undefined ? read.notice : { ...read.notice, broken: brokenBy(first) };
  return withTranslations(notice, findings, source, read.timelessLines, { ...context, zone, day });
}

interface NoticeRead {
  readonly notice: Notice;
  readonly updates: UpdatesRead;
  readonly timelessLines: ReadonlySet<number>;
}

function readNotice(
  name: string,
  outline: Outline,
  context: ParseContext & { readonly zone: Zone; readonly day: Instant | null },
  report: Report,
): NoticeRead {
  const { page, zone, day, now } = context;
  const words = context.words ?? componentWords(page);
  const header = readHeader(outline.header, words, report);
  const language = header.fields.get('language')?.value ?? page.language;
  const settings = readSettings(header, zone, day, report);
  const base = day ?? startOfDay(zone, context.firstPublishedAt ?? now);
  const updates = readUpdates(
    outline.sections,
    { ...context, words, type: settings.type, language, day: base },
    report,
  );
  const id = name.replace(/\.md$/, '');
  const title = findTitle(header, outline);
  if (title === null) {
    const cure = 'Write "title: …" in the header on one line, or "# …" as the first line.';
    report.error(header.fields.get('title') ?? { line: 1, column: 1 }, 'The notice has no title.', cure);
  }
  const notice: Notice = {
    ...settings,
    id,
    language,
    title: { [language]: title?.text ?? id },
    components: Object.fromEntries(header.components.map((set): [string, ComponentState] => [set.id, set.state])),
    updates: updates.updates,
  };
  checkNotice(
    notice,
    {
      page,
      zone,
      now,
      header,
      unknown: [...header.unknown, ...updates.unknown],
      hasHeadings: outline.sections.length > 0,
    },
    report,
  );
  warnOfLongTitle(title, report);
  warnOfClosingWords(notice, outline.sections, title, report);
  const timeless = outline.sections.filter(({ heading }) => heading.time === null);
  return { notice, updates, timelessLines: new Set(timeless.map(({ heading }) => heading.line)) };
}

function withTranslations(
  original: Notice,
  findings: readonly Finding[],
  { translations }: NoticeSource,
  timelessLines: ReadonlySet<number>,
  { page, zone, day, words }: ParseContext & { readonly zone: Zone; readonly day: Instant | null },
): ParsedNotice {
  const timeless = original.updates
    .filter(({ line }) => timelessLines.has(line))
    .toSorted((one, other) => one.line - other.line);
  const first = day ?? startOfDay(zone, original.updates[0]?.at ?? 0);
  let parsed: ParsedNotice = { notice: original, findings };
  for (const translation of translations) {
    const next = withTranslation(parsed.notice ?? original, translation, { page, zone, day: first, timeless, words });
    parsed = { notice: next.notice, findings: [...parsed.findings, ...next.findings] };
  }
  return parsed;
}

/** Time, status and text of every report were understood, whatever else is wrong. */
function isMailable({ notice, updates }: NoticeRead, whole: boolean): boolean {
  const hasText = notice.updates.every(({ body }) => Object.values(body).some((text) => text !== ''));
  return whole && notice.updates.length > 0 && updates.unreadHeadings.length === 0 && hasText;
}

/** The first instant of the day that begins the file's name, or null. */
function firstDay(name: string, zone: Zone, { firstPublishedAt, now }: ParseContext): Instant | null {
  const [date] = /^\d{4}-\d{2}-\d{2}(?=-|\.)/.exec(name) ?? [];
  const time = date === undefined ? null : readTime(`${date} 00:00`);
  if (time === null) return null;
  const resolved = resolveTime(time, zone, null);
  return 'at' in resolved ? resolved.at : startOfDay(zone, firstPublishedAt ?? now);
}

function startOfDay(zone: Zone, at: Instant): Instant {
  const wall = zone.wallTimeOf(at);
  const midnight = Math.floor(wall / 86_400_000) * 86_400_000;
  const found = zone.instantOf(midnight);
  return 'at' in found ? found.at : at - (wall - midnight);
}

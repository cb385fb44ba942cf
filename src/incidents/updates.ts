import type { ComponentWords, UnknownComponent } from './component-words.ts';
import type { Entry } from './entries.ts';
import { readFields, type UpdateFields } from './fields.ts';
import { wordKey } from './fold.ts';
import { readStatus } from './heading.ts';
import type { ComponentState, Instant, NoticeType, Status, Update } from './notice.ts';
import type { Section } from './outline.ts';
import { watchErrors, type Report } from './report.ts';
import type { TimelessHeading } from './timeless.ts';
import { isPastMidnight, resolveTime } from './time-of-update.ts';
import { readInstant, readSwitch, readWord } from './values.ts';
import { impactWords } from './words.ts';
import type { Zone } from './zone.ts';

/** What is needed to read the updates of a notice. */
export interface UpdatesContext {
  readonly zone: Zone;
  readonly words: ComponentWords;
  readonly type: NoticeType;
  readonly language: string;
  /** The first instant of the day a time without a date belongs to when nothing stands above it. */
  readonly day: Instant;
  readonly now: Instant;
  readonly timesOf: (timeless: readonly TimelessHeading[]) => readonly (Instant | undefined)[];
}

/** The updates as read, oldest first, and what must be judged with the whole notice in view. */
export interface UpdatesRead {
  readonly updates: readonly Update[];
  readonly unknown: readonly UnknownComponent[];
  /** Lines of headings whose time or status could not be understood. */
  readonly unreadHeadings: readonly number[];
}

/** An update whose status may still be taken from the one before it. */
type Pending = Omit<Update, 'status'> & { readonly status: Status | undefined };

/** Reads every update: times first in the order of the file, then statuses in the order of time. */
export function readUpdates(sections: readonly Section[], context: UpdatesContext, report: Report): UpdatesRead {
  const unknown: UnknownComponent[] = [];
  const unreadHeadings: number[] = [];
  const pending: Pending[] = [];
  const times = readTimes(sections, context, report);
  sections.forEach((section, index) => {
    const watched = watchErrors(report);
    const status = readStatus(section.heading, context.type, watched);
    const at = times[index] ?? null;
    if (watched.hasErrors() || at === null) unreadHeadings.push(section.heading.line);
    const fields = readFields(section.lines, context.words, report);
    unknown.push(...fields.unknown);
    // What is wrong below a heading is told also where the heading itself is wrong.
    const update = pendingUpdate(section, at ?? context.day, status, fields, context, report);
    if (at !== null) pending.push(update);
  });
  reportUnordered(sections, times, context, report);
  return { updates: withStatuses(pending, context.type), unknown, unreadHeadings };
}

/** The instant of each section in the file's order; null where it has none, which is reported. */
export function readTimes(
  sections: readonly Section[],
  { zone, day, type, timesOf }: Pick<UpdatesContext, 'zone' | 'day' | 'type' | 'timesOf'>,
  report: Report,
): (Instant | null)[] {
  let above = day;
  let isNight = false;
  const timeless = sections.filter(({ heading }) => heading.time === null);
  const times = timeless.length === 0 ? [] : [...timesOf(timeless.map((section) => timelessHeading(section, type)))];
  return sections.map(({ heading }) => {
    if (heading.time === null) {
      const at = times.shift() ?? null;
      if (at === null)
        report.error({ line: heading.line, column: 1 }, 'This report has no time.', 'Write ## 17:10 and the status.');
      above = at ?? above;
      isNight = false;
      return at;
    }
    const resolved = resolveTime(heading.time, zone, above, { inclusive: true, isNight });
    if ('at' in resolved) {
      isNight = isPastMidnight(heading.time);
      return (above = resolved.at);
    }
    report.error(heading.time, resolved.what, resolved.cure);
    return null;
  });
}

/** What tells a report without a time from another. */
export function timelessHeading({ heading, lines }: Section, type: NoticeType): TimelessHeading {
  // Read without reporting: `readUpdates` reads the status again and reports.
  const status = readStatus(heading, type, silent) ?? 'investigating';
  const text = lines
    .map(({ raw }) => raw.trim())
    .join('\n')
    .trim();
  return { status, text };
}

const silent: Report = { findings: [], error: () => undefined, warning: () => undefined };

/** One for all: thousands of reports name none. */
const none: Readonly<Record<string, ComponentState>> = {};

function pendingUpdate(
  { heading }: Section,
  at: Instant,
  status: Status | undefined,
  { fields, components, body }: UpdateFields,
  { zone, language }: UpdatesContext,
  report: Report,
): Pending {
  const expected = fields.get('expected');
  const isNight = isPastMidnight(heading.time);
  const instant = (entry: Entry | undefined) => readInstant(entry, zone, at, report, { isNight });
  const isUnknown = expected !== undefined && ['unknown', '未定', '不明'].includes(wordKey(expected.value));
  return {
    at,
    number: 0,
    publishedAt: at,
    status,
    body: { [language]: body },
    components: components.length === 0 ? none : Object.fromEntries(components.map(({ id, state }) => [id, state])),
    impact: readWord(fields.get('impact'), impactWords, report),
    next: instant(fields.get('next')),
    expected: isUnknown ? 'unknown' : instant(expected),
    corrected: instant(fields.get('corrected')),
    retracted: readSwitch(fields.get('retracted'), false, report),
    notify: readSwitch(fields.get('notify'), true, report),
    line: heading.line,
  };
}

/** Oldest first; an update that names no status keeps the one before it. */
function withStatuses(pending: readonly Pending[], type: NoticeType): Update[] {
  let status: Status = type === 'maintenance' ? 'scheduled' : 'investigating';
  return pending
    .toSorted((one, other) => one.at - other.at)
    .map((update) => {
      const own = update.status ?? status;
      // A retracted report sets no status for those after it.
      if (!update.retracted) status = own;
      return { ...update, status: own };
    });
}

/** Times alone are counted downwards through the file: written newest first, each would land a day late. */
function reportUnordered(
  sections: readonly Section[],
  times: readonly (Instant | null)[],
  { now }: UpdatesContext,
  report: Report,
): void {
  const alone = sections.map(({ heading }) => heading.time !== null && heading.time.year === undefined);
  const rolled = sections.findIndex(({ heading }, index) => {
    const [at, above] = [times[index], times[index - 1]];
    if (alone[index] !== true || at === null || at === undefined || above === null || above === undefined) return false;
    return at > now + 600_000 && at - above > 12 * 3_600_000 && heading.time !== null && heading.time.hour < 24;
  });
  const heading = sections[rolled]?.heading;
  if (heading === undefined) return;
  const cure = 'Write the oldest report first, or give every heading its date.';
  report.error({ line: heading.line, column: 1 }, 'Read downwards, this time would be tomorrow.', cure);
}

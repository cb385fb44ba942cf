import { withoutComments } from './comments.ts';
import type { UnknownComponent } from './component-words.ts';
import type { Header } from './header.ts';
import type { Instant, Notice } from './notice.ts';
import type { Page } from './page.ts';
import type { Report } from './report.ts';
import type { Zone } from './zone.ts';

const tenMinutes = 600_000;

/** What can be judged only with the whole notice in view. */
export function checkNotice(
  notice: Notice,
  about: {
    page: Page;
    zone: Zone;
    now: Instant;
    header: Header;
    unknown: readonly UnknownComponent[];
    hasHeadings: boolean;
  },
  report: Report,
): void {
  const { page, zone, now, header, unknown, hasHeadings } = about;
  if (!hasHeadings) {
    report.error(
      { line: 1, column: 1 },
      'The notice has no report.',
      'Write one below a heading such as ## 17:10 investigating or ## 調査中.',
    );
  }
  const language = header.fields.get('language');
  if (language !== undefined && !page.languages.includes(notice.language)) {
    report.error(
      language.valuePlace,
      `page.yaml has no language "${notice.language}".`,
      `Use one of ${page.languages.join(', ')}.`,
    );
  }
  checkInstants(notice, zone, now, report);
  checkTexts(notice, report);
  for (const { word, meant, known, ...place } of unknown) {
    if (isOpen(notice)) report.error(place, `There is no component "${word}".`, `${meant}${known}`);
    else
      report.warning(
        place,
        `There is no component "${word}" any more.`,
        `${meant}It is shown by its id; "retired: true" in page.yaml keeps its name.`,
      );
  }
  if (isOpen(notice)) warnOfSilence(notice, report);
  else warnOfDown(notice, report);
}

function checkInstants({ updates }: Notice, zone: Zone, now: Instant, report: Report): void {
  updates.forEach(({ at, line }, index) => {
    const place = { line, column: 1 };
    const twin = updates[index - 1];
    if (twin?.at === at) {
      const later = { line: Math.max(line, twin.line), column: 1 };
      const cure = `Give one of them seconds or a time of its own, for example ${example(at, zone)}.`;
      report.error(later, `Two reports have the same time (the other is on line ${Math.min(line, twin.line)}).`, cure);
    }
    if (at > now + tenMinutes) {
      const cure = 'Correct the time; a report has the time at which it is published.';
      report.error(place, 'This report is more than 10 minutes in the future.', cure);
    }
  });
}

function checkTexts({ updates }: Notice, report: Report): void {
  for (const { body, line } of updates) {
    if (Object.values(body).some((text) => withoutComments(text).trim() !== '')) continue;
    report.error(
      { line, column: 1 },
      'This report has no text.',
      'Write below the heading what is known, after an empty line.',
    );
  }
}

/** Nothing effective is left, or the last effective report closes it. */
function isOpen({ updates }: Notice): boolean {
  const last = updates.filter(({ retracted }) => !retracted).at(-1);
  if (last === undefined) return updates.length === 0;
  return !['resolved', 'postmortem', 'completed', 'cancelled'].includes(last.status);
}

function warnOfSilence({ type, updates }: Notice, report: Report): void {
  const last = updates.findLast(({ retracted }) => !retracted);
  if (type !== 'incident' || last === undefined || last.next !== undefined) return;
  report.warning(
    { line: last.line, column: 1 },
    'Nobody is told when the next report comes.',
    'Add "next: 18:00" below the heading.',
  );
}

/** Set down by the closing report itself, or after it: then it stays down. */
function warnOfDown({ updates }: Notice, report: Report): void {
  const closing = updates.findIndex(
    ({ status, retracted }) => !retracted && (status === 'resolved' || status === 'completed'),
  );
  for (const { components, line } of closing < 0 ? [] : updates.slice(closing)) {
    const down = Object.entries(components).find(([, state]) => state !== 'operational');
    if (down === undefined) continue;
    report.warning(
      { line, column: 1 },
      `"${down[0]}" stays ${down[1]} although this is closed.`,
      `If it works again, delete the line or write ${down[0]}: operational.`,
    );
  }
}

/** The time of the heading with half a minute more, as it can be typed. */
function example(at: Instant, zone: Zone): string {
  return new Date(zone.wallTimeOf(at + 30_000)).toISOString().slice(0, 19).replace('T', ' ');
}

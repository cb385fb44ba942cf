import type { Instant, Notice, Status, Update } from '../incidents/notice.ts';
import { updatesAt } from '../incidents/updates-at.ts';
import { catalogueOf } from '../languages/catalogue.ts';
import { bodyOf } from './report-text.ts';
import { updateAnchor } from './view.ts';

/** One report as a page shows it. */
export interface ShownReport {
  readonly noticeId: string;
  readonly anchor: string;
  /** Its place on the page by its number, to be passed on: `r3`. Without a number the anchor. */
  readonly place: string;
  readonly at: Instant;
  /** 第3報, or 最終報. */
  readonly name: string;
  readonly status: Status;
  readonly statusWord: string;
  /** Markdown: how deep its headings stand depends on where the report is shown. */
  readonly text: string;
  /** Set when the text is in another language than the page. */
  readonly foreign: string | null;
  readonly retracted: boolean;
  readonly corrected: Instant | undefined;
}

/** A notice's reports newest first, those of its clock among them, retracted ones included and marked. */
export function reportsOf(notice: Notice, language: string, now: Instant): ShownReport[] {
  return updatesAt(notice, now)
    .toReversed()
    .map((update) => shownReport(notice, update, language));
}

function shownReport(notice: Notice, update: Update, language: string): ShownReport {
  const { words } = catalogueOf(language);
  const { at, status, retracted, corrected } = update;
  const isFinal = status === 'postmortem';
  const body = bodyOf(notice, update, language);
  const statusWord = words.status[status][0];
  return {
    noticeId: notice.id,
    anchor: updateAnchor(at),
    place: update.number > 0 ? `r${update.number}` : updateAnchor(at),
    at,
    // A number is 0 until the history has given one: then the state alone is the report's name.
    name: isFinal ? words.finalReport : update.number > 0 ? words.report(update.number) : '',
    status,
    statusWord: isFinal ? '' : statusWord,
    text: body.text,
    foreign: body.language === language ? null : body.language,
    retracted,
    corrected,
  };
}

/**
 * A notice's reports in two parts: the newest that counts, with retracted ones that came after it, and all before. The
 * front page shows the first part at its top and the second below, so that no text stands there twice.
 */
export function splitLatest(
  notice: Notice | undefined,
  language: string,
  now: Instant,
): { latest: readonly ShownReport[]; earlier: readonly ShownReport[] } {
  const reports = notice === undefined ? [] : reportsOf(notice, language, now);
  const end = reports.findIndex((report) => !report.retracted) + 1;
  return { latest: reports.slice(0, end), earlier: reports.slice(end) };
}

import { UserError } from '../errors.ts';
import {
  headingTime,
  instantAfter,
  isNewestFirst,
  reportLines,
  withReport,
  withRetraction,
  type ReportDraft,
} from '../incidents/draft-report.ts';
import type { Instant, Notice, Update } from '../incidents/notice.ts';
import { isClosed, statusAt } from '../incidents/state.ts';
import { fillIn, reportFromTemplate, type Template } from '../incidents/template.ts';
import { WrongUsage, type Io } from './io.ts';
import type { Flags } from './new-options.ts';
import { noticeFile, noticeOf, readAs, type Place } from './new-place.ts';
import { askComponents, askStatus, askText, askTime, askUntil } from './new-questions.ts';
import { readReportFlags } from './new-report.ts';
import { reportMeant } from './new-retract.ts';
import { factsFor, loadTemplate } from './new-templates.ts';
import { languageOf } from './new-words.ts';
import type { Made } from './new-write.ts';

type Draft = Omit<ReportDraft, 'text'> & { readonly text?: string | undefined };

/**
 * A notice's file with a report added, one taken back, or both. `known` is what a person has answered already. Throws
 * WrongUsage, or UserError when the notice cannot take a report as it is.
 */
export async function makeUpdate(
  id: string,
  flags: Flags,
  known: Partial<ReportDraft>,
  place: Place,
  io: Io,
): Promise<Made> {
  const notice = noticeToAddTo(place, id);
  const language = languageFor(notice, flags, place);
  const template = flags.template === undefined ? null : loadTemplate(place, flags.template, language);
  const said: Partial<Draft> = { ...known, ...readReportFlags(flags, notice.type, place.page), text: flags.text };
  const retracted = await retractedReport(notice, flags, template, place, io);
  const isReport = retracted === undefined || template !== null || flags.text !== undefined;
  if (!isReport && Object.values(said).some((value) => value !== undefined))
    throw new WrongUsage('Say in a report what is right: add a text in quotes, or --template.');
  const asked =
    isReport && template === null && said.text === undefined ? await askReport(notice, said, place, io) : {};
  const draft: Draft = { components: [], ...said, ...asked };

  // Read again: while questions were answered the file may have been saved from an editor.
  const file = noticeFile(place, id);
  const marked = retracted === undefined ? file : withRetraction(file, retracted.line);
  const text = isReport ? withNewReport(marked, draft, template, { notice, retracted, place }) : marked;
  refuseReopening(notice, readAs(place, id, text).notice, flags, place);
  const reports = (readAs(place, id, file).notice?.updates.length ?? 0) + (isReport ? 1 : 0);
  const note = retracted === undefined ? null : takenBack(retracted, notice, place);
  const report = `Report on ${id}${draft.status === undefined ? '' : `: ${draft.status}`}`;
  return {
    content: { id, text, isNew: false, mayHaveBlanks: template !== null, reports },
    message: isReport ? report : `Retract a report of ${id}`,
    note,
  };
}

/** Part of a name may be that of an old notice: what is over is opened again by its whole name only. Throws UserError. */
function refuseReopening(notice: Notice, after: Notice | null, { update = '' }: Flags, place: Place): void {
  const now = place.now();
  const isNamed = update === '' || update.includes(notice.id);
  if (isNamed || after === null || !isClosed(notice, now) || isClosed(after, now)) return;
  const what = `"${update}" is part of ${notice.id}, which is over; this report would open it again.`;
  throw new UserError('conflict', `${what} If you mean that: --update ${notice.id}`);
}

/** Throws UserError when a report in it has no time yet: the new one could come to stand before it. */
function noticeToAddTo(place: Place, id: string): Notice {
  const notice = noticeOf(place, id);
  if (notice === null || notice.broken?.text.trim() === '') throw new UserError('invalid', `${id}.md is empty.`);
  const timed = readAs(place, id, noticeFile(place, id), null).notice?.updates ?? [];
  const untimed = notice.updates.find(({ line }) => !timed.some((update) => update.line === line));
  if (untimed === undefined) return notice;
  const cure = `Commit it first, or write ## ${headingTime(place.zone, instantAfter([], place.now()))} and the status.`;
  throw new UserError(
    'conflict',
    `${id}.md:${untimed.line}: this report has no time and is not committed yet. ${cure}`,
  );
}

function languageFor({ id, language }: Notice, flags: Flags, { page }: Place): string {
  const asked = flags.language === undefined ? language : languageOf(flags.language, page);
  if (asked === language) return language;
  throw new WrongUsage(`${id} is in "${language}". What you write in "${asked}" belongs into ${id}.${asked}.md.`);
}

/** The report that is taken back, when the flags or the template speak of one. */
async function retractedReport(
  notice: Notice,
  { retract }: Flags,
  template: Template | null,
  place: Place,
  { ask, err }: Io,
): Promise<Update | undefined> {
  if (retract !== undefined) return reportMeant(notice, retract, place);
  if (template?.text.includes('{retracted}') !== true) return undefined;
  if (ask === undefined) throw new WrongUsage('Which report is taken back? Add --retract and its time, or last.');
  const times = notice.updates.map(({ at }) => headingTime(place.zone, at)).join(', ');
  return askUntil({ ask, err }, `Which report is taken back? ${times}: `, (answer) =>
    reportMeant(notice, answer, place),
  );
}

async function askReport(
  notice: Notice,
  said: Partial<ReportDraft>,
  { page, now }: Place,
  { ask, err }: Io,
): Promise<Partial<Draft>> {
  if (ask === undefined) throw new WrongUsage('The text is missing. Put it in quotes behind the flags.');
  const asking = { ask, err };
  const status = said.status ?? (await askStatus(asking, notice, statusAt(notice, now())));
  const question = 'What has changed for a component? Enter: nothing.';
  const states = ['operational', 'degraded_performance', 'partial_outage', 'major_outage'] as const;
  const components =
    said.components ?? (await askComponents(asking, page, { language: notice.language, question, states }));
  const isOver = ['resolved', 'postmortem', 'completed', 'cancelled'].includes(status ?? '');
  const next = said.next ?? (isOver ? '' : await askTime(asking, 'Next report at (18:00; Enter: not said): ', page));
  return { status, components, next: next === '' ? undefined : next, text: await askText(asking) };
}

/** The file with the report where its own order wants it. */
function withNewReport(
  file: string,
  draft: Draft,
  template: Template | null,
  about: { notice: Notice; retracted: Update | undefined; place: Place },
): string {
  const { notice, retracted, place } = about;
  const updates = readAs(place, notice.id, file).notice?.updates ?? [];
  const at = instantAfter(updates, place.now());
  const heading = headingTime(place.zone, at);
  const lines =
    template === null
      ? reportLines({ ...draft, text: draft.text ?? '' }, heading)
      : linesOf(template, draft, { ...about, at, retractedAt: retracted?.at, heading });
  const first = Math.min(...updates.map(({ line }) => line));
  const onTop = isNewestFirst(updates) ? withReport(file, lines, first) : null;
  // A time alone is counted from the heading above it: where the new one would move it, the end is the only place.
  if (onTop !== null && keepsTimes(updates, readAs(place, notice.id, onTop).notice)) return onTop;
  return withReport(file, lines, null);
}

function keepsTimes(updates: readonly Update[], after: Notice | null): boolean {
  return updates.every(({ at }) => after?.updates.some((update) => update.at === at));
}

function linesOf(
  template: Template,
  draft: Draft,
  about: { notice: Notice; retractedAt: Instant | undefined; place: Place; at: Instant; heading: string },
): string[] {
  const { notice, retractedAt: retracted, place, at, heading } = about;
  const components = draft.components.map(({ id }) => id);
  const facts = factsFor(place, { language: notice.language, at, notice, components, next: draft.next, retracted });
  const filled = fillIn(template.text, facts, notice.language);
  const lines = reportFromTemplate(filled, draft, place.page, heading, statusAt(notice, place.now()));
  if (lines !== null) return lines;
  throw new UserError('invalid', 'There is no report in this template. Begin it with ## and a status.');
}

function takenBack({ at, body }: Update, { language }: Notice, { zone }: Place): string {
  const [line = ''] = (body[language] ?? '').split('\n');
  return `Taken back: ${headingTime(zone, at)} ${line.length > 50 ? `${line.slice(0, 50)}…` : line}`;
}

import { UserError } from '../errors.ts';
import { noticeId, noticeText, type NoticeDraft } from '../incidents/draft-notice.ts';
import { headingTime, instantAfter, type ReportDraft } from '../incidents/draft-report.ts';
import type { ComponentState, NoticeType } from '../incidents/notice.ts';
import { fillIn, noticeFromTemplate, titleOf, type Template } from '../incidents/template.ts';
import { statusesOf } from '../incidents/words.ts';
import { WrongUsage, type Io } from './io.ts';
import { noticeList, openTwins } from './new-open.ts';
import type { Flags } from './new-options.ts';
import type { Place } from './new-place.ts';
import { askComponents, askNotice, askText, askTime, askTitle, type Asking } from './new-questions.ts';
import { readReportFlags } from './new-report.ts';
import { factsFor, loadTemplate } from './new-templates.ts';
import { languageOf, timeOf } from './new-words.ts';
import { freeId, type Made } from './new-write.ts';

/** A new notice's file, or the open notice that a report shall be added to instead. */
export type NewNotice = Made | { readonly addTo: string; readonly components: ReportDraft['components'] };

/** Makes a new notice of flags and, at a terminal, answers. Throws WrongUsage, or UserError when one is open already. */
export async function makeNotice(flags: Flags, place: Place, io: Io): Promise<NewNotice> {
  const { page } = place;
  const type: NoticeType =
    flags.maintenance === true ? 'maintenance' : flags.exercise === true ? 'exercise' : 'incident';
  const language = languageOf(flags.language, page);
  const template = flags.template === undefined ? null : loadTemplate(place, flags.template, language);
  const said = {
    ...readReportFlags(flags, type, page),
    title: flags.title,
    text: flags.text,
    from: flags.from === undefined ? undefined : timeOf(flags.from, '--from', page),
    until: flags.until === undefined ? undefined : timeOf(flags.until, '--until', page),
  };
  refuseMissing(flags, type, template, io);
  const needed = neededFlags(type, template);
  const isComplete = template === null && needed.every((name) => flags[name] !== undefined);
  const { ask: _, ...quiet } = io;
  const asking = isComplete ? quiet : io;
  const components = said.components ?? (await componentsAsked(asking, place, type, language));
  const addTo = flags.new === true ? null : await twinToAddTo(place, io, type, components);
  if (addTo !== null) return { addTo, components };
  const draft = { ...said, type, language, components, ...(await askRest({ ...said, type }, template, place, asking)) };
  const text = template === null ? plainNotice(draft, place) : noticeOfTemplate(template, draft, place);
  const id = freeId(place, noticeId({ ...draft, title: draft.title ?? '' }, page, place.now()));
  const verb = { maintenance: 'Announce', exercise: 'Rehearse', incident: 'Report' }[type];
  return {
    content: { id, text, isNew: true, mayHaveBlanks: template !== null, reports: 1 },
    message: `${verb} ${id}`,
    note: null,
  };
}

type Draft = Omit<NoticeDraft, 'title' | 'text'> & Rest;

function plainNotice(draft: Draft, { page, now }: Place): string {
  const { title = '', text = '', status = statusesOf(draft.type)[0] } = draft;
  return noticeText({ ...draft, title, text, status }, page, instantAfter([], now()));
}

function noticeOfTemplate(template: Template, draft: Draft, place: Place): string {
  const { language, next } = draft;
  const at = instantAfter([], place.now());
  const components = draft.components.map(({ id }) => id);
  const filled = fillIn(template.text, factsFor(place, { language, at, components, next }), language);
  const text = noticeFromTemplate(filled, draft, place.page, headingTime(place.zone, at));
  if (text !== null) return text;
  throw new UserError('invalid', 'There is no report in this template. Begin it with ## and a status.');
}

function neededFlags(type: NoticeType, template: Template | null): readonly ('title' | 'text' | 'from' | 'until')[] {
  const own = template === null ? (['title', 'text'] as const) : [];
  return type === 'maintenance' ? [...own, 'from', 'until'] : own;
}

/** Where nobody can be asked, what is missing is told before anything else. */
function refuseMissing(flags: Flags, type: NoticeType, template: Template | null, { ask }: Io): void {
  if (template !== null && flags.title === undefined && titleOf(template.text) === null) {
    const cure = 'Add it to a notice with --update ID, or give a --title.';
    throw new WrongUsage(`The template "${flags.template ?? ''}" is a report, not a notice of its own. ${cure}`);
  }
  if (ask !== undefined) return;
  const missing = neededFlags(type, template).find((name) => (flags[name] ?? '').trim() === '');
  if (missing !== undefined) throw new WrongUsage(`--${missing} is missing. See: npm run noroshi -- new --help`);
}

async function componentsAsked(
  { ask, err }: Io,
  { page }: Place,
  type: NoticeType,
  language: string,
): Promise<ReportDraft['components']> {
  if (ask === undefined) return [];
  const states: ComponentState[] =
    type === 'maintenance'
      ? ['under_maintenance', 'degraded_performance']
      : ['major_outage', 'partial_outage', 'degraded_performance'];
  return askComponents({ ask, err }, page, { language, states, question: 'What is affected? Enter: not known yet.' });
}

/** Nobody opens a second notice by mistake: a person is asked, a script is refused, `--new` says that it is meant. */
async function twinToAddTo(
  place: Place,
  { ask, err }: Io,
  type: NoticeType,
  components: ReportDraft['components'],
): Promise<string | null> {
  const twins = openTwins(
    place,
    type,
    components.map(({ id }) => id),
  );
  const [first] = twins;
  if (first === undefined) return null;
  const list = `Open already on the same components:\n${noticeList(twins, place)}`;
  if (ask === undefined) {
    const cure = `Add to it with --update ${first.id}, or say --new for a second one.`;
    throw new UserError('conflict', `${list}Nothing was written. ${cure}`);
  }
  err(list);
  return (await askNotice({ ask, err }, twins, true))?.id ?? null;
}

interface Rest {
  readonly title?: string | undefined;
  readonly text?: string | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  readonly next?: string | undefined;
}

/** Only what cannot be left out, and the time of the next report, which people wait for. */
async function askRest(
  known: Rest & { readonly type: NoticeType },
  template: Template | null,
  { page }: Place,
  { ask, err }: Io,
): Promise<Rest> {
  const { type, ...rest } = known;
  if (ask === undefined) return rest;
  const asking: Asking = { ask, err };
  const title = rest.title ?? (template === null ? await askTitle(asking) : undefined);
  const isPlanned = type === 'maintenance';
  const from = rest.from ?? (isPlanned ? await askTime(asking, 'Starts (2026-10-18 02:00): ', page, { needed: true }) : undefined); // prettier-ignore
  const until = rest.until ?? (isPlanned ? await askTime(asking, 'Ends: ', page, { needed: true }) : undefined);
  const next = rest.next ?? (isPlanned ? '' : await askTime(asking, 'Next report at (18:00; Enter: not said): ', page));
  const text = rest.text ?? (template === null ? await askText(asking) : undefined);
  return { title, from, until, next: next === '' ? undefined : next, text };
}

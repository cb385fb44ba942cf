import type { Instant, Notice, Update } from '../incidents/notice.ts';
import { leafComponents, textIn, flatComponents } from '../incidents/page.ts';
import type { Snapshot } from '../incidents/snapshot.ts';
import { affectedComponents, noticeComponentsAt } from '../incidents/component-states.ts';
import { estimatesOf } from '../incidents/estimates.ts';
import { endedAt, isClosed, isRetracted, nextDue, startedAt } from '../incidents/state.ts';
import { updatesAt } from '../incidents/updates-at.ts';
import { catalogueOf } from '../languages/catalogue.ts';
import { openDates } from '../languages/dates.ts';

/** A line of a mail: what it is called, and what it says. */
export type Line = readonly [name: string, value: string];

/** What is affected, since when, when the next report comes, when it will work again: as of one report. */
export function factLines(
  snapshot: Pick<Snapshot, 'page'>,
  notice: Notice,
  update: Update,
  { language, now }: { readonly language: string; readonly now: Instant },
): Line[] {
  const { words, mail } = catalogueOf(language);
  const texts = mail.alert;
  const show = openInstants(language, snapshot.page.time_zone);
  // What later reports say, those of the clock too, is not known to this one.
  const updates = updatesAt(notice, update.at).filter(({ at }) => at <= update.at);
  const then: Notice = { ...notice, automatic: false, updates };
  const next = nextDue(then, now);
  const expected = expectedIn(then, language, show);
  const affected = affectedNow(snapshot, then, language, now);
  const report = update.number > 0 ? reportName(update, language) : '';
  const status = update.retracted ? texts.marks.retracted : words.status[update.status][0];
  const saysTheSame = update.status === 'postmortem' && !update.retracted;
  const state: Line = [texts.state, report === '' ? status : texts.report(status, saysTheSame ? null : report)];
  // Every report was taken back: there is nothing of which these would be facts.
  if (isRetracted(then)) return [state];
  const lines: (Line | undefined)[] = [
    state,
    affected === '' ? undefined : [texts.affected, affected],
    period(snapshot, then, language, now),
    next === undefined ? undefined : [texts.next, show(next)],
    expected === undefined ? undefined : [texts.expected, expected],
  ];
  return lines.filter((line) => line !== undefined);
}

/** `第3報`, `Report 3`, `最終報`; nothing while the history has not numbered it. */
export function reportName(update: Update, language: string): string {
  const { words } = catalogueOf(language);
  if (update.status === 'postmortem') return words.finalReport;
  return update.number > 0 ? words.report(update.number) : '';
}

/** `2012年6月20日(水) 17:10 JST` in the page's own zone. */
export function openInstants(language: string, timeZone: string): (at: Instant) => string {
  const dates = openDates(language, timeZone);
  return (at) => `${dates.dateTime(at)} ${dates.zone(at)}`;
}

/** The estimate that holds, with the one before it; nothing once it is over. */
function expectedIn(notice: Notice, language: string, show: (at: Instant) => string): string | undefined {
  const texts = catalogueOf(language).mail.alert;
  const at = notice.updates.at(-1)?.at ?? 0;
  if (isClosed(notice, at)) return undefined;
  const said = estimatesOf(notice, at).map(({ expected }) =>
    expected === 'unknown' ? texts.expectedUnknown : show(expected),
  );
  const [before, last] = said.slice(-2);
  return last === undefined || before === undefined ? before : texts.expectedMoved(before, last);
}

/** Everything the notice has named, with its state while there is one to tell. */
function affectedNow({ page }: Pick<Snapshot, 'page'>, notice: Notice, language: string, now: Instant): string {
  const { words, mail } = catalogueOf(language);
  const known = new Map(flatComponents(page).map(({ id, name }) => [id, textIn(name, language, page.language)]));
  const states = noticeComponentsAt(notice, page, now);
  const leaves = new Set(leafComponents(page).map(({ id }) => id));
  return affectedComponents(notice)
    .map((id) => {
      const name = known.get(id) ?? id;
      const state = leaves.has(id) || !known.has(id) ? states[id] : undefined;
      return state === undefined ? name : mail.alert.affectedItem(name, words.component[state][0]);
    })
    .join(words.listSeparator);
}

/** When it is planned, or has been; the day once where both ends are of the same. */
function period({ page }: Pick<Snapshot, 'page'>, notice: Notice, language: string, now: Instant): Line | undefined {
  const texts = catalogueOf(language).mail.alert;
  const dates = openDates(language, page.time_zone);
  const isPlanned = notice.type === 'maintenance' && notice.scheduledFor !== undefined;
  const from = isPlanned ? notice.scheduledFor : startedAt(notice);
  const until = isPlanned ? notice.scheduledUntil : endedAt(notice, now);
  if (from === undefined) return undefined;
  const name = isPlanned ? texts.scheduled : texts.since;
  if (until === undefined || until === from) return [name, `${dates.dateTime(from)} ${dates.zone(from)}`];
  const end = dates.day(from) === dates.day(until) ? dates.time(until) : dates.dateTime(until);
  return [name, texts.period(dates.dateTime(from), `${end} ${dates.zone(until)}`)];
}

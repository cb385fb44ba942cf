import ical, { escape, ICalEventStatus, ICalEventTransparency, type ICalEventData } from 'ical-generator';
import type { Instant, Notice } from '../incidents/notice.ts';
import { textIn, type PageComponent } from '../incidents/page.ts';
import { affectedComponents } from '../incidents/component-states.ts';
import { isClosed, statusAt } from '../incidents/state.ts';
import { catalogueOf } from '../languages/catalogue.ts';
import { componentName } from './component-list.ts';
import { concerns } from './concerns.ts';
import type { Scene } from './scene.ts';
import { periodOf } from './period.ts';
import { bodyOf } from './report-text.ts';
import { noticeIdOf } from './statuspage-basics.ts';
import { componentPath, noticePath, pathIn, titleIn } from './view.ts';
import { legal } from './xml-text.ts';

/** Calendars keep what they once read, so that what is long over need not stand there for ever. */
const mostPast = 50;
const longestText = 2000;
/** Seconds since 1970 would not fit into an iCalendar integer after 2038. */
const firstSecond = 1_000_000_000;

/**
 * The maintenances as iCalendar (RFC 5545): all that is not over, and the last of what is. Times are UTC: every calendar shows
 * them in its reader's own zone, and nobody's future clock changes are foretold here (docs/decisions/032).
 */
export function calendarOf(scene: Scene, language: string, component?: PageComponent): string {
  const { snapshot, siteUrl, now } = scene;
  const { page } = snapshot;
  const texts = catalogueOf(language).plain.calendar;
  const name = textIn(page.name, language, page.language);
  const about = component === undefined ? null : textIn(component.name, language, page.language);
  const home = component === undefined ? '/' : componentPath(component);
  const calendar = ical({
    prodId: '//Noroshi//Status page//EN',
    // These two it writes as they are.
    name: escape(clean(texts.title(name, about)), false),
    description: escape(clean(texts.description(name, about)), false),
    url: siteUrl + pathIn(page, language, home),
    ttl: 60 * 60,
  });
  const wanted = scene
    .maintenances()
    .filter((notice) => component === undefined || concerns(notice, page, component.id));
  const planned = wanted.flatMap((notice) =>
    notice.scheduledFor === undefined ? [] : [{ notice, from: notice.scheduledFor }],
  );
  const past = planned.filter(({ notice }) => isClosed(notice, now)).toSorted((a, b) => b.from - a.from);
  const left = new Set(past.slice(mostPast).map(({ notice }) => notice));
  for (const { notice, from } of planned.toSorted((a, b) => a.from - b.from)) {
    if (!left.has(notice)) calendar.createEvent(eventOf(scene, language, notice, from));
  }
  return `${calendar.toString()}\r\n`;
}

function eventOf(scene: Scene, language: string, notice: Notice, from: Instant): ICalEventData {
  const { snapshot, siteUrl, now } = scene;
  const { page } = snapshot;
  const { calendar: texts } = catalogueOf(language).plain;
  const isCancelled = statusAt(notice, now) === 'cancelled';
  const changedAt = notice.changedAt ?? notice.updates.at(-1)?.at ?? from;
  const url = siteUrl + pathIn(page, language, noticePath(notice));
  const event = texts.event(titleIn(notice, language), textIn(page.name, language, page.language));
  return {
    id: `${noticeIdOf(notice)}@${new URL(siteUrl).hostname}`,
    sequence: Math.max(0, Math.floor(changedAt / 1000) - firstSecond),
    stamp: new Date(changedAt),
    lastModified: new Date(changedAt),
    start: new Date(from),
    ...(notice.scheduledUntil === undefined ? {} : { end: new Date(notice.scheduledUntil) }),
    summary: clean(`${isCancelled ? texts.cancelled : ''}${event}`),
    description: clean(`${descriptionOf(scene, language, notice, from)}\n\n${url}`),
    status: isCancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    // Nobody is busy because a service rests.
    transparency: ICalEventTransparency.TRANSPARENT,
    url,
  };
}

/** What is in the file, and nothing that the clock adds: the event changes only when its sequence number does. */
function descriptionOf({ snapshot, texts }: Scene, language: string, notice: Notice, from: Instant): string {
  const { plain, page, words } = catalogueOf(language);
  const dates = texts.dates(language, snapshot.page.time_zone);
  const affected = affectedComponents(notice).map((id) => componentName(snapshot, id, language));
  const report = notice.updates.findLast(({ retracted }) => !retracted);
  const body = report === undefined ? page.notice.allRetracted : texts.plain(bodyOf(notice, report, language).text);
  const signs = [...body];
  return [
    plain.label(page.notice.period, periodOf(dates, from, notice.scheduledUntil, dates.dateTime)),
    ...(affected.length > 0 ? [plain.label(page.notice.affected, affected.join(words.listSeparator))] : []),
    '',
    signs.length > longestText ? `${signs.slice(0, longestText - 1).join('')}…` : body,
  ].join('\n');
}

/** Some readers end a line at these, where a line of iCalendar goes on. */
function clean(text: string): string {
  return legal(text).replace(/[\u007f-\u009f\u2028\u2029]/g, ' ');
}

import type { Notice, Update } from '../incidents/notice.ts';
import { textIn } from '../incidents/page.ts';
import { isRetracted } from '../incidents/state.ts';
import { updatesAt } from '../incidents/updates-at.ts';
import { catalogueOf } from '../languages/catalogue.ts';
import { cut, tidy } from './columns.ts';
import { factsOf } from './notice-facts.ts';
import type { Scene } from './scene.ts';
import { periodOf } from './period.ts';
import { bodyOf, headlineOf } from './report-text.ts';
import { noticePath, pathIn, titleIn } from './view.ts';

/** What is forwarded by hand, or by a machine that takes no more. In UTF-16 units, so that it holds however one counts. */
const longest = 400;
const longestHeadline = 120;
const longestFact = 60;

/**
 * A notice with its latest report in at most 400 characters, to forward: whose it is, what happened, when the next report
 * comes, whom to call, and the address, which is never cut.
 */
export function noticeText(scene: Scene, language: string, notice: Notice): string {
  const { snapshot, siteUrl, now } = scene;
  const { page } = snapshot;
  const { plain, page: texts } = catalogueOf(language);
  const reports = updatesAt(notice, now);
  const report = reports.findLast(({ retracted }) => !retracted) ?? reports.at(-1);
  const headline = report === undefined ? titleIn(notice, language) : headlineOf(notice, report, language);
  const { telephone } = notice.contacts ?? page.contacts;
  const facts = [
    ...(notice.type === 'exercise' ? [texts.notice.exerciseNote] : []),
    ...timesOf(scene, language, notice, report),
    ...(telephone === undefined ? [] : [plain.label(texts.contacts.call, telephone)]),
  ];
  const first = cut(oneLine(`${textIn(page.name, language, page.language)} ${headline}`), longestHeadline);
  const address = siteUrl + pathIn(page, language, noticePath(notice));
  const last = [...facts.map((fact) => cut(oneLine(fact), longestFact)), address];
  const room = longest - [first, ...last].join('\n').length - 2;
  const body = cut(bodyText(scene, language, notice, report), room);
  return `${[first, ...(body === '' ? [] : [body]), ...last].join('\n')}\n`;
}

/** When it is planned, when it was last reported on and when next. */
function timesOf(scene: Scene, language: string, notice: Notice, report: Update | undefined): string[] {
  const { snapshot, now } = scene;
  const { plain, page } = catalogueOf(language);
  const dates = scene.texts.dates(language, snapshot.page.time_zone);
  const show = (at: number) => dates.near(at, now);
  const { planned, next } = factsOf(notice, snapshot, language, now);
  const due = next === undefined ? '' : (next.isLate ? page.notice.late : page.notice.due)(show(next.at));
  return [
    ...(planned === undefined
      ? []
      : [plain.label(page.notice.period, periodOf(dates, planned.from, planned.until, show))]),
    ...(report === undefined ? [] : [plain.label(page.notice.reported, `${show(report.at)} ${dates.zone(report.at)}`)]),
    ...(next === undefined ? [] : [plain.label(next.isFinal ? page.notice.finalReport : page.notice.next, due)]),
  ];
}

function bodyText(scene: Scene, language: string, notice: Notice, report: Update | undefined): string {
  const { notice: texts } = catalogueOf(language).page;
  if (isRetracted(notice)) return texts.allRetracted;
  if (report === undefined) return texts.broken;
  return tidy(scene.texts.plain(bodyOf(notice, report, language).text)).replace(/\n{2,}/g, '\n');
}

function oneLine(text: string): string {
  return tidy(text).replace(/\s+/g, ' ');
}

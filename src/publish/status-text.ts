import type { Notice } from '../incidents/notice.ts';
import { textIn } from '../incidents/page.ts';
import { answeringAt } from '../incidents/opening-hours.ts';
import { overdueAt } from '../incidents/state.ts';
import { latestAt } from '../incidents/updates-at.ts';
import { catalogueOf, type Catalogue } from '../languages/catalogue.ts';
import type { Dates } from '../languages/dates.ts';
import { columnsOf, cut, wrapped } from './columns.ts';
import { componentGroups } from './component-list.ts';
import { frontPage } from './front-page.ts';
import { factsOf, isKnownLate } from './notice-facts.ts';
import type { Scene } from './scene.ts';
import { periodOf } from './period.ts';
import { splitLatest } from './report-list.ts';
import { noticePath, pathIn, titleIn } from './view.ts';

const width = 80;
const longestReport = 800;
const within = '  ';

/** What the parts of the text are written with. */
interface Writing {
  readonly scene: Scene;
  readonly language: string;
  readonly texts: Catalogue;
  readonly dates: Dates;
  readonly address: (path: string) => string;
}

/** The front page for a terminal: no marks, no colours, at most 80 columns, what matters first. */
export function statusText(scene: Scene, language: string): string {
  const { snapshot, freshness, now, siteUrl } = scene;
  const { page } = snapshot;
  const texts = catalogueOf(language);
  const dates = scene.texts.dates(language, page.time_zone);
  const writing: Writing = {
    scene,
    language,
    texts,
    dates,
    address: (path) => siteUrl + pathIn(page, language, path),
  };
  const front = frontPage(snapshot, freshness, now);
  const instant = freshness.state === 'current' ? freshness.asOf : freshness.since;
  const says = freshness.state === 'current' ? texts.page.asOf : texts.page.unknown;
  const open = [...front.incidents, ...front.running];
  const isQuiet = open.length === 0 && front.headline !== 'unknown';
  const parts = [
    [
      texts.page.statusPageOf(textIn(page.name, language, page.language)),
      '',
      texts.page.headline[front.headline],
      says(dates.dateTime(instant), dates.zone(instant)),
      ...(isQuiet ? [texts.page.nothing] : []),
    ].flatMap((line) => wrapped(line, width)),
    ...open.map((notice) => noticePart(writing, notice)),
    ...listPart(writing, texts.page.notice.exercises, front.exercises),
    ...listPart(writing, texts.page.maintenance.upcoming, front.upcoming),
    componentPart(writing),
    contactPart(writing),
  ];
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function noticePart({ scene, language, texts, dates, address }: Writing, notice: Notice): string[] {
  const { snapshot, now } = scene;
  const { latest } = splitLatest(notice, language, now);
  const labels = texts.page.notice;
  const { affected, next, planned, estimates } = factsOf(notice, snapshot, language, now);
  const show = (at: number) => dates.near(at, now);
  const expected = estimates.at(-1);
  const fact = (name: string, value: string | undefined) =>
    value === undefined ? [] : [texts.plain.label(name, value)];
  const facts = [
    ...fact(labels.period, planned && periodOf(dates, planned.from, planned.until, show)),
    ...(planned === undefined ? [] : overdueLines(texts, notice, now)),
    ...fact(labels.affected, affected.length === 0 ? undefined : affected.join(texts.words.listSeparator)),
    ...fact(labels.next, next && (isKnownLate(next, scene.freshness) ? labels.late : labels.due)(show(next.at))),
    ...fact(labels.expected, expected === undefined ? undefined : expectedText(texts, expected, show, now)),
  ];
  const reports = latest.flatMap(({ statusWord, name, at, text, retracted }) => [
    ...wrapped(
      `${retracted ? texts.feed.retracted : ''}${[statusWord, name, show(at)].filter(Boolean).join(texts.words.listSeparator)}`,
      width,
      within,
    ),
    ...wrapped(cut(scene.texts.plain(text), longestReport), width, within),
  ]);
  return [
    ...wrapped(`■ ${titleIn(notice, language)}`, width),
    ...reports,
    ...facts.flatMap((line) => wrapped(line, width, within)),
    `${within}${address(noticePath(notice))}`,
  ];
}

function expectedText(
  { page }: Catalogue,
  expected: number | 'unknown',
  show: (at: number) => string,
  now: number,
): string {
  if (expected === 'unknown') return page.notice.expectedUnknown;
  return (expected <= now ? page.notice.expectedPassed : page.notice.expectedAt)(show(expected));
}

/** Notices that are only named: when they are, what they are, where more is said. */
/** That a maintenance should have begun, or ended, and nobody has said so. */
function overdueLines(texts: Writing['texts'], notice: Notice, now: number): string[] {
  const overdue = overdueAt(notice, now);
  return overdue === undefined ? [] : wrapped(texts.page.notice.overdue[overdue], width, within);
}

function listPart(
  { scene, language, texts, dates, address }: Writing,
  heading: string,
  notices: readonly Notice[],
): string[][] {
  if (notices.length === 0) return [];
  const { now } = scene;
  const when = ({ scheduledFor, scheduledUntil, ...notice }: Notice) =>
    scheduledFor === undefined
      ? dates.near(latestAt(notice, now) ?? now, now)
      : periodOf(dates, scheduledFor, scheduledUntil, (at) => dates.near(at, now));
  return [
    [
      heading,
      ...notices.flatMap((notice) => [
        ...wrapped(`${when(notice)}  ${titleIn(notice, language)}`, width, within),
        ...overdueLines(texts, notice, now),
        `${within}${address(noticePath(notice))}`,
      ]),
    ],
  ];
}

/** The states below one another; a name that is too long for its column has its state on the next line. */
function componentPart({ scene, language, texts }: Writing): string[] {
  const groups = componentGroups(scene.snapshot, language, scene.now);
  const heading = texts.page.components.heading;
  const note = scene.freshness.state === 'unknown' ? wrapped(texts.page.components.lastKnown, width, within) : [];
  const rows = groups.flatMap(({ rows: all }) =>
    all.map(({ name, state }) => ({ name, state: texts.words.component[state][0] })),
  );
  const column = Math.min(40, Math.max(...rows.map(({ name }) => columnsOf(name))));
  const lines = rows.flatMap(({ name, state }) => {
    const [last = '', ...before] = wrapped(name, column).toReversed();
    const room = column - columnsOf(last);
    const end = room < 0 ? [last, `${within}${state}`] : [`${last}${' '.repeat(room + within.length)}${state}`];
    return [...before.toReversed(), ...end];
  });
  return [heading, ...note, ...lines.map((line) => within + line)];
}

function contactPart({ scene, texts, address }: Writing): string[] {
  const { snapshot, now, freshness } = scene;
  const [lead] = frontPage(snapshot, freshness, now).incidents;
  const { telephone, email, hours } = lead?.contacts ?? snapshot.page.contacts;
  const { call, email: mail } = texts.page.contacts;
  const answering = hours === undefined ? null : answeringAt(hours, snapshot.page.time_zone, now);
  const says = answering === null ? '' : `  ${answeringText(texts, answering)}`;
  return [
    ...(telephone === undefined ? [] : [texts.plain.label(call, `${telephone}${says}`)]),
    ...(email === undefined ? [] : [texts.plain.label(mail, email)]),
    texts.plain.label(texts.plain.address, address('/')),
    ...(scene.formOpen ? [texts.plain.label(texts.page.subscribe.heading, address('/subscribe'))] : []),
  ].flatMap((line) => wrapped(line, width));
}

function answeringText({ page }: Catalogue, answering: NonNullable<ReturnType<typeof answeringAt>>): string {
  const texts = page.contacts;
  if (!answering.open) return texts.opens(texts.day(answering.inDays, answering.weekday), answering.time);
  return answering.until === null ? texts.openAlways : texts.openUntil(answering.until);
}

import type { Instant, Notice } from '../incidents/notice.ts';
import { textIn } from '../incidents/page.ts';
import { asOf } from '../incidents/updates-at.ts';

import { once } from './scene.ts';
import type { Writing } from './statuspage-basics.ts';
import { datedAt, datesOf, escapeMarks, lineHtml, openMarks, statusWord, type Marks } from './statuspage-marks.ts';
import type { IncidentObject, MaintenanceObject } from './statuspage-notice.ts';
import { noticePath, pathIn } from './view.ts';
import { legal } from './xml-text.ts';

/** As many as Statuspage's feeds hold. */
const mostEntries = 25;

export interface HistoryFeeds {
  readonly atom: () => string;
  readonly rss: () => string;
}

/**
 * Statuspage's `/history.atom` and `/history.rss`: an entry per notice, which changes with each report. `feed` cannot write
 * them: it takes no `tag:` ids, and parsers look for exactly this markup.
 */
export function historyFeeds(
  writing: Writing,
  objectOf: (notice: Notice) => IncidentObject | MaintenanceObject,
): HistoryFeeds {
  const { scene, language } = writing;
  const { page, notices, committedAt } = scene.snapshot;
  const marks = openMarks(scene);
  // No more of a long history is looked at than it takes.
  const newest = notices.values().filter(({ type }) => type !== 'exercise').take(mostEntries); // prettier-ignore
  const entries = once(() =>
    [...newest].map((notice) => entryOf(writing, marks, asOf(notice, scene.now), objectOf(notice))),
  );
  const head = {
    name: textIn(page.name, language, page.language),
    language,
    host: new URL(scene.siteUrl).host,
    path: pathIn(page, language, '/history'),
    home: `${scene.siteUrl}${pathIn(page, language, '/')}`,
    siteUrl: scene.siteUrl,
    quiet: Math.min(committedAt, scene.now),
  };
  return { atom: () => legal(writeAtom(head, entries())), rss: () => legal(writeRss(head, entries())) };
}

interface Entry {
  readonly id: string;
  readonly title: string;
  readonly link: string;
  /** Its address under the first of its names, which leads to the present one: a rename makes nothing new. */
  readonly firstLink: string;
  readonly html: string;
  readonly first: Instant;
  readonly last: Instant;
}

function entryOf(writing: Writing, marks: Marks, notice: Notice, object: IncidentObject | MaintenanceObject): Entry {
  const { scene, language } = writing;
  const firstPath = noticePath({ id: notice.formerly[0] ?? notice.id });
  const dates = datesOf(scene, notice);
  const paragraph = (at: Instant, status: string, body: string) =>
    `<p><small>${marks.moment(at)}</small><br><strong>${statusWord(status)}</strong> - ${lineHtml(body)}</p>`;
  const reports = object.incident_updates.map(({ status, body }, index) => {
    const update = notice.updates.at(-1 - index);
    return paragraph(update === undefined ? dates.last : datedAt(scene, update), status, body);
  });
  const unread = () => paragraph(dates.first, object.status, notice.broken?.text ?? '');
  return {
    id: object.id,
    title: object.name,
    link: object.shortlink,
    firstLink: `${scene.siteUrl}${pathIn(scene.snapshot.page, language, firstPath)}`,
    html: [plannedHtml(marks, notice), ...(reports.length > 0 ? reports : [unread()])].join(''),
    ...dates,
  };
}

/** Statuspage prints this strongly as well; but parsers take the first `<strong>` for the present state. */
function plannedHtml(marks: Marks, { scheduledFor: from, scheduledUntil: until }: Notice): string {
  if (from === undefined || until === undefined) return '';
  return `<p>THIS IS A SCHEDULED EVENT ${marks.range(from, until)}</p>`;
}

interface Head {
  readonly name: string;
  readonly language: string;
  readonly host: string;
  /** Of the history in this language. */
  readonly path: string;
  readonly home: string;
  readonly siteUrl: string;
  /** When it changed last where there is no entry. */
  readonly quiet: Instant;
}

function writeAtom({ name, language, host, path, home, siteUrl, quiet }: Head, entries: readonly Entry[]): string {
  const iso = (at: Instant) => new Date(at).toISOString().replace('.000', '');
  const alternate = (link: string) => `<link rel="alternate" type="text/html" href="${escapeMarks(link)}"/>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<feed xml:lang="${language}" xmlns="http://www.w3.org/2005/Atom">
  <id>tag:${host},2005:${path}</id>
  ${alternate(home)}
  <link rel="self" type="application/atom+xml" href="${siteUrl}${path}.atom"/>
  <title>${escapeMarks(name)} Status - Incident History</title>
  <updated>${iso(latestOf(entries, quiet))}</updated>
  <author>
    <name>${escapeMarks(name)}</name>
  </author>
${entries
  .map(
    ({ id, title, link, html, first, last }) => `  <entry>
    <id>tag:${host},2005:Incident/${id}</id>
    <published>${iso(first)}</published>
    <updated>${iso(last)}</updated>
    ${alternate(link)}
    <title>${escapeMarks(title)}</title>
    <content type="html">${escapeMarks(html)}</content>
  </entry>
`,
  )
  .join('')}</feed>
`;
}

function writeRss({ name, language, path, home, siteUrl, quiet }: Head, entries: readonly Entry[]): string {
  const rfc822 = (at: Instant) => new Date(at).toUTCString().replace('GMT', '+0000');
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
  <channel>
    <title>${escapeMarks(name)} Status - Incident History</title>
    <link>${home}</link>
    <description>Statuspage</description>
    <language>${language}</language>
    <pubDate>${rfc822(latestOf(entries, quiet))}</pubDate>
    <atom:link href="${siteUrl}${path}.rss" rel="self" type="application/rss+xml"/>
${entries
  .map(
    ({ title, link, firstLink, html, last }) => `    <item>
      <title>${escapeMarks(title)}</title>
      <description>${escapeMarks(html)}</description>
      <pubDate>${rfc822(last)}</pubDate>
      <link>${link}</link>
      <guid>${firstLink}</guid>
    </item>
`,
  )
  .join('')}  </channel>
</rss>
`;
}

function latestOf(entries: readonly Entry[], otherwise: Instant): Instant {
  return entries.length === 0 ? otherwise : Math.max(...entries.map(({ last }) => last));
}

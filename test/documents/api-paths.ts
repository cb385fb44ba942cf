import type { z } from 'zod';
import { JsonFeed } from '../../src/publish/json-feed.ts';
import { statuspageSchemas } from '../../src/publish/statuspage-schema.ts';

/** A document that programs read: what is said of it, and the golden file that shows it. */
export interface ApiPath {
  /** Without language prefix; `{component}` and `{incident}` stand for ids. */
  readonly path: string;
  readonly summary: string;
  readonly type: string;
  readonly schema?: z.ZodType;
  /** Below test/publish/golden. */
  readonly golden: string;
  /** The path of which it is the golden file. */
  readonly shown: string;
}

const summaries: Record<keyof typeof statuspageSchemas, string> = {
  '/api/v2/summary.json':
    'The page in one document: its state, components, open incidents, maintenances that are not over',
  '/api/v2/status.json': 'The state of the page in a word and a sentence',
  '/api/v2/components.json': 'Components and groups in one list, a group before its members',
  '/api/v2/incidents.json': 'The 50 newest incidents',
  '/api/v2/incidents/unresolved.json': 'Incidents that are open',
  '/api/v2/incidents/resolved.json': 'Incidents that are over',
  '/api/v2/scheduled-maintenances.json': 'The 50 newest maintenances',
  '/api/v2/scheduled-maintenances/upcoming.json': 'Maintenances that have not begun',
  '/api/v2/scheduled-maintenances/active.json': 'Maintenances under way',
  '/history.json': 'All notices by month, as the history page of Statuspage gives them',
};

const statuspage = Object.entries(statuspageSchemas).map(([path, schema]): ApiPath => {
  const summary = summaries[path as keyof typeof statuspageSchemas];
  return { path, summary, type: 'application/json', schema, golden: goldenFile(path), shown: path };
});

const xml = (format: 'rss' | 'atom') => `application/${format}+xml`;

/** Every path with an example, grouped as people look for them. */
export const apiPaths: Readonly<Record<string, readonly ApiPath[]>> = {
  'Statuspage’s API, version 2': statuspage,
  'Statuspage’s feeds': [
    ofPage('/history.rss', 'RSS, an item per notice', xml('rss')),
    ofPage('/history.atom', 'Atom, an entry per notice', xml('atom')),
  ],
  Feeds: [
    ofPage('/feed.rss', 'RSS 2.0, an item per report', xml('rss')),
    ofPage('/feed.atom', 'Atom, an entry per report', xml('atom')),
    { ...ofPage('/feed.json', 'JSON Feed 1.1, an item per report', 'application/feed+json'), schema: JsonFeed },
    ofComponent('feed.rss', 'RSS 2.0 of one component or group', xml('rss')),
    ofComponent('feed.atom', 'Atom of one component or group', xml('atom')),
    { ...ofComponent('feed.json', 'JSON Feed of one component or group', 'application/feed+json'), schema: JsonFeed },
  ],
  Calendar: [
    ofPage('/calendar.ics', 'The maintenances as iCalendar, in UTC', 'text/calendar'),
    ofComponent('calendar.ics', 'The maintenances of one component or group', 'text/calendar'),
  ],
  'Badges and text': [
    ofPage('/badge.svg', 'The state of the page as a picture with words', 'image/svg+xml'),
    ofComponent('badge.svg', 'The state of one component or group', 'image/svg+xml', 'mail'),
    ofPage('/status.txt', 'The front page for a terminal, at most 80 columns', 'text/plain'),
    ofPage('/status-spoken.txt', 'The state in sentences, read aloud in less than 45 seconds', 'text/plain'),
    {
      path: '/incidents/{incident}.txt',
      summary: 'A notice with its latest report in at most 400 characters, to forward',
      type: 'text/plain',
      golden: goldenFile('/incidents/2025-07-09-mail-late.txt'),
      shown: '/incidents/2025-07-09-mail-late.txt',
    },
  ],
};

function ofPage(path: string, summary: string, type: string): ApiPath {
  return { path, summary, type, golden: goldenFile(path), shown: path };
}

function ofComponent(name: string, summary: string, type: string, id = 'support'): ApiPath {
  const shown = `/components/${id}/${name}`;
  return { path: `/components/{component}/${name}`, summary, type, golden: goldenFile(shown), shown };
}

function goldenFile(path: string): string {
  return path.slice(1).replaceAll('/', '-');
}

import type { z } from 'zod';
import type { Instant, Notice } from '../incidents/notice.ts';
import type { Snapshot } from '../incidents/snapshot.ts';
import { isClosed, isOpen, isUpcoming, startedAt } from '../incidents/state.ts';

import { once, type Scene } from './scene.ts';
import { openWriting, pageObject, statusObject } from './statuspage-basics.ts';
import { componentObjects } from './statuspage-component.ts';
import { historyFeeds } from './statuspage-feeds.ts';
import { historyDocument } from './statuspage-history.ts';
import { incidentObject, maintenanceObject } from './statuspage-notice.ts';
import type { statuspageSchemas } from './statuspage-schema.ts';
import { legalJson } from './xml-text.ts';

const mostNotices = 50;

/** A document without its language prefix. */
export interface StatuspageDocument {
  readonly path: string;
  readonly type: string;
  readonly write: () => string;
}

/** Everything public in Statuspage's shape. Exercises have no part in it. */
export function statuspageDocuments(scene: Scene, language: string): StatuspageDocument[] {
  const { snapshot, now } = scene;
  const { unsettled, months } = snapshot;
  const writing = openWriting(scene, language);
  const page = () => pageObject(writing);
  const components = once(() => componentObjects(writing));
  // A notice stands in several documents; it is written once.
  const incident = remember((notice: Notice) => incidentObject(writing, notice, components()));
  const maintenance = remember((notice: Notice) => maintenanceObject(writing, notice, components()));
  const objectOf = (notice: Notice) => (notice.type === 'maintenance' ? maintenance(notice) : incident(notice));
  const all = () => byBeginning(months);
  const open = once(() => unsettled.toSorted((a, b) => (startedAt(b) ?? now) - (startedAt(a) ?? now)));
  const incidents = (among: Iterable<Notice>, wanted: Wanted) => newestOf(among, 'incident', wanted, now).map(incident);
  const maintenances = (among: Iterable<Notice>, wanted: Wanted) =>
    newestOf(among, 'maintenance', wanted, now).map(maintenance);

  const documents: { [Path in keyof Documents]: () => Documents[Path] } = {
    '/api/v2/summary.json': () => ({
      page: page(),
      status: statusObject(writing),
      components: [...components().listed],
      incidents: incidents(open(), isOpen),
      scheduled_maintenances: maintenances(open(), isUnfinished),
    }),
    '/api/v2/status.json': () => ({ page: page(), status: statusObject(writing) }),
    '/api/v2/components.json': () => ({ page: page(), components: [...components().listed] }),
    '/api/v2/incidents.json': () => ({ page: page(), incidents: incidents(all(), isAny) }),
    '/api/v2/incidents/unresolved.json': () => ({ page: page(), incidents: incidents(open(), isOpen) }),
    '/api/v2/incidents/resolved.json': () => ({ page: page(), incidents: incidents(all(), isClosed) }),
    '/api/v2/scheduled-maintenances.json': () => ({
      page: page(),
      scheduled_maintenances: maintenances(scene.maintenances(), isAny),
    }),
    '/api/v2/scheduled-maintenances/upcoming.json': () => ({
      page: page(),
      scheduled_maintenances: maintenances(open(), isUpcoming),
    }),
    '/api/v2/scheduled-maintenances/active.json': () => ({
      page: page(),
      scheduled_maintenances: maintenances(open(), isOpen),
    }),
    '/history.json': () => historyDocument(writing, components().listed, objectOf),
  };
  const feeds = historyFeeds(writing, objectOf);
  return [
    ...Object.entries(documents).map(([path, write]) => ({
      path,
      type: 'application/json; charset=utf-8',
      write: () => legalJson(write()),
    })),
    { path: '/history.atom', type: 'application/atom+xml; charset=utf-8', write: feeds.atom },
    { path: '/history.rss', type: 'application/rss+xml; charset=utf-8', write: feeds.rss },
  ];
}

type Documents = { [Path in keyof typeof statuspageSchemas]: z.infer<(typeof statuspageSchemas)[Path]> };
type Wanted = (notice: Notice, now: Instant) => boolean;

const isAny: Wanted = () => true;
const isUnfinished: Wanted = (notice, now) => !isClosed(notice, now);

/** The newest beginning first. */
function* byBeginning(months: Snapshot['months']): Generator<Notice> {
  for (const { notices } of months.values()) yield* notices;
}

/** The first of those wanted; no more are looked at than it takes, since a history may be long. */
function newestOf(among: Iterable<Notice>, type: Notice['type'], wanted: Wanted, now: Instant): Notice[] {
  const newest: Notice[] = [];
  for (const notice of among) {
    if (notice.type === type && wanted(notice, now)) newest.push(notice);
    if (newest.length === mostNotices) break;
  }
  return newest;
}

function remember<Made>(make: (notice: Notice) => Made): (notice: Notice) => Made {
  const made = new Map<Notice, Made>();
  return (notice) => {
    const object = made.get(notice) ?? make(notice);
    made.set(notice, object);
    return object;
  };
}

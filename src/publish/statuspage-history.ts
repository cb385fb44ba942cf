import type { z } from 'zod';
import type { Instant, Notice } from '../incidents/notice.ts';
import { asOf, latestAt } from '../incidents/updates-at.ts';
import { openZone } from '../incidents/zone.ts';
import type { Scene } from './scene.ts';
import { pageObject, statusObject, type Writing } from './statuspage-basics.ts';
import type { ComponentObject } from './statuspage-component.ts';
import { datesOf, firstDate, lineHtml, openMarks, type Marks } from './statuspage-marks.ts';
import type { IncidentObject, MaintenanceObject } from './statuspage-notice.ts';
import type { StatuspageHistory } from './statuspage-schema.ts';

type History = z.infer<typeof StatuspageHistory>;

/** As many as Statuspage puts on a page of its history. Ours are the newest with anything in them. */
const mostMonths = 3;

/** Statuspage's `/history.json`: a notice stands in the month of its first report, whatever it is planned for. */
export function historyDocument(
  writing: Writing,
  components: readonly ComponentObject[],
  objectOf: (notice: Notice) => IncidentObject | MaintenanceObject,
): History {
  const { scene } = writing;
  const marks = openMarks(scene);
  return {
    components: [...components],
    page_status: { page: pageObject(writing), status: statusObject(writing) },
    months: newestMonths(scene).map(([month, inMonth]) => ({
      ...calendarOf(month),
      incidents: inMonth.map((notice) => entryOf(writing, marks, notice, objectOf(notice))),
    })),
  };
}

/**
 * Notices are sorted by their latest report, which is never before the first: the search ends with the first notice that is
 * older altogether than the months found.
 */
function newestMonths(scene: Scene): [month: string, notices: Notice[]][] {
  const { page, notices, unsettled } = scene.snapshot;
  const { wallTimeOf } = openZone(page.time_zone);
  const monthOf = (at: Instant) => new Date(wallTimeOf(at)).toISOString().slice(0, 7);
  const found = new Map<string, Dated[]>();
  const add = (notice: Notice) => {
    const dated = { notice, first: firstDate(scene, notice) };
    const month = monthOf(dated.first);
    found.set(month, [...(found.get(month) ?? []), dated]);
  };
  const isReal = ({ type }: Notice) => type !== 'exercise';
  const newest = () => [...found.keys()].toSorted().toReversed().slice(0, mostMonths);
  unsettled.filter(isReal).forEach(add);
  const looked = new Set(unsettled);
  for (const notice of notices) {
    if (looked.has(notice) || !isReal(notice)) continue;
    const oldest = newest()[mostMonths - 1];
    if (oldest !== undefined && monthOf(latestAt(notice, scene.now) ?? 0) < oldest) break;
    add(notice);
  }
  return newest().map((month) => {
    const inMonth = (found.get(month) ?? []).toSorted((a, b) => b.first - a.first);
    return [month, inMonth.map(({ notice }) => notice)];
  });
}

interface Dated {
  readonly notice: Notice;
  readonly first: Instant;
}

function calendarOf(month: string) {
  const first = new Date(`${month}-01T00:00:00Z`);
  const next = new Date(first);
  next.setUTCMonth(first.getUTCMonth() + 1);
  return {
    name: first.toLocaleString('en', { month: 'long', timeZone: 'UTC' }),
    year: first.getUTCFullYear(),
    starts_on: first.getUTCDay(),
    days: (next.getTime() - first.getTime()) / 86_400_000,
  };
}

function entryOf(
  { scene }: Writing,
  { range }: Marks,
  notice: Notice,
  { name, impact, incident_updates: [newest] }: IncidentObject | MaintenanceObject,
) {
  const { first, last } = datesOf(scene, asOf(notice, scene.now));
  const message = newest === undefined ? '' : lineHtml(newest.body);
  return { code: notice.id, name, message, impact, timestamp: range(first, last) };
}

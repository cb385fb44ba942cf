import { createHash } from 'node:crypto';
import type { Instant, Notice } from '../incidents/notice.ts';
import { textIn } from '../incidents/page.ts';
import { componentStatesAt } from '../incidents/component-states.ts';
import { indicatorAt } from '../incidents/impact.ts';
import { openNotices } from '../incidents/state.ts';
import { offsetText, openZone } from '../incidents/zone.ts';
import type { Scene } from './pages.ts';

/** An id in Statuspage's manner: short, without meaning, the same as long as what it names has the same name. */
export function idOf(...names: readonly string[]): string {
  return createHash('sha256').update(names.join('\n')).digest('hex').slice(0, 12);
}

/** A notice keeps its id when it is renamed: the first of its names counts. */
export function noticeIdOf(notice: Pick<Notice, 'id' | 'formerly'>): string {
  return idOf('notice', notice.formerly[0] ?? notice.id);
}

/** What the documents of one language are written from. */
export interface Writing {
  readonly scene: Scene;
  readonly language: string;
  /** An instant as ISO 8601 with milliseconds and the page's offset. */
  readonly time: (at: Instant) => string;
}

/** Opens the page's zone once: the documents hold thousands of times. */
export function openWriting(scene: Scene, language: string): Writing {
  const { wallTimeOf } = openZone(scene.snapshot.page.time_zone);
  const time = (at: Instant) => {
    const wall = wallTimeOf(at);
    return `${new Date(wall).toISOString().slice(0, -1)}${offsetText(wall - at)}`;
  };
  return { scene, language, time };
}

/** Statuspage's `page`; `timezone` is read by clients that follow its older spelling. */
export function pageObject({ scene, language, time }: Writing) {
  const { snapshot, siteUrl } = scene;
  const { page, committedAt } = snapshot;
  return {
    id: pageIdOf(siteUrl),
    name: textIn(page.name, language, page.language),
    url: siteUrl,
    time_zone: page.time_zone,
    timezone: page.time_zone,
    updated_at: time(committedAt),
  };
}

export function pageIdOf(siteUrl: string): string {
  return idOf('page', siteUrl);
}

/** Statuspage's `status`: the page in one word. Unknown is never `none`. */
export function statusObject({ scene, time }: Writing) {
  const { snapshot, freshness, now } = scene;
  const indicator = indicatorAt(snapshot, freshness, now);
  if (freshness.state === 'unknown') {
    return { indicator, description: `Status unknown since ${time(freshness.since)}` };
  }
  return {
    indicator,
    description: isMaintenanceOnly(snapshot, now) ? 'Service Under Maintenance' : descriptions[indicator],
  };
}

const descriptions = {
  none: 'All Systems Operational',
  minor: 'Partially Degraded Service',
  major: 'Partial System Outage',
  critical: 'Major Service Outage',
} as const;

function isMaintenanceOnly(snapshot: Scene['snapshot'], now: Instant): boolean {
  const open = openNotices(snapshot, now);
  const states = Object.values(componentStatesAt(snapshot, now));
  return (
    open.length > 0 &&
    open.every(({ type }) => type === 'maintenance') &&
    states.every((state) => state === 'operational' || state === 'under_maintenance')
  );
}

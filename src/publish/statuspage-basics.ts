import { hash } from 'node:crypto';
import type { z } from 'zod';
import { componentStatesAt } from '../incidents/component-states.ts';
import { indicatorAt } from '../incidents/impact.ts';
import type { Instant, Notice } from '../incidents/notice.ts';
import { textIn, type Page } from '../incidents/page.ts';
import { openNotices } from '../incidents/state.ts';
import { offsetText, openZone } from '../incidents/zone.ts';
import type { Scene } from './scene.ts';
import type { StatuspagePage, StatuspageStatus } from './statuspage-schema.ts';

/** An id in Statuspage's manner: short, without meaning, the same as long as what it names has the same name. */
export function idOf(...names: readonly string[]): string {
  return hash('sha256', names.join('\n')).slice(0, 12);
}

/** A notice keeps its id when it is renamed: the first of its names counts. */
export function noticeIdOf(notice: Pick<Notice, 'id' | 'formerly'>): string {
  return idOf('notice', notice.formerly[0] ?? notice.id);
}

/** From the content alone: a copy of the page on another host has the same. */
export function pageIdOf({ name, language }: Pick<Page, 'name' | 'language'>): string {
  return idOf('page', textIn(name, language, language));
}

export function componentIdOf(id: string): string {
  return idOf('component', id);
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
export function pageObject({ scene, language, time }: Writing): z.infer<typeof StatuspagePage> {
  const { snapshot, siteUrl } = scene;
  const { page, committedAt } = snapshot;
  return {
    id: pageIdOf(page),
    name: textIn(page.name, language, page.language),
    url: siteUrl,
    time_zone: page.time_zone,
    timezone: page.time_zone,
    updated_at: time(committedAt),
  };
}

/** Statuspage's `status`: the page in one word. Unknown is never `none`. */
export function statusObject({ scene, time }: Writing): z.infer<typeof StatuspageStatus> {
  const { snapshot, freshness, now } = scene;
  const indicator = indicatorAt(snapshot, freshness, now);
  if (freshness.state === 'unknown') {
    return { indicator, description: `Status unknown since ${time(freshness.since)}` };
  }
  const states = Object.values(componentStatesAt(snapshot, now)).filter((state) => state !== 'operational');
  const open = openNotices(snapshot, now);
  const isMaintenance = open.length > 0 && open.every(({ type }) => type === 'maintenance');
  if (isMaintenance && states.every((state) => state === 'under_maintenance')) {
    return { indicator, description: 'Service Under Maintenance' };
  }
  if (indicator === 'minor' && states.length === 0) return { indicator, description: 'Minor Service Outage' };
  return { indicator, description: descriptions[indicator] };
}

const descriptions = {
  none: 'All Systems Operational',
  minor: 'Partially Degraded Service',
  major: 'Partial System Outage',
  critical: 'Major Service Outage',
} as const;

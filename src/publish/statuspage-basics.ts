import { createHash } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import type { Instant, Notice } from '../incidents/notice.ts';
import { textIn } from '../incidents/page.ts';
import { componentStatesAt } from '../incidents/component-states.ts';
import { indicatorAt } from '../incidents/impact.ts';
import { openNotices } from '../incidents/state.ts';
import type { Scene } from './pages.ts';

/** An id in Statuspage's manner: short, without meaning, the same as long as what it names has the same name. */
export function idOf(...names: readonly string[]): string {
  return createHash('sha256').update(names.join('\n')).digest('hex').slice(0, 12);
}

/** A notice keeps its id when it is renamed: the first of its names counts. */
export function noticeIdOf(notice: Pick<Notice, 'id' | 'formerly'>): string {
  return idOf('notice', notice.formerly[0] ?? notice.id);
}

/** ISO 8601 with milliseconds and the page's offset. */
export function timeIn(zone: string, at: Instant): string {
  const time = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  return time.toString({ fractionalSecondDigits: 3, timeZoneName: 'never' });
}

/** Statuspage's `page`; `timezone` is read by clients that follow its older spelling. */
export function pageObject({ snapshot: { page, committedAt }, siteUrl }: Scene, language: string) {
  return {
    id: pageIdOf(siteUrl),
    name: textIn(page.name, language, page.language),
    url: siteUrl,
    time_zone: page.time_zone,
    timezone: page.time_zone,
    updated_at: timeIn(page.time_zone, committedAt),
  };
}

export function pageIdOf(siteUrl: string): string {
  return idOf('page', siteUrl);
}

/** Statuspage's `status`: the page in one word. Unknown is never `none`. */
export function statusObject({ snapshot, freshness, now }: Scene) {
  const indicator = indicatorAt(snapshot, freshness, now);
  if (freshness.state === 'unknown') {
    return { indicator, description: `Status unknown since ${timeIn(snapshot.page.time_zone, freshness.since)}` };
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

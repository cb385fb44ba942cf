import { componentStates, impacts } from '../incidents/notice.ts';
import type { ComponentState, Impact, Instant, Notice } from '../incidents/notice.ts';
import { leafComponents } from '../incidents/page.ts';
import type { Freshness, Snapshot } from '../incidents/snapshot.ts';
import { componentStatesAt, noticeComponentsAt, worst } from '../incidents/component-states.ts';
import { impactAt } from '../incidents/impact.ts';
import { endedAt, isClosed, isOpen, isRetracted, isUpcoming, openNotices, statusAt } from '../incidents/state.ts';
import { latestAt } from '../incidents/updates-at.ts';
import type { Headline } from '../languages/page-texts.ts';
import { lastDays, type LastDay } from './last-days.ts';

/** Icon and colour: a component's state, or what no component can say. */
export type Look = ComponentState | 'unknown' | 'nothing';

/** What the front page shows, in its order. */
export interface FrontPage {
  readonly look: Look;
  readonly headline: Headline;
  /** Open incidents, the gravest first. */
  readonly incidents: readonly Notice[];
  readonly running: readonly Notice[];
  readonly exercises: readonly Notice[];
  /** Announced and not begun, the nearest first. */
  readonly upcoming: readonly Notice[];
  /** The last days, with what is over by now. */
  readonly days: readonly LastDay[];
  /** The incident that was over last. */
  readonly lastIncident: Notice | undefined;
}

const daysShown = 14;

/** What the page is about: the gravest incident, without one the maintenance under way. */
export function leadOf({ incidents, running }: Pick<FrontPage, 'incidents' | 'running'>): Notice | undefined {
  return incidents[0] ?? running[0];
}

/** Sorts a snapshot's notices into the front page, and finds the one sentence that stands above them. */
export function frontPage(snapshot: Snapshot, freshness: Freshness, now: Instant): FrontPage {
  const { unsettled, page } = snapshot;
  const open = openNotices(snapshot, now);
  const gravity = (notice: Notice) => impacts.indexOf(impactAt(notice, page, now));
  const incidents = open.filter(({ type }) => type === 'incident').toSorted((a, b) => gravity(b) - gravity(a));
  const running = open.filter(({ type }) => type === 'maintenance');
  const headline = headlineOf(snapshot, incidents, running, now);
  const isKnown = freshness.state === 'current';
  return {
    headline: isKnown ? headline : 'unknown',
    look: isKnown ? lookOf(headline, incidents[0] && impactAt(incidents[0], page, now)) : 'unknown',
    incidents,
    running,
    exercises: unsettled.filter((notice) => notice.type === 'exercise' && isOpen(notice, now)),
    upcoming: unsettled
      .filter((notice) => isUpcoming(notice, now))
      .toSorted((a, b) => (a.scheduledFor ?? Infinity) - (b.scheduledFor ?? Infinity)),
    days: lastDays(snapshot, now, daysShown),
    lastIncident: lastIncidentOf(snapshot, now),
  };
}

/**
 * The incident that was over last. Nothing settled ends after its latest report, by which notices are sorted, so that the
 * search ends as soon as no later notice can be it.
 */
function lastIncidentOf({ notices }: Snapshot, now: Instant): Notice | undefined {
  const ended = (notice: Notice) => endedAt(notice, now) ?? 0;
  let last: Notice | undefined;
  for (const notice of notices) {
    if (last !== undefined && (latestAt(notice, now) ?? Infinity) < ended(last)) break;
    const counts = notice.type === 'incident' && isClosed(notice, now) && !isRetracted(notice);
    if (counts && (last === undefined || ended(notice) > ended(last))) last = notice;
  }
  return last;
}

/** How a single notice looks: as grave as its impact and the worst it says of a component while open, quiet once over. */
export function lookOfNotice(notice: Notice, snapshot: Snapshot, now: Instant): Look {
  if (isClosed(notice, now)) return 'nothing';
  // A rehearsal has no colour of its own: it must not be taken for the real thing.
  if (notice.type === 'exercise') return 'unknown';
  if (notice.type === 'maintenance') return 'under_maintenance';
  const said = Object.values(noticeComponentsAt(notice, snapshot.page, now));
  const states = said.filter((state) => state !== 'under_maintenance');
  return worst([lookOfImpact(impactAt(notice, snapshot.page, now)), ...states]);
}

function headlineOf(
  snapshot: Snapshot,
  incidents: readonly Notice[],
  running: readonly Notice[],
  now: Instant,
): Headline {
  const all = componentStatesAt(snapshot, now);
  const states = leafComponents(snapshot.page).flatMap(({ id, retired }) => (retired ? [] : (all[id] ?? [])));
  const gravest = worst(states.filter((state) => state !== 'under_maintenance'));
  if (gravest === 'major_outage') return states.every((state) => state === 'major_outage') ? 'all_down' : 'some_down';
  if (gravest === 'partial_outage') return 'partial';
  if (gravest === 'degraded_performance' && incidents.some((notice) => statusAt(notice, now) !== 'monitoring'))
    return 'degraded';
  if (incidents.length > 0)
    return incidents.every((notice) => statusAt(notice, now) === 'monitoring') ? 'watching' : 'reported';
  if (running.length > 0 || states.includes('under_maintenance')) return 'maintenance';
  return gravest === 'operational' ? 'nothing' : 'degraded';
}

function lookOf(headline: Headline, impact: Impact = 'none'): Look {
  switch (headline) {
    case 'unknown':
    case 'nothing':
      return headline;
    case 'all_down':
    case 'some_down':
      return 'major_outage';
    case 'partial':
      return 'partial_outage';
    case 'degraded':
    case 'watching':
      return 'degraded_performance';
    case 'reported':
      return lookOfImpact(impact);
    case 'maintenance':
      return 'under_maintenance';
  }
}

function lookOfImpact(impact: Impact): ComponentState {
  return componentStates[Math.max(2, impacts.indexOf(impact) + 1)] ?? 'major_outage';
}

import { impacts } from './notice.ts';
import type { ComponentState, Impact, Instant, Notice } from './notice.ts';
import { affectedComponents, componentStatesAt, noticeComponentsAt, worst } from './component-states.ts';
import type { Page } from './page.ts';
import type { Freshness, Snapshot } from './snapshot.ts';
import { isOpen, openNotices } from './state.ts';
import { effectiveUpdates } from './updates-at.ts';

/** The impact staff wrote, else that of the worst component; `major` while open with no component named. */
export function impactAt(notice: Notice, page: Page, now: Instant): Impact {
  const open = isOpen(notice, now);
  const updates = effectiveUpdates(notice, now);
  const said = writtenImpact(notice, now);
  const named = [notice.components, ...updates.map(({ components }) => components)].flatMap(Object.values);
  const derived = open ? impactWhileOpen(notice, page, now) : impactOf(worst(named));
  // What a broken file says is not all there is: it never makes an open notice harmless.
  if (open && notice.broken !== undefined) return graver(said ?? derived, 'minor');
  return said ?? derived;
}

/** What staff wrote last; undefined when they left it out. */
export function writtenImpact(notice: Notice, now: Instant): Impact | undefined {
  return effectiveUpdates(notice, now).findLast(({ impact }) => impact !== undefined)?.impact ?? notice.impact;
}

/** The page as a whole in Statuspage's scale. Unknown is `minor`: never green, and no alarm that nobody raised. */
export function indicatorAt(snapshot: Snapshot, freshness: Freshness, now: Instant): Impact {
  if (freshness.state === 'unknown') return 'minor';
  const notices = openNotices(snapshot, now).map((notice) => impactAt(notice, snapshot.page, now));
  return notices.reduce(graver, impactOf(worst(Object.values(componentStatesAt(snapshot, now)))));
}

function impactWhileOpen(notice: Notice, page: Page, now: Instant): Impact {
  if (affectedComponents(notice).length === 0) return notice.type === 'maintenance' ? 'minor' : 'major';
  return graver(impactOf(worst(Object.values(noticeComponentsAt(notice, page, now)))), 'minor');
}

function impactOf(state: ComponentState): Impact {
  switch (state) {
    case 'operational':
      return 'none';
    case 'under_maintenance':
    case 'degraded_performance':
      return 'minor';
    case 'partial_outage':
      return 'major';
    case 'major_outage':
      return 'critical';
  }
}

function graver(a: Impact, b: Impact): Impact {
  return impacts.indexOf(a) >= impacts.indexOf(b) ? a : b;
}

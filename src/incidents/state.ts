import { componentStates } from './notice.ts';
import type { ComponentState, Impact, Instant, Notice, Status, Update } from './notice.ts';
import { impacts } from './notice.ts';
import { leafComponents } from './page.ts';
import type { Page } from './page.ts';
import type { Freshness, Snapshot } from './snapshot.ts';

/** One moment at which a notice changes: a report, or the clock of an automatic maintenance. */
type Step = Pick<Update, 'at' | 'status' | 'components' | 'impact'>;

const closedStatuses: readonly Status[] = ['resolved', 'postmortem', 'completed', 'cancelled'];
/** These bring everything the notice named back to operational, unless the same report says otherwise. */
const resettingStatuses: readonly Status[] = ['resolved', 'completed', 'cancelled'];

/** Every report, newest first, retracted ones too: they stay visible and marked. */
export function shownUpdates(notice: Notice): Update[] {
  return notice.updates.toReversed();
}

/** The reports that count, oldest first: without the retracted ones. */
export function effectiveUpdates(notice: Notice): Update[] {
  return notice.updates.filter((update) => !update.retracted);
}

/** Its latest status. A wholly retracted notice is closed; a broken one in which no report could be read is not. */
export function statusAt(notice: Notice, now: Instant): Status {
  const last = stepsAt(notice, now).at(-1);
  if (last !== undefined) return last.status;
  if (notice.updates.length > 0) return notice.type === 'maintenance' ? 'cancelled' : 'resolved';
  return notice.type === 'maintenance' ? 'scheduled' : 'investigating';
}

/** Under way: neither finished nor still ahead (`isUpcoming`). */
export function isOpen(notice: Notice, now: Instant): boolean {
  return !isClosed(notice, now) && !isUpcoming(notice, now);
}

/** A maintenance that is announced and has not begun. */
export function isUpcoming(notice: Notice, now: Instant): boolean {
  return statusAt(notice, now) === 'scheduled';
}

/** Finished: resolved, completed, cancelled, reported on, or wholly retracted. */
export function isClosed(notice: Notice, now: Instant): boolean {
  return closedStatuses.includes(statusAt(notice, now));
}

/** Every report was taken back. */
export function isRetracted(notice: Notice): boolean {
  return notice.updates.length > 0 && effectiveUpdates(notice).length === 0;
}

/** What is under way and real, without exercises, in the snapshot's order. */
export function openNotices(snapshot: Snapshot, now: Instant): Notice[] {
  return snapshot.notices.filter((notice) => notice.type !== 'exercise' && isOpen(notice, now));
}

/** The impact staff wrote, else that of the worst component; `major` while open with no component named. */
export function impactAt(notice: Notice, page: Page, now: Instant): Impact {
  const open = isOpen(notice, now);
  const said = stepsAt(notice, now).findLast((step) => step.impact !== undefined)?.impact ?? notice.impact;
  const derived = open ? impactWhileOpen(notice, page, now) : impactOf(worst(everNamed(notice)));
  // What a broken file says is not all there is: it never makes an open notice harmless.
  if (open && notice.broken !== undefined) return graver(said ?? derived, 'minor');
  return said ?? derived;
}

/**
 * The state of every component of the page: the worst of its open notices and of what closed ones left explicitly, until
 * a later notice sets it. Exercises have no part in it. A group that a notice names stands for its members.
 */
export function componentStatesAt(snapshot: Snapshot, now: Instant): Record<string, ComponentState> {
  const real = snapshot.notices.filter((notice) => notice.type !== 'exercise');
  const settings = real.map((notice) => ({ open: isOpen(notice, now), set: settingsAt(notice, snapshot.page, now) }));
  const stateOf = (id: string) => {
    const own = settings.flatMap(({ open, set }) => {
      const setting = set.get(id);
      return setting === undefined ? [] : [{ open, ...setting }];
    });
    const latest = own.toSorted((a, b) => b.at - a.at)[0];
    return worst(own.filter((setting) => setting.open || setting === latest).map((setting) => setting.state));
  };
  return Object.fromEntries(leafComponents(snapshot.page).map(({ id }) => [id, stateOf(id)]));
}

/** What a notice says of the components now, by id; empty before a maintenance begins. */
export function noticeComponentsAt(notice: Notice, page: Page, now: Instant): Record<string, ComponentState> {
  return Object.fromEntries([...settingsAt(notice, page, now)].map(([id, { state }]) => [id, state]));
}

/** Every component the notice has named so far, in the order in which it named them. */
export function affectedComponents(notice: Notice): string[] {
  const named = effectiveUpdates(notice).flatMap((update) => Object.keys(update.components));
  return [...new Set([...Object.keys(notice.components), ...named])];
}

/** When the next report is due, the final one after `resolved` included. Any later report fulfils it. It may be past. */
export function nextDue(notice: Notice, now: Instant): Instant | undefined {
  if (statusAt(notice, now) === 'cancelled') return undefined;
  return effectiveUpdates(notice).at(-1)?.next;
}

/** When it will work again, as last said; nothing once it is over. Earlier estimates stay in the reports. */
export function expectedAt(notice: Notice): Instant | 'unknown' | undefined {
  const updates = effectiveUpdates(notice);
  const last = updates.at(-1);
  if (last === undefined || closedStatuses.includes(last.status)) return undefined;
  return updates.findLast((update) => update.expected !== undefined)?.expected;
}

/** When it began: a maintenance as scheduled, else the first report. Undefined if no report could be read. */
export function startedAt(notice: Notice): Instant | undefined {
  if (notice.type === 'maintenance' && notice.scheduledFor !== undefined) return notice.scheduledFor;
  return (effectiveUpdates(notice)[0] ?? notice.updates[0])?.at;
}

/** When it was over: the report that closed it last. Undefined while it is not. */
export function endedAt(notice: Notice, now: Instant): Instant | undefined {
  if (!isClosed(notice, now)) return undefined;
  const steps = stepsAt(notice, now);
  const lastOpen = steps.findLastIndex((step) => !closedStatuses.includes(step.status));
  return (steps[lastOpen + 1] ?? notice.updates.at(-1))?.at;
}

/** The page as a whole in Statuspage's scale. Unknown is `minor`: never green, and no alarm that nobody raised. */
export function indicatorAt(snapshot: Snapshot, freshness: Freshness, now: Instant): Impact {
  if (freshness.state === 'unknown') return 'minor';
  const notices = openNotices(snapshot, now).map((notice) => impactAt(notice, snapshot.page, now));
  return notices.reduce(graver, impactOf(worst(Object.values(componentStatesAt(snapshot, now)))));
}

/** When the clock alone changes a notice next: the start or end of an automatic maintenance. */
export function nextStepAfter(notice: Notice, now: Instant): Instant | undefined {
  const instants = [notice.scheduledFor, notice.scheduledUntil].filter((at) => at !== undefined && at > now);
  return instants.find((at) => at !== undefined && statusAt(notice, at) !== statusAt(notice, now));
}

/** The worst of some states; operational when there is none. */
export function worst(states: readonly ComponentState[]): ComponentState {
  return componentStates[Math.max(0, ...states.map((state) => componentStates.indexOf(state)))] ?? 'operational';
}

/** The reports that count and, once reached, the start and end of an automatic maintenance, by time. */
function stepsAt(notice: Notice, now: Instant): Step[] {
  const steps: Step[] = effectiveUpdates(notice);
  if (notice.type !== 'maintenance' || !notice.automatic || steps.length === 0) return steps;
  const insert = (at: Instant | undefined, from: readonly Status[], status: Status) => {
    if (at === undefined || at > now) return;
    const before = steps.findLastIndex((step) => step.at < at);
    const current = steps[before]?.status;
    if (current !== undefined && from.includes(current)) steps.splice(before + 1, 0, { at, status, components: {} });
  };
  insert(notice.scheduledFor, ['scheduled'], 'in_progress');
  insert(notice.scheduledUntil, ['in_progress', 'verifying'], 'completed');
  return steps;
}

/** By component: what the notice says of it now, and when it last said so in words (a reset is not said). */
function settingsAt(notice: Notice, page: Page, now: Instant): Map<string, { state: ComponentState; at: Instant }> {
  const settings = new Map<string, { state: ComponentState; at: Instant }>();
  const set = (components: Notice['components'], at: Instant) => {
    for (const [id, state] of Object.entries(components)) {
      for (const member of membersOf(page, id)) settings.set(member, { state, at });
    }
  };
  // What is written before a maintenance begins waits for its beginning.
  let waiting = [notice.components];
  for (const step of stepsAt(notice, now)) {
    if (step.status === 'scheduled') {
      waiting.push(step.components);
      continue;
    }
    if (!resettingStatuses.includes(step.status) || notice.type !== 'maintenance') {
      for (const components of waiting) set(components, step.at);
      waiting = [];
    }
    if (resettingStatuses.includes(step.status)) {
      for (const [id, { at }] of settings) settings.set(id, { state: 'operational', at });
    }
    set(step.components, step.at);
  }
  if (notice.broken !== undefined && notice.updates.length === 0) set(notice.components, now);
  return settings;
}

function membersOf(page: Page, id: string): string[] {
  return page.components.find((entry) => entry.id === id)?.components?.map((member) => member.id) ?? [id];
}

function impactWhileOpen(notice: Notice, page: Page, now: Instant): Impact {
  if (affectedComponents(notice).length === 0) return notice.type === 'maintenance' ? 'minor' : 'major';
  return graver(impactOf(worst(Object.values(noticeComponentsAt(notice, page, now)))), 'minor');
}

function everNamed(notice: Notice): ComponentState[] {
  return [notice.components, ...effectiveUpdates(notice).map((update) => update.components)].flatMap(Object.values);
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

import { saidBy, sayings, worst, type Said } from './component-states.ts';
import type { ComponentState, Instant, Notice } from './notice.ts';
import type { Page } from './page.ts';
import { isOver, leftBefore } from './left-before.ts';
import type { Snapshot } from './snapshot.ts';
import { closedStatuses } from './state.ts';

/** A stretch of time in which a component was in one state; the next one begins where it ends. */
export interface Interval {
  readonly from: Instant;
  readonly to: Instant;
  readonly state: ComponentState;
}

/** What one notice says of a component from an instant on. */
interface Event extends Said {
  readonly since: Instant;
  readonly notice: string;
  readonly open: boolean;
}

/** The states of one component from an instant to another, by all that is known now: never empty, without gaps. */
export function componentTimeline(snapshot: Snapshot, id: string, from: Instant, to: Instant): Interval[] {
  return componentTimelines(snapshot, from, to).get(id) ?? [{ from, to, state: 'operational' }];
}

/**
 * The same for every component that any notice names, in one pass. The rule is that of `componentStatesAt` at each
 * instant; reports from `to` on are not known yet.
 */
export function componentTimelines(snapshot: Snapshot, from: Instant, to: Instant): Map<string, Interval[]> {
  const { page, months } = snapshot;
  const unsettled = new Set(snapshot.unsettled);
  const events = new Map<string, Event[]>();
  const add = (id: string, event: Event) => events.get(id)?.push(event) ?? events.set(id, [event]);
  for (const [id, said] of leftBefore(snapshot, from)) add(id, { ...said, since: said.at, notice: '', open: false });
  for (const month of months.values()) {
    if (month.silentAfter < from) continue;
    for (const notice of month.notices) {
      if (notice.type === 'exercise' || isOver(notice, from, unsettled)) continue;
      for (const [id, event] of eventsOf(notice, page, to)) if (event.since < to) add(id, event);
    }
  }
  return new Map([...events].map(([id, own]) => [id, intervalsOf(own, from, to)]));
}

/** With each report, all that the notice says by then: a component's state may change with the notice's own. */
function* eventsOf(notice: Notice, page: Page, to: Instant): Generator<readonly [id: string, event: Event]> {
  const said = new Map<string, Said>();
  for (const { update, settings } of sayings(notice, page, to)) {
    for (const [id, setting] of settings) said.set(id, setting);
    const open = update.status !== 'scheduled' && !closedStatuses.includes(update.status);
    for (const [id, setting] of said) yield [id, { ...setting, since: update.at, notice: notice.id, open }];
  }
  if (notice.updates.length > 0) return;
  // A file in which no report could be read says what it says for as long as it is there.
  for (const [id, one] of saidBy(notice, page, to))
    yield [id, { ...one, since: one.at, notice: notice.id, open: true }];
}

function intervalsOf(events: readonly Event[], from: Instant, to: Instant): Interval[] {
  const sorted = events.toSorted((a, b) => a.since - b.since);
  const intervals: Interval[] = [];
  let standing = new Map<string, Event>();
  let begun = { at: from, state: 'operational' as ComponentState };
  sorted.forEach((event, index) => {
    standing.set(event.notice, event);
    // All that happens at one instant happens at once.
    if (sorted[index + 1]?.since === event.since) return;
    const latest = Math.max(...[...standing.values()].map(({ at }) => at));
    standing = new Map([...standing].filter(([, { open, at }]) => open || at === latest));
    const state = worst([...standing.values()].map((other) => other.state));
    if (state === begun.state) return;
    const at = Math.max(event.since, from);
    if (at > begun.at) intervals.push({ from: begun.at, to: at, state: begun.state });
    begun = { at, state };
  });
  return [...intervals, { from: begun.at, to, state: begun.state }];
}

import { componentStates } from './notice.ts';
import type { ComponentState, Instant, Notice, Status, Update } from './notice.ts';
import { leafComponents } from './page.ts';
import type { Page } from './page.ts';
import type { Snapshot } from './snapshot.ts';
import { isOpen } from './state.ts';
import { effectiveUpdates } from './updates-at.ts';

/** What a notice says of a component, and when it last said so in words: a reset to operational is not said. */
export interface Said {
  readonly state: ComponentState;
  readonly at: Instant;
}

/** What settled notices say last, by component. */
export type Left = Readonly<Record<string, Said>>;

/** These bring everything the notice named back to operational, unless the same report says otherwise. */
const resettingStatuses: readonly Status[] = ['resolved', 'completed', 'cancelled'];

/**
 * The state of every component of the page: the worst of its open notices and of what closed ones left explicitly, until
 * a later notice sets it. Exercises have no part in it. A group that a notice names stands for its members.
 */
export function componentStatesAt({ page, unsettled, left }: Snapshot, now: Instant): Record<string, ComponentState> {
  return statesOf(page, unsettled, left, now);
}

/** The states from their two parts: notices that can still change, and what all the others left. */
export function statesOf(
  page: Page,
  unsettled: readonly Notice[],
  left: Left,
  now: Instant,
): Record<string, ComponentState> {
  const real = unsettled.filter(({ type }) => type !== 'exercise');
  const settings = real.map((notice) => ({ open: isOpen(notice, now), said: saidBy(notice, page, now) }));
  const stateOf = (id: string) => {
    const all = settings.flatMap(({ open, said }) => {
      const own = said.get(id);
      return own === undefined ? [] : [{ open, ...own }];
    });
    const old = left[id];
    if (old !== undefined) all.push({ open: false, ...old });
    const latest = Math.max(...all.map(({ at }) => at));
    return worst(all.filter(({ open, at }) => open || at === latest).map(({ state }) => state));
  };
  return Object.fromEntries(leafComponents(page).map(({ id }) => [id, stateOf(id)]));
}

/** What a settled notice says last of each component it named, what it reset included. Nothing for an exercise. */
export function leftBy(notice: Notice, page: Page): Left {
  return notice.type === 'exercise' ? {} : Object.fromEntries(saidBy(notice, page, Infinity));
}

/** Of what settled notices left: per component the newest, of several said at once the worst. */
export function newestLeft(lefts: readonly Left[]): Left {
  const newest: Record<string, Said> = {};
  for (const left of lefts) for (const [id, said] of Object.entries(left)) newest[id] = newerOf(newest[id], said);
  return newest;
}

/** What a notice says of the components now, by id; empty before a maintenance begins. */
export function noticeComponentsAt(notice: Notice, page: Page, now: Instant): Record<string, ComponentState> {
  return Object.fromEntries([...saidBy(notice, page, now)].map(([id, { state }]) => [id, state]));
}

/** Every component the notice has named so far, in the order in which it named them. */
export function affectedComponents(notice: Notice): string[] {
  const counting = notice.updates.filter(({ retracted }) => !retracted);
  return [...new Set([notice.components, ...counting.map(({ components }) => components)].flatMap(Object.keys))];
}

/** The worst of some states; operational when there is none. */
export function worst(states: readonly ComponentState[]): ComponentState {
  return componentStates[Math.max(0, ...states.map((state) => componentStates.indexOf(state)))] ?? 'operational';
}

/** By component: what the notice says of it now. */
export function saidBy(notice: Notice, page: Page, now: Instant): Map<string, Said> {
  const said = new Map<string, Said>();
  for (const { settings } of sayings(notice, page, now)) {
    for (const [id, setting] of settings) said.set(id, setting);
  }
  if (notice.broken !== undefined && notice.updates.length === 0) {
    const { since = now } = notice.broken;
    for (const [id, state] of members(page, notice.components)) said.set(id, { state, at: since });
  }
  return said;
}

/** What each report that counts changes, oldest first: what it says in words, and what it resets. */
export function* sayings(
  notice: Notice,
  page: Page,
  now: Instant,
): Generator<{ readonly update: Update; readonly settings: ReadonlyMap<string, Said> }> {
  const said = new Map<string, Instant>();
  // What is written before a maintenance begins waits for its beginning.
  let waiting = [notice.components];
  for (const update of effectiveUpdates(notice, now)) {
    const settings = new Map<string, Said>();
    const say = (components: Notice['components']) => {
      for (const [id, state] of members(page, components)) settings.set(id, { state, at: update.at });
    };
    const resets = resettingStatuses.includes(update.status);
    if (update.status === 'scheduled') {
      waiting.push(update.components);
    } else {
      if (!resets || notice.type !== 'maintenance') {
        for (const components of waiting) say(components);
        waiting = [];
      }
      if (resets) {
        for (const id of settings.keys()) said.set(id, update.at);
        for (const [id, at] of said) settings.set(id, { state: 'operational', at });
      }
      say(update.components);
    }
    for (const [id, { at }] of settings) said.set(id, at);
    yield { update, settings };
  }
}

/** What was said later; of two sayings at once, the worse. */
export function newerOf(one: Said | undefined, other: Said): Said {
  if (one === undefined || other.at > one.at) return other;
  return other.at === one.at ? { at: one.at, state: worst([one.state, other.state]) } : one;
}

/** A group stands for its members; a component that the page no longer has, for itself. */
export function membersOf(page: Page, ids: readonly string[]): string[] {
  return ids.flatMap((id) => {
    const group = page.components.find((entry) => entry.id === id)?.components;
    return group?.map((member) => member.id) ?? [id];
  });
}

function members(page: Page, components: Notice['components']): (readonly [string, ComponentState])[] {
  return Object.entries(components).flatMap(([id, state]) =>
    membersOf(page, [id]).map((member) => [member, state] as const),
  );
}

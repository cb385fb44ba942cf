import { flatComponents, textIn, type PageComponent } from '../incidents/page.ts';
import { affectedComponents, componentStatesAt, worst } from '../incidents/component-states.ts';
import { effectiveUpdates } from '../incidents/updates-at.ts';
import type { Scene } from './pages.ts';
import { idOf, pageIdOf, type Writing } from './statuspage-basics.ts';

/** Statuspage's `component`. */
export type ComponentObject = ReturnType<typeof componentObjects>[number];

/** Groups and members in one flat list, in the page's order; retired ones are left out. A group is as bad as its worst. */
export function componentObjects({ scene, language, time }: Writing) {
  const { snapshot, siteUrl, now } = scene;
  const { page } = snapshot;
  const all = flatComponents(page).filter(({ retired }) => !retired);
  const states = componentStatesAt(snapshot, now);
  const membersOf = (group: PageComponent) => all.filter(({ groupId }) => groupId === group.id);
  const stateOf = (component: PageComponent) =>
    component.isGroup
      ? worst(membersOf(component).map(({ id }) => states[id] ?? 'operational'))
      : (states[component.id] ?? 'operational');
  const siblings = (component: PageComponent) => all.filter(({ groupId }) => groupId === component.groupId);
  const firstReport = oldestReport(scene);
  return all.map((component) => {
    const begun = startOf(component) ?? firstReport;
    return {
      id: componentIdOf(component.id),
      name: textIn(component.name, language, page.language),
      status: stateOf(component),
      created_at: time(begun),
      updated_at: time(Math.max(begun, lastNamed(scene, component))),
      position: siblings(component).indexOf(component) + 1,
      description: component.description === undefined ? null : textIn(component.description, language, page.language),
      showcase: component.showcase,
      start_date: component.startDate,
      group_id: component.groupId === null ? null : componentIdOf(component.groupId),
      page_id: pageIdOf(siteUrl),
      group: component.isGroup,
      only_show_if_degraded: false,
      ...(component.isGroup ? { components: membersOf(component).map(({ id }) => componentIdOf(id)) } : {}),
    };
  });
}

export function componentIdOf(id: string): string {
  return idOf('component', id);
}

function startOf({ startDate }: PageComponent): number | null {
  const written = startDate === null ? NaN : Date.parse(startDate);
  return Number.isNaN(written) ? null : written;
}

/** Where page.yaml names no start date, the oldest report stands for it: Statuspage's clients want a time. */
function oldestReport({ snapshot }: Scene): number {
  const first = snapshot.notices.map(({ updates }) => updates[0]?.at ?? Infinity);
  return first.reduce((oldest, at) => Math.min(oldest, at), snapshot.committedAt);
}

/** The latest word on the component, or on one of the group: of what is over for good, and of what may still change. */
function lastNamed({ snapshot, now }: Scene, { id, isGroup }: PageComponent): number {
  const meant = flatComponents(snapshot.page)
    .filter((component) => component.id === id || (isGroup && component.groupId === id))
    .map((component) => component.id);
  const naming = snapshot.unsettled.filter(
    (notice) => notice.type !== 'exercise' && affectedComponents(notice).some((named) => meant.includes(named)),
  );
  const left = meant.map((one) => snapshot.left[one]?.at ?? 0);
  return Math.max(0, ...left, ...naming.flatMap((notice) => effectiveUpdates(notice, now).map(({ at }) => at)));
}

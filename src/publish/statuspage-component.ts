import { flatComponents, textIn, type PageComponent } from '../incidents/page.ts';
import { affectedComponents, componentStatesAt, worst } from '../incidents/component-states.ts';
import { effectiveUpdates } from '../incidents/updates-at.ts';
import type { Scene } from './pages.ts';
import { idOf, pageIdOf, timeIn } from './statuspage-basics.ts';

/** Statuspage's `component`. */
export type ComponentObject = ReturnType<typeof componentObjects>[number];

/** Groups and members in one flat list, in the page's order; retired ones are left out. A group is as bad as its worst. */
export function componentObjects(scene: Scene, language: string) {
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
  return all.map((component) => {
    const begun = startOf(scene, component);
    return {
      id: componentIdOf(component.id),
      name: textIn(component.name, language, page.language),
      status: stateOf(component),
      created_at: timeIn(page.time_zone, begun),
      updated_at: timeIn(page.time_zone, Math.max(begun, lastNamed(scene, component))),
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

/** Where page.yaml names no start date, the oldest report stands for it: Statuspage's clients want a time. */
function startOf({ snapshot }: Scene, { startDate }: PageComponent): number {
  const written = startDate === null ? NaN : Date.parse(startDate);
  if (!Number.isNaN(written)) return written;
  const first = snapshot.notices.flatMap(({ updates }) => updates.slice(0, 1).map(({ at }) => at));
  return Math.min(snapshot.committedAt, ...first);
}

/** The latest report of a notice that names the component, or one of the group. */
function lastNamed({ snapshot, now }: Scene, { id, isGroup }: PageComponent): number {
  const meant = flatComponents(snapshot.page)
    .filter((component) => component.id === id || (isGroup && component.groupId === id))
    .map((component) => component.id);
  const naming = snapshot.notices.filter(
    (notice) => notice.type !== 'exercise' && affectedComponents(notice).some((named) => meant.includes(named)),
  );
  return Math.max(0, ...naming.flatMap((notice) => effectiveUpdates(notice, now).map(({ at }) => at)));
}

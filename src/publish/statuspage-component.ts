import type { z } from 'zod';

import { affectedComponents, componentStatesAt, membersOf, worst } from '../incidents/component-states.ts';
import { flatComponents, textIn, type PageComponent } from '../incidents/page.ts';
import { effectiveUpdates } from '../incidents/updates-at.ts';
import type { Scene } from './scene.ts';
import { componentIdOf, pageIdOf, type Writing } from './statuspage-basics.ts';
import type { StatuspageComponent } from './statuspage-schema.ts';

/** Statuspage's `component`. */
export type ComponentObject = z.infer<typeof StatuspageComponent>;

/** The components of a page as the documents show them. */
export interface ComponentObjects {
  /** Groups and members in one flat list, in the page's order; without retired ones. */
  readonly listed: readonly ComponentObject[];
  /** Those with these ids: also what was retired, and what page.yaml does not have any more, by its id. */
  readonly named: (ids: readonly string[]) => ComponentObject[];
}

export function componentObjects(writing: Writing): ComponentObjects {
  const { page } = writing.scene.snapshot;
  const write = componentWriter(writing);
  const all = flatComponents(page);
  const objects = new Map(all.map((component) => [component.id, write(component)]));
  const known = (id: string) => objects.get(id) ?? [];
  return {
    listed: all.filter(({ retired }) => !retired).flatMap(({ id }) => known(id)),
    named: (ids) => {
      const here = all.filter(({ id }) => ids.includes(id)).flatMap(({ id }) => known(id));
      const gone = ids.filter((id) => !objects.has(id)).map((id) => write({ ...goneComponent, id, name: id }));
      return [...here, ...gone];
    },
  };
}

const goneComponent = { groupId: null, isGroup: false, retired: true, showcase: false, startDate: null };

/** A group is as bad as its worst member. */
function componentWriter({ scene, language, time }: Writing): (component: PageComponent) => ComponentObject {
  const { page } = scene.snapshot;
  const inUse = flatComponents(page).filter(({ retired }) => !retired);
  const states = componentStatesAt(scene.snapshot, scene.now);
  const stateOf = (id: string) => states[id] ?? 'operational';
  const firstReport = oldestReport(scene);
  return (component) => {
    const { id, groupId, isGroup } = component;
    const begun = startOf(component) ?? firstReport;
    const members = inUse.filter((one) => one.groupId === id).map((member) => member.id);
    const siblings = inUse.filter((one) => one.groupId === groupId).map((sibling) => sibling.id);
    const place = siblings.indexOf(id);
    return {
      id: componentIdOf(id),
      name: textIn(component.name, language, page.language),
      status: isGroup ? worst(members.map(stateOf)) : stateOf(id),
      created_at: time(begun),
      updated_at: time(Math.max(begun, lastNamed(scene, isGroup ? members : [id]))),
      position: (place === -1 ? siblings.length : place) + 1,
      description: component.description === undefined ? null : textIn(component.description, language, page.language),
      showcase: component.showcase,
      start_date: component.startDate,
      group_id: groupId === null ? null : componentIdOf(groupId),
      page_id: pageIdOf(page),
      group: isGroup,
      only_show_if_degraded: false,
      ...(isGroup ? { components: members.map(componentIdOf) } : {}),
    };
  };
}

function startOf({ startDate }: PageComponent): number | null {
  const written = startDate === null ? NaN : Date.parse(startDate);
  return Number.isNaN(written) ? null : written;
}

/** Where page.yaml names no start date, the first report of the oldest notice stands for it: Statuspage's clients want a time. */
function oldestReport({ snapshot }: Scene): number {
  for (const { notices } of [...snapshot.months.values()].toReversed()) {
    const first = notices.findLast(({ updates }) => updates.length > 0)?.updates[0];
    if (first !== undefined) return Math.min(first.at, snapshot.committedAt);
  }
  return snapshot.committedAt;
}

/** The latest word on any of these: of what is over for good, and of what may still change. */
function lastNamed({ snapshot, now }: Scene, ids: readonly string[]): number {
  const naming = snapshot.unsettled.filter(
    (notice) =>
      notice.type !== 'exercise' && membersOf(snapshot.page, affectedComponents(notice)).some((id) => ids.includes(id)),
  );
  const left = ids.map((id) => snapshot.left[id]?.at ?? 0);
  return Math.max(0, ...left, ...naming.flatMap((notice) => effectiveUpdates(notice, now).map(({ at }) => at)));
}

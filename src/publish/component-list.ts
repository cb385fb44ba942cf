import type { ComponentState, Instant } from '../incidents/notice.ts';
import { flatComponents, textIn } from '../incidents/page.ts';
import type { Snapshot } from '../incidents/snapshot.ts';
import { componentStatesAt } from '../incidents/component-states.ts';

export interface ComponentRow {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly state: ComponentState;
}

/** A named group, or components that stand alone (no name). */
export interface ComponentGroup {
  readonly id: string | null;
  readonly name: string | null;
  readonly rows: readonly ComponentRow[];
}

/** Every component in use with its state, group by group in the page's order; retired ones are left out. */
export function componentGroups(snapshot: Snapshot, language: string, now: Instant): ComponentGroup[] {
  const { page } = snapshot;
  const states = componentStatesAt(snapshot, now);
  const groups: { name: string | null; id: string | null; rows: ComponentRow[] }[] = [];
  for (const entry of flatComponents(page)) {
    if (entry.retired) continue;
    const name = textIn(entry.name, language, page.language);
    if (entry.isGroup) {
      groups.push({ name, id: entry.id, rows: [] });
      continue;
    }
    if (groups.at(-1)?.id !== entry.groupId || groups.length === 0)
      groups.push({ name: null, id: entry.groupId, rows: [] });
    const description = entry.description === undefined ? '' : textIn(entry.description, language, page.language);
    groups.at(-1)?.rows.push({ id: entry.id, name, description, state: states[entry.id] ?? 'operational' });
  }
  return groups.filter(({ rows }) => rows.length > 0);
}

/** A component's name by its id; the id itself where the page no longer has it. */
export function componentName(snapshot: Snapshot, id: string, language: string): string {
  const { page } = snapshot;
  const component = flatComponents(page).find((entry) => entry.id === id);
  return component === undefined ? id : textIn(component.name, language, page.language);
}

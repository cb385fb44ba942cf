import { sayings } from '../incidents/component-states.ts';
import type { ComponentState, Instant, Notice } from '../incidents/notice.ts';
import type { Snapshot } from '../incidents/snapshot.ts';
import { componentName } from './component-list.ts';

/** What one report changed: each component that it put into another state. */
export interface ComponentChange {
  readonly at: Instant;
  readonly components: readonly { readonly name: string; readonly state: ComponentState }[];
}

/** How a notice's components fared, oldest first; a report that changed none is left out. */
export function componentChanges(
  notice: Notice,
  snapshot: Snapshot,
  language: string,
  now: Instant,
): ComponentChange[] {
  const states = new Map<string, ComponentState>();
  const changes: ComponentChange[] = [];
  for (const { update, settings } of sayings(notice, snapshot.page, now)) {
    const changed = [...settings].filter(([id, { state }]) => (states.get(id) ?? 'operational') !== state);
    for (const [id, { state }] of changed) states.set(id, state);
    const components = changed.map(([id, { state }]) => ({ name: componentName(snapshot, id, language), state }));
    if (components.length > 0) changes.push({ at: update.at, components });
  }
  return changes;
}

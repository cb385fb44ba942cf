import type { Notice } from '../incidents/notice.ts';
import type { Page } from '../incidents/page.ts';

/**
 * Whether a notice concerns whoever follows one component or group, by its id: it named it at any time, its group, or a
 * member of it; or it named none, which means everybody. What a report that was taken back named counts too: who read of
 * it there is to read there that it was wrong.
 */
export function concerns(notice: Notice, page: Page, id: string): boolean {
  const named = [notice.components, ...notice.updates.map(({ components }) => components)].flatMap(Object.keys);
  if (named.length === 0) return true;
  const group = page.components.find((entry) => entry.components?.some((member) => member.id === id));
  const members = page.components.find((entry) => entry.id === id)?.components?.map((member) => member.id) ?? [];
  return named.some((name) => name === id || name === group?.id || members.includes(name));
}

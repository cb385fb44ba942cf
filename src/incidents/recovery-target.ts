import { readDuration } from './duration.ts';
import type { Page } from './page.ts';

/** How long recovery may take, in milliseconds: two thirds of what it took in former times, unless the page says otherwise. Null where it says nothing. */
export function recoveryTarget(recovery: Page['recovery']): number | null {
  if (recovery === undefined) return null;
  return readDuration(recovery.target ?? '') ?? ((readDuration(recovery.former_time) ?? 0) * 2) / 3;
}

/** After how many milliseconds another drill is due. */
export function drillEvery(recovery: Page['recovery']): number {
  return readDuration(recovery?.drill_every ?? '') ?? 90 * 86_400_000;
}

import type { Instant } from '../incidents/notice.ts';
import type { Page } from '../incidents/page.ts';
import { drillEvery } from '../incidents/recovery-target.ts';

/** A rehearsal in which the data came back and the site showed what had been published. */
export interface Drilled {
  readonly at: Instant;
  /** Milliseconds. */
  readonly took: number;
}

/** The last good one, if page.yaml wants it shown and it is not too long ago to be worth anything. */
export function shownDrill({ recovery }: Pick<Page, 'recovery'>, last: Drilled | null, now: Instant): Drilled | null {
  if (last === null || recovery?.show_drill !== true) return null;
  return now - last.at < drillEvery(recovery) ? last : null;
}

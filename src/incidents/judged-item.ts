import type { UpdateItem } from './changes.ts';
import type { Finding } from './finding.ts';
import type { Instant, Notice, Update } from './notice.ts';
import type { Zone } from './zone.ts';

/** What a change is judged by. */
export interface ChangeContext {
  readonly now: Instant;
  readonly zone: Zone;
  /** ALERT_MAX_AGE in milliseconds: what is older when it is published is mailed to nobody. */
  readonly maxAge: number;
}

/** A report with the notice it stands in. */
export interface JudgedItem extends UpdateItem {
  readonly update: Update;
  readonly of: Notice;
}

/** A finding that points at a report's heading. */
export function atHeading(
  severity: Finding['severity'],
  { of, update }: Pick<JudgedItem, 'of' | 'update'>,
  what: string,
  cure: string,
): Finding {
  return { severity, file: `${of.id}.md`, line: update.line, column: 1, what, cure };
}

/** `2012-06-20 17:10` as the page's clock shows it, seconds only where there are any. */
export function timeText(at: Instant, zone: Zone): string {
  return new Date(zone.wallTimeOf(at)).toISOString().slice(0, 19).replace('T', ' ').replace(/:00$/, '');
}

/** The reports of a notice; a draft publishes none. */
export function itemsOf(notice: Notice): JudgedItem[] {
  if (notice.draft) return [];
  return notice.updates.map((update) => ({
    notice: notice.id,
    at: update.at,
    status: update.status,
    text: (update.body[notice.language] ?? '').replace(/\s+/g, ' ').trim(),
    corrected: update.corrected !== undefined,
    update,
    of: notice,
  }));
}

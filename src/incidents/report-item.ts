import { createHash } from 'node:crypto';
import type { UpdateItem } from './changes.ts';
import type { Instant, Notice, NoticeType } from './notice.ts';
import { updatesAt } from './updates-at.ts';

/** A report as the ledger compares it: who it is and what decides whether people hear of it, its text as a hash. */
export interface ReportItem extends UpdateItem {
  /** 0 where the clock made it. */
  readonly number: number;
  readonly type: NoticeType;
  readonly retracted: boolean;
  readonly notify: boolean;
  /** It says of itself that it corrects an earlier one. */
  readonly corrected: boolean;
  /** Its file is broken, and its time, status or text were not understood: shown, never mailed. */
  readonly isHeld: boolean;
}

/** The reports of a notice at an instant, the clock's own among them; of a draft none. */
export function reportItems(notice: Notice, now: Instant): ReportItem[] {
  if (notice.draft) return [];
  return updatesAt(notice, now).map(({ at, number, status, body, retracted, notify, corrected }) => ({
    notice: notice.id,
    ...{ at, number, status, retracted, notify },
    text: textHash(body[notice.language] ?? ''),
    type: notice.type,
    corrected: corrected !== undefined,
    isHeld: notice.broken?.mailable === false,
  }));
}

/** SHA-256 of a report's original text: tells a corrected time from a new report, an edited text from an old one. */
export function textHash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

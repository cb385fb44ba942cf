import type { Instant, Notice } from './notice.ts';
import { isUpcoming } from './state.ts';

/** A reminder of a maintenance that is announced. The notice and `at` are its identity: a moved schedule makes others. */
export interface Reminder {
  /** When it is due: `scheduled_for` less `before`. */
  readonly at: Instant;
  /** Milliseconds. */
  readonly before: number;
}

/**
 * The reminder that is due: the nearest to the beginning whose time has come; those before it are skipped. None once the
 * maintenance has begun, is over, cancelled or taken back, and none for what people were told since.
 */
export function remindersOf(notice: Notice, now: Instant): Reminder[] {
  const { scheduledFor: start } = notice;
  if (notice.type !== 'maintenance' || start === undefined || now >= start || !isUpcoming(notice, now)) return [];
  const [before] = notice.remind.filter((length) => start - length <= now).toSorted((a, b) => a - b);
  if (before === undefined) return [];
  const at = start - before;
  return isMailable(notice) && lastTold(notice) < at ? [{ at, before }] : [];
}

/** What could not be read of a broken file may be the very thing to be reminded of. */
const isMailable = ({ broken, updates }: Notice) => broken?.mailable !== false && updates.length > 0;

/** The newest report that was meant to be mailed; without any, when the notice was first published. */
function lastTold({ updates }: Notice): Instant {
  const counting = updates.filter(({ retracted }) => !retracted);
  const told = counting.filter(({ notify }) => notify);
  return Math.max(...(told.length > 0 ? told : counting.slice(0, 1)).map(({ publishedAt }) => publishedAt));
}

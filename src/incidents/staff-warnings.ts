import type { Instant, Notice } from './notice.ts';
import { isOpen, nextDue, overdueAt } from './state.ts';
import { effectiveUpdates } from './updates-at.ts';

/** What staff should hear of a notice of theirs. Each is told once: `key` is its identity. */
export interface StaffWarning {
  readonly key: string;
  /**
   * `next_soon`: the promised report is due in ten minutes, or is late already. `silent`: open, and no report for `hours`.
   * `not_begun`, `not_ended`: a maintenance whose time has come, and nobody has said that it began or ended.
   */
  readonly kind: 'next_soon' | 'silent' | 'not_begun' | 'not_ended';
  readonly notice: Notice;
  /** The instant it is about: when the report is due, when the silence had lasted that long, when it was planned. */
  readonly at: Instant;
  readonly hours?: number | undefined;
}

const tenMinutes = 600_000;
const hour = 3_600_000;
/** Statuspage reminds its staff at the same hours. */
const silentHours = [24, 12, 6, 3] as const;

/**
 * What staff should hear of now, of all notices that can still change. It stays as long as it holds, so one that was
 * missed is told late; of several silences only the longest, so none is told after a longer one.
 */
export function warningsAt(notices: readonly Notice[], now: Instant): StaffWarning[] {
  return notices.flatMap((notice) => [...nextSoon(notice, now), ...silence(notice, now), ...overdue(notice, now)]);
}

function nextSoon(notice: Notice, now: Instant): StaffWarning[] {
  const at = nextDue(notice, now);
  if (at === undefined || now < at - tenMinutes) return [];
  return [{ key: keyOf(notice, 'next_soon', at), kind: 'next_soon', notice, at }];
}

function silence(notice: Notice, now: Instant): StaffWarning[] {
  const last = effectiveUpdates(notice, now).at(-1)?.at;
  if (notice.type === 'maintenance' || last === undefined || !isOpen(notice, now)) return [];
  const hours = silentHours.find((length) => last + length * hour <= now);
  if (hours === undefined) return [];
  const at = last + hours * hour;
  return [{ key: keyOf(notice, 'silent', at), kind: 'silent', notice, at, hours }];
}

function overdue(notice: Notice, now: Instant): StaffWarning[] {
  const which = overdueAt(notice, now);
  const at = which === 'begin' ? notice.scheduledFor : notice.scheduledUntil;
  if (which === undefined || at === undefined) return [];
  const kind = which === 'begin' ? 'not_begun' : 'not_ended';
  return [{ key: keyOf(notice, kind, at), kind, notice, at }];
}

function keyOf({ id }: Notice, kind: StaffWarning['kind'], at: Instant): string {
  return `${id} ${kind} ${new Date(at).toISOString()}`;
}

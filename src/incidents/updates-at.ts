import { catalogueOf, catalogues } from '../languages/catalogue.ts';
import type { Instant, Localized, Notice, Status, Update } from './notice.ts';

/**
 * A notice's reports at an instant, oldest first, retracted ones too: those in its file and, once reached, the beginning
 * and the end of an automatic maintenance, which are reports at `scheduled_for` and `scheduled_until`.
 * What staff report at such an instant stands in the clock's place, also to take it back. An automatic maintenance has
 * begun at `scheduled_for`: a later report that still says `scheduled` is read as what the clock says.
 */
export function updatesAt(notice: Notice, now: Instant): readonly Update[] {
  if (notice.type !== 'maintenance' || !notice.automatic) return notice.updates;
  const { scheduledFor = Infinity, scheduledUntil = Infinity } = notice;
  const updates = notice.updates.map((update): Update => {
    if (update.status !== 'scheduled' || update.at < scheduledFor) return update;
    return { ...update, status: update.at < scheduledUntil ? 'in_progress' : 'completed' };
  });
  const insert = (at: Instant, from: readonly Status[], status: ClockStatus) => {
    if (at > now || updates.some((update) => update.at === at)) return;
    const before = updates.findLast((update) => update.at < at && !update.retracted);
    if (before === undefined || !from.includes(before.status)) return;
    updates.splice(updates.findLastIndex((update) => update.at < at) + 1, 0, clockReport(notice, at, status));
  };
  insert(scheduledFor, ['scheduled'], 'in_progress');
  insert(scheduledUntil, ['in_progress', 'verifying'], 'completed');
  return updates;
}

/** The notice with the clock's reports among its own, for whoever shows or counts reports without asking for the time. */
export function asOf(notice: Notice, now: Instant): Notice {
  const updates = updatesAt(notice, now);
  return updates === notice.updates ? notice : { ...notice, updates };
}

/** The reports that count at an instant, oldest first: without the retracted ones. */
export function effectiveUpdates(notice: Notice, now: Instant): readonly Update[] {
  const updates = updatesAt(notice, now);
  return updates.some(({ retracted }) => retracted) ? updates.filter(({ retracted }) => !retracted) : updates;
}

/** When the latest report was made, the clock's own included; undefined where none could be read. */
export function latestAt(notice: Notice, now: Instant): Instant | undefined {
  return updatesAt(notice, now).at(-1)?.at;
}

type ClockStatus = 'in_progress' | 'completed';

/** Made once from the catalogues, never changed. */
const bodies: Readonly<Record<ClockStatus, Localized>> = {
  in_progress: inEveryLanguage('in_progress'),
  completed: inEveryLanguage('completed'),
};

function inEveryLanguage(status: ClockStatus): Localized {
  return Object.fromEntries(Object.values(catalogues).map(({ language, clock }) => [language, clock[status]]));
}

function clockReport(notice: Notice, at: Instant, status: ClockStatus): Update {
  const body = bodies[status];
  return {
    at,
    number: 0,
    publishedAt: at,
    status,
    // A page may be in a language that we have no texts for.
    body: notice.language in body ? body : { ...body, [notice.language]: catalogueOf(notice.language).clock[status] },
    components: {},
    retracted: false,
    notify: true,
    automatic: true,
    line: 0,
  };
}

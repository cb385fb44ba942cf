import { sql, type ExpressionBuilder, type Kysely, type RawBuilder, type SqlBool } from 'kysely';
import { impactAt } from '../incidents/impact.ts';
import type { Instant, Notice } from '../incidents/notice.ts';
import type { Page } from '../incidents/page.ts';
import { closedStatuses } from '../incidents/state.ts';
import { effectiveUpdates } from '../incidents/updates-at.ts';
import { openZone } from '../incidents/zone.ts';
import type { DeliveryState, Tables } from '../schema.ts';
import { minuteOfDay, quietUntil } from '../subscribers/quiet-hours.ts';

interface Telling {
  readonly notice: Notice;
  /** Of the report, or of the reminder. */
  readonly at: Instant;
  readonly now: Instant;
}

/**
 * What each person said about what they want, components aside (recipients.ts): incidents or maintenances, an exercise only
 * for volunteers, none of a notice they left, and the reports between the first and the last only for those who want all; as
 * long as the first has not left us a newer one takes its place.
 * `earlier`: the other announcements of the notice.
 */
export function isWanted(
  eb: ExpressionBuilder<Tables, 'subscribers' | 'messages'>,
  telling: Telling,
  earlier: readonly number[],
) {
  const { notice } = telling;
  const muted = eb
    .selectFrom('mutes')
    .select('mutes.notice_id')
    .whereRef('mutes.subscriber_id', '=', 'subscribers.id')
    .where('mutes.notice_id', '=', notice.id);
  const kind = {
    incident: eb('subscribers.kinds', '<>', 'maintenances'),
    maintenance: eb('subscribers.kinds', '<>', 'incidents'),
    exercise: eb('subscribers.exercises', '=', 1),
  }[notice.type];
  const wanted = eb.and([kind, eb.not(eb.exists(muted))]);
  if (isForAll(telling)) return wanted;
  return eb.and([wanted, eb.or([eb('subscribers.reports', '=', 'every'), eb.not(wasTold(eb, earlier, notGone))])]);
}

/** In these states a mail was meant for somebody no longer. */
const notMeant = ['withdrawn', 'left'] as const;
/** In these none has left us, so that what is newer can still take its place. */
const notGone = [...notMeant, 'waiting', 'superseded'] as const;

/**
 * Whether a mail of one of these announcements was meant for the person; `but` for those in which states. Nothing is read for
 * none: a first report is quick.
 */
export function wasTold(
  eb: ExpressionBuilder<Tables, 'subscribers' | 'messages'>,
  earlier: readonly number[],
  but: readonly DeliveryState[] = notMeant,
) {
  if (earlier.length === 0) return sql<SqlBool>`0`;
  return eb.exists(
    eb
      .selectFrom('deliveries')
      .select('deliveries.id')
      .where('deliveries.announcement_id', 'in', earlier)
      .whereRef('deliveries.subscriber_id', '=', 'subscribers.id')
      .where('deliveries.state', 'not in', but),
  );
}

/** The end, and what comes after one (it goes on after all), also concern who wants the first and the last; so do reminders. */
function isForAll({ notice, at, now }: Telling): boolean {
  const updates = effectiveUpdates(notice, now);
  const index = updates.findIndex((update) => update.at === at);
  const isEnd = (update: (typeof updates)[number] | undefined) =>
    update !== undefined && closedStatuses.includes(update.status);
  return index === -1 || isEnd(updates[index]) || isEnd(updates[index - 1]);
}

/**
 * When a person's quiet hours end, in SQL: null where none hold them up. An incident that is `critical` waits for nobody's
 * morning (docs/decisions/017).
 */
export async function quietEnd(
  trx: Kysely<Tables>,
  page: Page,
  { notice, now }: Telling,
): Promise<RawBuilder<string | null>> {
  const isUrgent = notice.type === 'incident' && impactAt(notice, page, now) === 'critical';
  const ends = isUrgent ? [] : await quietEnds(trx);
  if (ends.length === 0) return sql<null>`NULL`;
  const clock = openZone(page.time_zone);
  const minute = minuteOfDay(clock, now);
  const cases = ends.map((until) => sql`WHEN ${until} THEN ${new Date(quietUntil(clock, until, now)).toISOString()}`);
  const { from, until } = { from: sql.ref('subscribers.quiet_from'), until: sql.ref('subscribers.quiet_until') };
  const isQuiet = sql<SqlBool>`CASE WHEN ${from} < ${until} THEN ${minute} >= ${from} AND ${minute} < ${until}
    ELSE ${minute} >= ${from} OR ${minute} < ${until} END`;
  return sql<string | null>`CASE WHEN ${from} IS NOT NULL AND ${isQuiet} THEN
    CASE ${until} ${sql.join(cases, sql` `)} END END`;
}

/** A handful of round times. */
async function quietEnds(trx: Kysely<Tables>): Promise<number[]> {
  const rows = await trx
    .selectFrom('subscribers')
    .select('quiet_until')
    .distinct()
    .where('quiet_until', 'is not', null)
    .execute();
  return rows.flatMap(({ quiet_until: until }) => (until === null ? [] : [until]));
}

import type { Kysely } from 'kysely';
import type { Instant, Status } from '../incidents/notice.ts';
import type { ReportItem } from '../incidents/report-item.ts';
import { hold, holdWaiting, readHolds } from '../mail/holds.ts';
import { waitingState } from '../mail/live.ts';
import type { HoldReason, Tables } from '../schema.ts';

/** News of more notices at once is rather a slip of a hand or a tool than that much bad luck. */
const mostNotices = 3;
/** More mails in an hour are read by nobody. */
const mostMails = 6;
const hour = 3_600_000;
/** That something is over is never too much. */
const endings: readonly Status[] = ['resolved', 'completed', 'cancelled'];

/** The clock may begin many maintenances at one time: staff have said so long before. */
export function isTooMuchAtOnce(news: readonly Pick<ReportItem, 'notice' | 'number'>[]): boolean {
  return new Set(news.filter(({ number }) => number > 0).map(({ notice }) => notice)).size > mostNotices;
}

/** `many`: it came with too much else. `off`: somebody wants it to go out, knowing what they do. */
export type BrakeUse = 'on' | 'many' | 'off';

interface Braked {
  readonly notice: string;
  readonly status: Status;
  readonly announcementId: number;
  readonly now: Instant;
  readonly brake: BrakeUse;
}

/**
 * Holds what was just announced if there is too much of it, and under what is held already. Gives why it does not go out;
 * null when it does.
 */
export async function brake(trx: Kysely<Tables>, braked: Braked): Promise<HoldReason | null> {
  const { notice, status, announcementId, now } = braked;
  if (braked.brake === 'many') await hold(trx, { notice, reason: 'many_notices' }, now);
  await holdWaiting(trx, notice);
  const covering = (await readHolds(trx)).find(
    ({ notice_id: id, announcement_id: one }) => one === null && (id === null || id === notice),
  );
  if (covering !== undefined) return covering.reason;
  if (braked.brake === 'off' || endings.includes(status) || !(await isTooOften(trx, braked))) return null;
  await hold(trx, { notice, announcement: announcementId, reason: 'many_mails' }, now);
  return 'many_mails';
}

/** Whether somebody who is to hear of it would get too many mails within an hour. */
async function isTooOften(trx: Kysely<Tables>, { notice, announcementId, now }: Braked): Promise<boolean> {
  const recent = await trx
    .selectFrom('announcements')
    .select('id')
    .where('not_mailed', 'is', null)
    .where('announced_at', '>', new Date(now - hour).toISOString())
    .execute();
  // So few cannot be too many for anybody, and nobody need be counted.
  if (recent.length <= mostMails) return false;
  // Person by person, up to the first: grouping all that went out within an hour would take long.
  const person = await trx
    .selectFrom('deliveries as d')
    .select('d.subscriber_id')
    .where('d.announcement_id', '=', announcementId)
    .where((eb) => {
      const mails = eb
        .selectFrom('deliveries as m')
        .select((of) => of.fn.countAll<number>().as('count'))
        .where('m.announcement_id', 'in', recent.map(({ id }) => id)) // prettier-ignore
        .whereRef('m.subscriber_id', '=', 'd.subscriber_id')
        .where('m.state', 'in', ['waiting', 'in_flight', 'accepted', 'unknown'])
        // What still waits of the same notice goes into the new mail.
        .where((of) => of.or([of('m.state', '<>', 'waiting'), of('m.notice_id', '<>', notice), of('m.announcement_id', '=', announcementId)])); // prettier-ignore
      return eb(mails, '>', mostMails);
    })
    .limit(1)
    .executeTakeFirst();
  return person !== undefined;
}

/** Ends holds of the brake under which nothing waits any more: what they held was taken back. */
export async function endEmptyBrakes(trx: Kysely<Tables>): Promise<void> {
  await trx
    .deleteFrom('holds')
    .where('reason', 'in', ['many_notices', 'many_mails'])
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('deliveries')
            .select('deliveries.id')
            .where('deliveries.state', '=', waitingState)
            .where('deliveries.held', '=', 1)
            .whereRef('deliveries.notice_id', '=', 'holds.notice_id')
            .where((row) =>
              row.or([
                row('holds.announcement_id', 'is', null),
                row('deliveries.announcement_id', '=', row.ref('holds.announcement_id')),
              ]),
            ),
        ),
      ),
    )
    .execute();
}

import { sql, type Kysely } from 'kysely';
import type { Instant, Notice, Update } from '../incidents/notice.ts';
import type { Page } from '../incidents/page.ts';
import { updatesAt } from '../incidents/updates-at.ts';
import { holdWaiting } from '../mail/holds.ts';
import { withdrawWaiting } from '../mail/withdraw.ts';
import type { Tables } from '../schema.ts';
import { announcementRow } from './announce-report.ts';
import { noteAnnouncement } from './announced.ts';
import { addMessages, mailLanguages } from './messages.ts';
import type { News } from './news.ts';
import { retractionMessage } from './retraction-message.ts';
import type { Told } from './told.ts';
import type { AwaitedNews } from './waiting.ts';

export interface Retracted {
  readonly notice: string;
  readonly number: number;
  readonly people: number;
}

/**
 * A report that was announced and is retracted now: whoever got it, or may have, is told so in a mail of its own. What of it
 * still waited is withdrawn before. However often it is looked at, a person is told once.
 */
export async function announceRetractions(
  trx: Kysely<Tables>,
  needs: { readonly siteUrl: string },
  { told, retracted, now }: { readonly told: Told; readonly retracted: News['retracted']; readonly now: Instant },
): Promise<Retracted[]> {
  const done: Retracted[] = [];
  for (const { announced, report } of retracted) {
    const notice = told.notices.find(({ id }) => id === report.notice);
    const update = notice && updatesAt(notice, now).find(({ at }) => at === report.at);
    if (notice === undefined || update === undefined || !(await hasArrived(trx, announced.id))) continue;
    const announcementId =
      (await knownRetraction(trx, report)) ??
      (await addRetraction(trx, needs, { told, notice, update, text: report.text, now }));
    const people = await addDeliveries(trx, told.page, { of: announced.id, announcementId, notice, update, now });
    if (people === 0) continue;
    await holdWaiting(trx, notice.id);
    done.push({ notice: notice.id, number: update.number, people });
  }
  return done;
}

interface Addition {
  readonly told: Told;
  readonly notice: Notice;
  readonly update: Update;
  readonly text: string;
  readonly now: Instant;
}

async function addRetraction(
  trx: Kysely<Tables>,
  needs: { readonly siteUrl: string },
  { told, notice, update, text, now }: Addition,
): Promise<number> {
  const { at, status, number } = update;
  const row = announcementRow({ notice: notice.id, at, status, number, text }, now, null);
  const announcementId = await noteAnnouncement(trx, { ...row, kind: 'retraction' });
  const occasion = { snapshot: told, notice, update, now };
  await addMessages(trx, occasion, announcementId, (language) => retractionMessage(needs, occasion, language));
  return announcementId;
}

async function knownRetraction(
  trx: Kysely<Tables>,
  { notice, at }: { readonly notice: string; readonly at: Instant },
): Promise<number | undefined> {
  const row = await trx
    .selectFrom('announcements')
    .select('id')
    .where('kind', '=', 'retraction')
    .where('notice_id', '=', notice)
    .where('at', '=', new Date(at).toISOString())
    .executeTakeFirst();
  return row?.id;
}

/** A report that stands after all: whoever has not been told that it was retracted is not told any more. */
export async function withdrawStaleRetractions(
  trx: Kysely<Tables>,
  { notices, awaited, now }: { readonly notices: readonly Notice[]; readonly awaited: readonly AwaitedNews[]; readonly now: Instant }, // prettier-ignore
): Promise<void> {
  for (const { id, notice: noticeId, at } of awaited.filter(({ kind }) => kind === 'retraction')) {
    const notice = notices.find((one) => one.id === noticeId);
    const update = notice && updatesAt(notice, now).find((one) => one.at === at);
    if (update !== undefined && !update.retracted) await withdrawWaiting(trx, { announcementId: id, now });
  }
}

/** A mail that may be with its reader: its own, or the one that carried its text. A mark is a copy that may be out. */
function arrived(trx: Kysely<Tables>, announcementId: number) {
  const out = ['accepted', 'unknown', 'in_flight'] as const;
  return trx
    .selectFrom('deliveries as d')
    .leftJoin('deliveries as carrier', 'carrier.id', 'd.superseded_by')
    .where('d.announcement_id', '=', announcementId)
    .where((row) =>
      row.or([
        row('d.state', 'in', out),
        row('carrier.state', 'in', out),
        row('d.marks', '>', 0),
        row('carrier.marks', '>', 0),
      ]),
    );
}

async function hasArrived(trx: Kysely<Tables>, announcementId: number): Promise<boolean> {
  return (await arrived(trx, announcementId).select('d.id').limit(1).executeTakeFirst()) !== undefined;
}

async function addDeliveries(
  trx: Kysely<Tables>,
  page: Page,
  row: { readonly of: number; readonly announcementId: number; readonly notice: Notice; readonly update: Update; readonly now: Instant }, // prettier-ignore
): Promise<number> {
  const { of, announcementId, notice, update, now } = row;
  const languages = mailLanguages({ page });
  const readable = sql<string>`CASE WHEN s.language IN (${sql.join(languages)}) THEN s.language ELSE ${page.language} END`;
  const result = await trx
    .insertInto('deliveries')
    .columns(['announcement_id', 'subscriber_id', 'message_id', 'notice_id', 'at', 'state', 'next_try_at'])
    .expression(
      arrived(trx, of)
        .innerJoin('subscribers as s', 's.id', 'd.subscriber_id')
        .innerJoin('messages as m', (join) =>
          join.on('m.announcement_id', '=', announcementId).on('m.language', '=', readable),
        )
        .select(({ val }) => [
          val(announcementId).as('announcement_id'),
          's.id as subscriber_id',
          'm.id as message_id',
          val(notice.id).as('notice_id'),
          val(new Date(update.at).toISOString()).as('at'),
          val('waiting' as const).as('state'),
          val(new Date(now).toISOString()).as('next_try_at'),
        ])
        .where('s.status', '=', 'confirmed')
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('deliveries as told')
                .select('told.id')
                .where('told.announcement_id', '=', announcementId)
                .whereRef('told.subscriber_id', '=', 's.id'),
            ),
          ),
        )
        // Whoever wants to hear no more of the notice has put the report aside.
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('mutes')
                .select('mutes.notice_id')
                .whereRef('mutes.subscriber_id', '=', 's.id')
                .where('mutes.notice_id', '=', notice.id),
            ),
          ),
        ),
    )
    .executeTakeFirstOrThrow();
  return Number(result.numInsertedOrUpdatedRows ?? 0);
}

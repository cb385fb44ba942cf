import type { Insertable, Kysely } from 'kysely';
import type { Status } from '../incidents/notice.ts';
import type { AnnouncementTable, Tables } from '../schema.ts';
import { readState, rememberState } from './state.ts';
import type { Announced, News } from './news.ts';

/** So many names still fit into one question. */
const mostNamed = 500;

/** Every report of these notices that counts as announced, mailed or not. */
export async function readAnnounced(trx: Kysely<Tables>, notices: ReadonlySet<string>): Promise<Announced[]> {
  const query = trx
    .selectFrom('announcements')
    .select(['id', 'notice_id', 'at', 'status', 'text_hash'])
    .where('kind', '=', 'report')
    .orderBy('id');
  const isShort = notices.size <= mostNamed;
  const rows = await (isShort ? query.where('notice_id', 'in', [...notices]) : query).execute();
  return rows
    .filter((row) => notices.has(row.notice_id))
    .map((row) => ({
      id: row.id,
      notice: row.notice_id,
      at: Date.parse(row.at),
      status: row.status as Status,
      text: row.text_hash,
    }));
}

/** Notices of which something was announced and that are not on the page any more: one may be back under a new name. */
export async function absentNotices(trx: Kysely<Tables>, all: readonly string[]): Promise<Set<string>> {
  const rows = await trx.selectFrom('announcements').select('notice_id').distinct().execute();
  const there = new Set(all);
  return new Set(rows.map(({ notice_id: id }) => id).filter((id) => !there.has(id)));
}

/** Writes an announcement and gives its id. */
export async function noteAnnouncement(trx: Kysely<Tables>, row: Insertable<AnnouncementTable>): Promise<number> {
  const { id } = await trx.insertInto('announcements').values(row).returning('id').executeTakeFirstOrThrow();
  return id;
}

/** Lets announcements go along with corrected times, new notice ids and edited texts. Nobody is mailed for it. */
export async function followContent(trx: Kysely<Tables>, found: News): Promise<void> {
  for (const { from, to } of found.renamed) await renameNotice(trx, from, to);
  await moveReports(trx, found.moved);
  for (const { announced, report } of found.edited) {
    await trx
      .updateTable('announcements')
      .set({ status: report.status, text_hash: report.text })
      .where('id', '=', announced.id)
      .execute();
  }
}

/** The page's time zone as last seen; null when no content was ever seen. */
export function readTimeZone(trx: Kysely<Tables>): Promise<string | null> {
  return readState(trx, 'time_zone');
}

/** Also the mark that content was seen at all, so that a page that begins empty has no second first start. */
export async function rememberTimeZone(trx: Kysely<Tables>, value: string): Promise<void> {
  await rememberState(trx, 'time_zone', value);
}

/** What the new id already has at the same instant stays the one that counts. */
async function renameNotice(trx: Kysely<Tables>, from: string, to: string): Promise<void> {
  await trx
    .updateTable('announcements as old')
    .set({ notice_id: to })
    .where('old.notice_id', '=', from)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('announcements as other')
            .select('other.id')
            .where('other.notice_id', '=', to)
            .whereRef('other.at', '=', 'old.at')
            .whereRef('other.kind', '=', 'old.kind'),
        ),
      ),
    )
    .execute();
  await trx.updateTable('deliveries').set({ notice_id: to }).where('notice_id', '=', from).execute();
  await trx.updateTable('holds').set({ notice_id: to }).where('notice_id', '=', from).execute();
  await renameMutes(trx, from, to);
}

/** Where a report moves to nothing was announced before, or it would not be there as new. */
async function moveReports(trx: Kysely<Tables>, moved: News['moved']): Promise<void> {
  for (const { announced, report } of moved) {
    const place = { notice_id: report.notice, at: new Date(report.at).toISOString() };
    await trx.updateTable('announcements').set(place).where('id', '=', announced.id).execute();
    await trx.updateTable('deliveries').set(place).where('announcement_id', '=', announced.id).execute();
  }
}

/** Who left the notice has left it under its new name too. */
async function renameMutes(trx: Kysely<Tables>, from: string, to: string): Promise<void> {
  await trx
    .insertInto('mutes')
    .columns(['subscriber_id', 'notice_id', 'muted_at'])
    .expression((eb) =>
      eb
        .selectFrom('mutes')
        .select(['subscriber_id', eb.val(to).as('notice_id'), 'muted_at'])
        .where('notice_id', '=', from),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await trx.deleteFrom('mutes').where('notice_id', '=', from).execute();
}

import type { Kysely, Selectable } from 'kysely';
import { UserError } from '../errors.ts';
import { didYouMean } from '../incidents/nearest.ts';
import type { Instant } from '../incidents/notice.ts';
import { readTime, resolveTime } from '../incidents/time-of-update.ts';
import { openZone } from '../incidents/zone.ts';
import type { AnnouncementTable, Tables } from '../schema.ts';
import { WrongUsage } from './io.ts';

export type Announcement = Selectable<AnnouncementTable>;

/** Which report of a notice is meant: its number, or its time. */
export type Which = { readonly number: number } | { readonly at: Instant };

/** `3`, `第3報`, `2012-06-20T08:10:00Z`, or `2012-06-20 17:10` on the page's clock. Throws WrongUsage. */
export function readWhich(word: string, timeZone: string): Which {
  const number = /^(?:第|report\s*)?(\d{1,5})(?:報)?$/i.exec(word.normalize('NFKC').trim())?.[1];
  if (number !== undefined) return { number: Number(number) };
  const written = readTime(word.trim());
  const resolved = written?.year === undefined ? null : resolveTime(written, openZone(timeZone), null);
  if (resolved !== null && 'at' in resolved) return resolved;
  throw new WrongUsage(
    `"${word}" is neither the number of a report nor its time. Write for example 3, or "2012-06-20 17:10".`,
  );
}

/** Whether an announcement is of the report that is meant. */
export function isMeant({ number, at }: Pick<Announcement, 'number' | 'at'>, which: Which): boolean {
  return 'number' in which ? number === which.number : Date.parse(at) === which.at;
}

/** The page's clock, as the running program last saw it. */
export async function timeZoneOf(db: Kysely<Tables>): Promise<string> {
  const row = await db.selectFrom('state').select('value').where('key', '=', 'time_zone').executeTakeFirst();
  return row?.value ?? 'UTC';
}

/**
 * What was announced: all of it, of a notice, or one report of it (its retraction too), the oldest first. Throws UserError,
 * with the nearest name, when there is nothing of the kind.
 */
export async function announcementsOf(
  db: Kysely<Tables>,
  notice: string | undefined,
  word: string | undefined,
): Promise<Announcement[]> {
  const all = await db.selectFrom('announcements').selectAll().orderBy('id').execute();
  if (notice === undefined) return all;
  const own = all.filter(({ notice_id: id }) => id === notice);
  if (own.length === 0) {
    const nearest = didYouMean(notice, new Set(all.map(({ notice_id: id }) => id)));
    throw new UserError('not_found', `Nothing was announced of "${notice}". ${nearest}`.trim());
  }
  if (word === undefined) return own;
  const which = readWhich(word, await timeZoneOf(db));
  const found = own.filter((one) => isMeant(one, which));
  if (found.length > 0) return found;
  const known = own.map(({ number, at }) => (number === null || number === 0 ? at : `${number} (${at})`));
  throw new UserError('not_found', `No report "${word}" of ${notice} was announced. Known: ${known.join(', ')}.`);
}

import type { Database } from '../database.ts';
import type { Snapshot } from '../incidents/snapshot.ts';

export interface Unannounced {
  readonly notice: string;
  readonly number: number;
  readonly at: string;
  readonly title: string;
}

const day = 86_400_000;

/** Updates of the last 24 hours of which there is no record that they were announced, the oldest first. */
export async function unannouncedSince(
  { read }: Pick<Database, 'read'>,
  { notices, page }: Snapshot,
  now: number,
): Promise<Unannounced[]> {
  const rows = await read((db) => db.selectFrom('announcements').select(['notice_id', 'at']).where('kind', '=', 'report').execute()); // prettier-ignore
  const known = new Set(rows.map(({ notice_id: notice, at }) => `${notice} ${at}`));
  return notices
    .flatMap(({ id, title, updates }) => updates.map((update) => ({ id, title, update })))
    .filter(({ update: { at } }) => at > now - day && at <= now)
    .map(({ id, title, update: { at, number } }) => ({
      ...{ notice: id, number, at: new Date(at).toISOString() },
      title: title[page.language] ?? Object.values(title)[0] ?? '',
    }))
    .filter(({ notice, at }) => !known.has(`${notice} ${at}`))
    .sort((a, b) => a.at.localeCompare(b.at));
}

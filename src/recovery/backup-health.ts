import type { Database } from '../database.ts';
import { readRecord, type BackupRecord } from './record.ts';

interface Needs {
  /** Labels of all targets. */
  readonly labels: readonly string[];
  /** BACKUP_EVERY in milliseconds. */
  readonly every: number;
  readonly startedAt: number;
  readonly now: number;
}

const hour = 3_600_000;
/** A backup takes its time, and the next one is begun only when that is up. */
const grace = 600_000;

/** What is wrong with the backups, a sentence each, and what is known of each target. */
export async function backupHealth(
  { read }: Pick<Database, 'read'>,
  { labels, every, startedAt, now }: Needs,
): Promise<{ readonly problems: string[]; readonly details: Readonly<Record<string, BackupRecord>> }> {
  const records = await read((db) => Promise.all(labels.map((label) => readRecord(db, label))));
  const longest = Math.max(hour, every) + grace;
  const problems = records.flatMap((record, index) => {
    const label = labels[index] ?? '';
    const { copy, failure, eventsFailure, fallen } = record;
    const since = copy?.checkedAt ?? startedAt - longest + grace;
    const minutes = Math.round((now - since) / 60_000);
    const late =
      copy === null
        ? `${label}: there is no checked copy yet.`
        : `${label}: no copy was made and checked for ${minutes} minutes.`;
    return [
      ...(failure === null ? [] : [failure.reason]),
      ...(eventsFailure === null || eventsFailure.reason === failure?.reason ? [] : [eventsFailure.reason]),
      ...(now - since > longest ? [late] : []),
      ...(fallen.length === 0
        ? []
        : [`${label}: ${fallen.join(', ')}. If that is meant: npm run noroshi -- backup --accept`]),
    ];
  });
  return { problems, details: Object.fromEntries(records.map((record, index) => [labels[index] ?? '', record])) };
}

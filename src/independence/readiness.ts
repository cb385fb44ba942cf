import type { Finding, Verdict } from './finding.ts';

/** What is known of this host itself; null where it could not be found out. */
export interface HostFacts {
  readonly now: number;
  readonly isPublic: boolean;
  readonly providers: readonly { readonly name: string; readonly daily: number | null; readonly rate: number | null }[];
  readonly staff: number;
  readonly hasHeartbeat: boolean;
  readonly backups: number;
  /** Files and folders that others on this machine may read, and must not. */
  readonly tooOpen: readonly string[] | null;
  readonly freeBytes: number | null;
  /** How far the clock is off, in milliseconds, by what a stranger's answer says. */
  readonly clockOff: number | null;
  /** `ok`, or what the database says of itself. */
  readonly database: string | null;
  readonly people: number | null;
  readonly waiting: number | null;
  readonly oldestWaiting: number | null;
  readonly backupAt: number | null;
  readonly drillAt: number | null;
  readonly drillEvery: number;
  readonly releasedAt: number | null;
}

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
const subject = 'This host';

/** Whether this site could go out tonight: a line for each thing that has stopped one before. */
export function examineReadiness(facts: HostFacts): Finding[] {
  const { now, providers, backupAt, drillAt } = facts;
  const hasProvider = providers.length > 0;
  const quota = providers.reduce((sum, { daily }) => sum + (daily ?? Infinity), 0);
  const rate = providers.reduce((sum, one) => sum + (one.rate ?? Infinity), 0);
  const toAll = (id: string, aspect: string, why: string, judge: Judge<number>) =>
    hasProvider ? asked(id, aspect, why, facts.people, judge) : line(id, aspect, why, false, 'no provider is configured', 'Set MAIL_1.'); // prettier-ignore
  return [
    line('providers', 'Mail providers', 'One provider that fails or closes the account is the end of all alerts.', providers.length >= 2, `${providers.length} configured`, 'Set MAIL_2, at another company.'), // prettier-ignore
    line('staff', 'Alarms', 'Whoever hears nothing mends nothing.', facts.staff > 0, facts.staff > 0 ? `${facts.staff} ways to reach staff` : 'nobody is told', 'Set STAFF_EMAIL or STAFF_HOOK.'), // prettier-ignore
    line('heartbeat', 'Watchdog', 'A host that is gone cannot say so itself.', facts.hasHeartbeat, facts.hasHeartbeat ? 'HEARTBEAT_URL is set' : 'nobody notices silence', 'Set HEARTBEAT_URL to a dead-man’s switch elsewhere.'), // prettier-ignore
    asked('modes', 'File modes', 'Who reads the key can unsubscribe everybody.', facts.tooOpen, (open) => [open.length === 0, open.length === 0 ? 'closed to others' : `open to others: ${open.join(', ')}`, 'chmod 700 the folder, 600 the files.']), // prettier-ignore
    asked('disk', 'Disk', 'A full disk keeps nothing that comes in.', facts.freeBytes, (free) => [free >= 1e9, `${(free / 1e9).toFixed(1)} GB free`, 'Make room, at least 1 GB.']), // prettier-ignore
    asked('clock', 'Clock', 'A wrong clock puts wrong times on reports and breaks links.', facts.clockOff, (off) => [Math.abs(off) < minute, `${Math.round(Math.abs(off) / 1000)} s off`, 'Let systemd-timesyncd or chrony set it.']), // prettier-ignore
    asked('database', 'Database', 'It holds who is told, and what they were told.', facts.database, (says) => [says === 'ok', says, 'Restore the newest backup: npm run noroshi -- restore']), // prettier-ignore
    asked('queue', 'Mail waiting', 'What waits for long is not going out.', facts.waiting, (waiting) => queueOf(waiting, facts.oldestWaiting, now)), // prettier-ignore
    toAll('quota', 'Quota', 'A report to everybody must fit into what the providers take in a day.', (count) => [count <= quota, quota === Infinity ? `${count} people; no daily limit is configured` : `${count} people, ${quota} mails a day`, 'Have the quota raised, or add a provider.']), // prettier-ignore
    toAll('pace', 'Time to tell all', 'What arrives after an hour is no alert.', (count) => [count / rate < 3600, rate === Infinity ? 'as fast as the providers take it' : `${Math.ceil(count / rate / 60)} min for ${count} people`, 'Have the rate raised, or add a provider.']), // prettier-ignore
    facts.backups === 0
      ? line('backup', 'Backup', noBackup, false, 'none is configured', 'Set BACKUP_1, at another company.')
      : asked('backup', 'Backup', noBackup, backupAt, (at) => [now - at < 2 * hour, `checked ${ago(now - at)} ago`, 'Look at: npm run noroshi -- backup']), // prettier-ignore
    asked('drill', 'Drill', 'What was never restored is no backup.', drillAt, (at) => [now - at < facts.drillEvery, `last good one ${ago(now - at)} ago`, 'npm run noroshi -- drill']), // prettier-ignore
    asked('release', 'Release', 'Old releases have known holes.', facts.releasedAt, (at) => [now - at < 180 * day, `built ${ago(now - at)} ago`, 'Install the newest (deploy/release).']), // prettier-ignore
  ];
}

type Judge<Value> = (value: Value) => [isFine: boolean, what: string, cure: string];

const noBackup = 'Without one, one mistake erases the list of people.';

function queueOf(waiting: number, oldest: number | null, now: number): [boolean, string, string] {
  if (waiting === 0 || oldest === null) return [true, 'nothing', ''];
  return [
    now - oldest < 10 * minute,
    `${waiting}, the oldest for ${ago(now - oldest)}`,
    'npm run noroshi -- mail status',
  ];
}

function asked<Value>(id: string, aspect: string, why: string, value: Value | null, judge: Judge<Value>): Finding {
  if (value === null) return finding(id, aspect, why, 'unknown', 'could not be found out', 'Ask again on the host itself, as the user that runs it.'); // prettier-ignore
  return line(id, aspect, why, ...judge(value));
}

function line(id: string, aspect: string, why: string, isFine: boolean, what: string, cure: string): Finding {
  return finding(id, aspect, why, isFine ? 'fine' : 'warning', what, isFine ? '' : cure);
}

function finding(id: string, aspect: string, why: string, verdict: Verdict, what: string, cure: string): Finding {
  return { id: `host/${id}`, subject, aspect, verdict, what, why, cure };
}

function ago(milliseconds: number): string {
  const span = Math.max(0, milliseconds);
  if (span < hour) return `${Math.floor(span / minute)} min`;
  return span < 2 * day ? `${Math.floor(span / hour)} h` : `${Math.floor(span / day)} days`;
}

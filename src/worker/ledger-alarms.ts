import type { Kysely } from 'kysely';
import { readState, rememberState } from '../alerts/state.ts';
import { tellStaff } from '../alerts/staff.ts';
import type { Database } from '../database.ts';
import { catalogueOf } from '../languages/catalogue.ts';
import type { Log } from '../log.ts';
import { readHolds } from '../mail/holds.ts';
import { waitingState } from '../mail/live.ts';
import type { UnreadBounces } from '../mail/unread-bounces.ts';
import type { Tables } from '../schema.ts';

interface Needs {
  readonly now: () => number;
  readonly log: Pick<Log, 'warn' | 'info'>;
  readonly siteUrl: string;
  readonly channels: readonly string[];
  readonly language: () => string;
  readonly onTold: () => void;
  /** Mails that came back and that only a person can read. */
  readonly unread: () => UnreadBounces | null;
}

/** Nobody should wait longer for a mail that may go out. */
const longestWait = 60_000;
const toldKey = 'alarm_holds';

/** Tells staff, and the log, what is held, and that mail is late; each once when it begins and once when it is over. */
export function createLedgerAlarms(needs: Needs) {
  const { now, log, onTold } = needs;
  const texts = () => catalogueOf(needs.language()).staff.ledger;
  let lateSince: number | null = null;
  let wellSince: number | null = null;
  let unreadOf = '';

  async function tell(trx: Kysely<Tables>, key: string, [subject, text]: readonly [string, string]): Promise<void> {
    const { siteUrl: url, channels } = needs;
    await tellStaff(
      trx,
      { key, kind: 'alarm', language: needs.language(), subject, text, notice: null, url },
      channels,
      now(),
    );
  }

  /** What was told survives a restart: a hold may last for days. */
  async function lookAtHolds({ read, write }: Database): Promise<void> {
    const compare = async (db: Kysely<Tables>) => {
      const holds = await readHolds(db);
      const told = JSON.parse((await readState(db, toldKey)) ?? '[]') as number[];
      const there = new Set(holds.map(({ id }) => id));
      return { holds, fresh: holds.filter(({ id }) => !told.includes(id)), over: told.filter((id) => !there.has(id)) };
    };
    const seen = await read(compare);
    if (seen.fresh.length === 0 && seen.over.length === 0) return;
    const { holds, fresh, over } = await write(async (trx) => {
      const found = await compare(trx);
      const { begun, ended } = { begun: found.fresh, ended: found.over };
      const all = found.holds.map((hold) => texts().hold(hold.notice_id, hold.reason));
      if (begun.length > 0) {
        const waiting = await countWaiting(trx);
        await tell(trx, `held ${begun.map(({ id }) => id).join(' ')}`, [
          texts().heldSubject(waiting),
          texts().held(all),
        ]);
      }
      if (ended.length > 0) {
        await tell(trx, `held over ${ended.join(' ')}`, [texts().releasedSubject, texts().released(all)]);
      }
      await rememberState(trx, toldKey, JSON.stringify(found.holds.map(({ id }) => id)));
      return found;
    });
    const names = holds.map(({ notice_id: notice, reason }) => ({ notice, reason }));
    if (fresh.length > 0) log.warn({ holds: names }, 'alerts are held until somebody releases them');
    if (over.length > 0) log.info({ holds: names }, 'something that was held is not held any more');
    onTold();
  }

  /** Providers that are all down have an alarm of their own: what waits for them is late only a minute after they are back. */
  async function lookAtBacklog({ read, write }: Database, areProvidersWell: boolean): Promise<void> {
    wellSince = areProvidersWell ? (wellSince ?? now()) : null;
    const oldest = wellSince === null ? null : await read(oldestDue);
    const isLate = oldest !== null && now() - Math.max(oldest, wellSince ?? 0) > longestWait;
    if (isLate === (lateSince !== null) || (!isLate && !areProvidersWell)) return;
    const since = lateSince ?? now();
    lateSince = isLate ? since : null;
    await write(async (trx) => {
      const key = `backlog ${isLate ? '' : 'over '}${new Date(since).toISOString()}`;
      const waiting = await countWaiting(trx);
      await tell(trx, key, isLate ? [texts().lateSubject(waiting), texts().late(waiting)] : [texts().caughtUpSubject, texts().caughtUp]); // prettier-ignore
    });
    if (isLate) log.warn('mails that may go out have waited for more than a minute');
    else log.info('no mail waits for longer than a minute any more');
    onTold();
  }

  /** Once for each day on which such mails came, also over a restart: the key is the day's. */
  async function lookAtUnread({ write }: Database): Promise<void> {
    const unread = needs.unread();
    if (unread === null || unread.newest === unreadOf) return;
    unreadOf = unread.newest;
    const words = [texts().unreadSubject(unread.count), texts().unread(unread.folder)] as const;
    await write((trx) => tell(trx, `unread bounces ${unread.newest}`, words));
    log.warn({ count: unread.count, folder: unread.folder }, 'mails that came back only a person can read');
    onTold();
  }

  return {
    /** Every few seconds. Throws DatabaseLost. */
    hear: async (database: Database, areProvidersWell: boolean): Promise<void> => {
      await lookAtHolds(database);
      await lookAtBacklog(database, areProvidersWell);
      await lookAtUnread(database);
    },
  };
}

async function countWaiting(db: Kysely<Tables>): Promise<number> {
  const row = await db
    .selectFrom('deliveries')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('state', '=', waitingState)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** Since when the mail that has been due for longest is due; null when nothing waits that may go. */
async function oldestDue(db: Kysely<Tables>): Promise<number | null> {
  if ((await readHolds(db)).some(({ notice_id: notice }) => notice === null)) return null;
  const row = await db
    .selectFrom('deliveries')
    .select((eb) => eb.fn.min('next_try_at').as('at'))
    .where('state', '=', waitingState)
    .where('held', '=', 0)
    .executeTakeFirst();
  return row?.at == null ? null : Date.parse(row.at);
}

import type { Kysely } from 'kysely';
import { countDeliveries, sumUp, tallyDeliveries, type Counts } from '../mail/counts.ts';
import { isAllHeld, readHolds } from '../mail/holds.ts';
import { paceOf } from '../mail/pace.ts';
import { usedToday } from '../mail/quota.ts';
import type { ProviderSettings } from '../provider-settings.ts';
import type { AnnouncementTable, HoldReason, Tables } from '../schema.ts';

/** The ledger in numbers. */
export interface LedgerStatus {
  readonly counts: Counts;
  /** Of those that wait. */
  readonly held: number;
  readonly holds: readonly HeldThing[];
  readonly announcements: readonly Announced[];
  readonly providers: readonly ProviderCounts[];
  /** Confirmed subscribers. */
  readonly people: number;
}

export interface HeldThing {
  /** Null: everything. */
  readonly notice: string | null;
  /** The instant of the one report that is held; null when it is the whole notice, or everything. */
  readonly at: string | null;
  readonly reason: HoldReason;
  readonly since: string;
  readonly release: string;
}

interface Announced extends Pick<
  AnnouncementTable,
  'at' | 'number' | 'kind' | 'status' | 'announced_at' | 'not_mailed'
> {
  readonly notice: string;
  readonly counts: Counts;
}

interface ProviderCounts extends Pick<Counts, 'accepted' | 'refused' | 'unknown'> {
  readonly name: string;
  /** How long it takes to tell everybody through it alone, at what is declared for it. */
  readonly pace: string | null;
}

/** Reads all of it at once. `newest`: so many announcements. */
export async function ledgerStatus(
  db: Kysely<Tables>,
  settings: readonly Pick<ProviderSettings, 'name' | 'rate' | 'daily'>[],
  newest: number,
  now: number,
): Promise<LedgerStatus> {
  const used = await usedToday(db, now);
  const tallies = await tallyDeliveries(db);
  const people = await countPeople(db);
  const names = new Set([...settings.map(({ name }) => name), ...tallies.map(({ provider }) => provider)]);
  const query = db.selectFrom('announcements').selectAll().orderBy('id', 'desc');
  const rows = await (newest === Infinity ? query : query.limit(newest)).execute();
  const of = Map.groupBy(tallies, ({ announcement }) => announcement);
  const counts = await countDeliveries(db);
  const held = tallies.filter((tally) => tally.held).reduce((sum, { count }) => sum + count, 0);
  return {
    counts,
    held: (await isAllHeld(db)) ? counts.waiting : held,
    holds: await heldThings(db),
    announcements: rows.map(({ id, notice_id: notice, at, number, kind, status, announced_at, not_mailed }) => ({
      ...{ notice, at, number, kind, status, announced_at, not_mailed },
      counts: sumUp(of.get(id) ?? []),
    })),
    providers: [...names]
      .filter((name) => name !== '')
      .map((name) => {
        const { accepted, refused, unknown } = sumUp(tallies.filter(({ provider }) => provider === name));
        const declared = settings.find((one) => one.name === name);
        return {
          name,
          accepted,
          refused,
          unknown,
          pace: declared === undefined ? null : paceInWords(declared, people, used.get(name) ?? 0),
        };
      }),
    people,
  };
}

async function countPeople(db: Kysely<Tables>): Promise<number> {
  const row = await db
    .selectFrom('subscribers')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('status', '=', 'confirmed')
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

async function heldThings(db: Kysely<Tables>): Promise<HeldThing[]> {
  const at = await db.selectFrom('announcements').innerJoin('holds', 'holds.announcement_id', 'announcements.id').select(['announcements.id', 'at']).execute(); // prettier-ignore
  const atOf = new Map(at.map((row) => [row.id, row.at]));
  return (await readHolds(db)).map(({ notice_id: notice, announcement_id: id, reason, since }) => ({
    ...{ notice, reason, since },
    at: id === null ? null : (atOf.get(id) ?? null),
    release: `npm run noroshi -- mail release${notice === null ? '' : ` ${notice}`}`,
  }));
}

function paceInWords(declared: Pick<ProviderSettings, 'rate' | 'daily'>, people: number, used: number): string | null {
  const { minutes, fullDays } = paceOf(people, declared, used);
  if (minutes === null || people === 0) return null;
  const { rate, daily } = declared;
  if (fullDays > 0) return `its ${daily} a day, ${used} of them used, tell everybody only after ${fullDays} more ${fullDays === 1 ? 'day' : 'days'}`; // prettier-ignore
  const declaredAs = rate === null ? `${daily} a day` : `${rate} a second`;
  return `tells everybody in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} at ${declaredAs}`;
}

/** Why, for staff. */
export const holdReasons: Readonly<Record<HoldReason, string>> = {
  staff: 'by a command',
  many_notices: 'a push brought news of more than 3 notices at once',
  many_mails: 'somebody would get more than 6 mails in an hour',
  restored: 'this data folder was restored from a backup',
  other_instance: 'another host answers as this page',
  many_bounces: 'more than 5 % of its mails came back: check SPF, DKIM and the account at the provider',
};

/** A line for each thing that is held, with the command that lets it go. */
export function holdLines(holds: readonly HeldThing[]): string[] {
  return holds.map(({ notice, at, reason, since, release }) => {
    const what = [notice ?? 'every alert', ...(at === null ? [] : [at])].join(' ');
    return `  ${what}, since ${since}: ${holdReasons[reason]}\n    ${release}`;
  });
}

/** Two lines for each announcement. */
export function announcementLines(announcements: LedgerStatus['announcements']): string[] {
  return announcements.flatMap(({ notice, at, number, kind, status, not_mailed: reason, counts }) => {
    const { owed, ...states } = counts;
    const parts = Object.entries(states).flatMap(([state, count]) => (count === 0 ? [] : [`${count} ${state}`]));
    const name = `${kind}${number === null || number === 0 ? '' : ` ${number}`}`;
    const fate =
      reason === null ? `${owed} owed${owed === 0 ? '' : ` = ${parts.join(' + ')}`}` : `not mailed: ${reason}`;
    const cure = reason === null ? '' : `; npm run noroshi -- mail announce ${notice} ${at}`;
    return [`  ${notice} ${name}, ${status}, ${at}`, `    ${fate}${cure}`];
  });
}

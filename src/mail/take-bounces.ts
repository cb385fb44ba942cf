import type { Kysely } from 'kysely';
import type { BounceTable, Tables } from '../schema.ts';
import type { BounceReport } from './bounce.ts';
import { isCarrier } from './carriers.ts';
import { announcementIds } from './live.ts';
import { endMassBounce, isMassBounce, noteMassBounce } from './mass-bounce.ts';
import { isReturnPathOf, readReturnPath } from './return-path.ts';
import { suppress, suppressionHash, suppressionOf } from './suppressions.ts';

export interface BounceNeeds {
  readonly trx: Kysely<Tables>;
  readonly key: Uint8Array;
  readonly now: number;
  /** BOUNCE_ADDRESS, of which return paths are made. */
  readonly bounceAddress: string | null;
  /** The sender has proved who it is (a signed webhook): then an address counts where there is no return path. */
  readonly isTrusted: boolean;
}

/** `forged`: the return path was not given by us. `unknown`: nobody whom we know, or no longer. */
export type Taken = 'suppressed' | 'counted' | 'again' | 'mass' | 'forged' | 'unknown';

/** Counts one report, and suppresses its address when that was enough. Part of the caller's transaction. */
export async function takeBounce(needs: BounceNeeds, report: BounceReport): Promise<Taken> {
  const mail = await mailOf(needs, report);
  return typeof mail === 'string' ? mail : countBounce(needs, mail, report);
}

/** Whom it is about, and of which announcement. */
export interface BouncedMail {
  readonly addressKey: string;
  readonly announcement: number | null;
  /** Names this mail among all: what comes back of it counts once. */
  readonly name: string;
}

/** The rules of the field: FIELD_NOTES' thresholds are in `isEnough`. */
export async function countBounce(
  needs: Pick<BounceNeeds, 'trx' | 'key' | 'now'>,
  mail: BouncedMail,
  { kind, code }: Pick<BounceReport, 'kind' | 'code'>,
): Promise<Taken> {
  const { trx, key, now } = needs;
  const isComplaint = kind === 'complaint';
  if (!isComplaint && (await isMassBounce(trx, mail.announcement))) return 'mass';
  const at = new Date(now).toISOString();
  const address_hash = suppressionHash(key, mail.addressKey);
  await trx.deleteFrom('bounces').where('at', '<', daysBefore(now, keptDays)).execute();
  const name = `${mail.name}${isComplaint ? ' complaint' : ''}`;
  const row = { key: name, address_hash, announcement_id: mail.announcement, kind, code, at };
  const added = await trx
    .insertInto('bounces')
    .values(row)
    .onConflict((conflict) => conflict.column('key').doNothing())
    .executeTakeFirst();
  if (added.numInsertedOrUpdatedRows === 0n) return 'again';
  if (kind === 'hard' || kind === 'ambiguous') {
    const mass = await noteMassBounce(trx, mail.announcement, code, at);
    if (mass) {
      await endMassBounce({ trx, key, now }, mail.announcement);
      return 'mass';
    }
  }
  if ((await suppressionOf(trx, key, mail.addressKey)) === 'complaint') return 'counted';
  if (!isComplaint && !(await isEnough(needs, mail.addressKey, address_hash))) return 'counted';
  await suppress({ trx, key, now }, mail.addressKey, isComplaint ? 'complaint' : 'bounce', code);
  return 'suppressed';
}

const keptDays = 90;
/** So many soft ones, over so many days, within a month. */
const soft = { most: 5, days: 3, within: 30 };
const twice = { most: 2, days: 2 };

/**
 * One clear answer that there is no such mailbox; two on different days where it may mean something else, and at carriers,
 * which say so also when they are only busy; a mailbox that has long been full. What came back in a mass does not count.
 */
async function isEnough(
  { trx, now }: Pick<BounceNeeds, 'trx' | 'now'>,
  addressKey: string,
  hash: string,
): Promise<boolean> {
  const rows = await trx
    .selectFrom('bounces')
    .select(['kind', 'at'])
    .where('address_hash', '=', hash)
    .where(({ or, eb }) =>
      or([
        eb('announcement_id', 'is', null),
        eb('announcement_id', 'not in', eb.selectFrom('mass_bounces').select('announcement_id')),
      ]),
    )
    .execute();
  const hard = rows.filter(({ kind }) => kind === 'hard');
  const gone = rows.filter(({ kind }) => kind === 'hard' || kind === 'ambiguous');
  const lately = rows.filter(({ kind, at }) => kind !== 'complaint' && at >= daysBefore(now, soft.within));
  if (hard.length > 0 && !isCarrier(domainOf(addressKey))) return true;
  return reaches(gone, twice) || reaches(lately, soft);
}

function reaches(rows: readonly Pick<BounceTable, 'at'>[], { most, days }: { most: number; days: number }): boolean {
  return rows.length >= most && new Set(rows.map(({ at }) => at.slice(0, 10))).size >= days;
}

/** Whether one of these return paths was given by us, to a mail that is still known. */
export async function isOurs(
  needs: Pick<BounceNeeds, 'trx' | 'key' | 'bounceAddress'>,
  returnPaths: readonly string[],
): Promise<boolean> {
  const report = { key: null, kind: 'soft', code: '', returnPaths, address: null } as const;
  return typeof (await mailOf({ ...needs, isTrusted: false }, report)) !== 'string';
}

/** By the return path first; by the address only where its sender has proved who it is. */
async function mailOf(
  needs: Omit<BounceNeeds, 'now'>,
  report: BounceReport,
): Promise<BouncedMail | 'forged' | 'unknown'> {
  const { trx, key, bounceAddress } = needs;
  const [claimed] = report.returnPaths.flatMap((path) => readReturnPath(bounceAddress ?? '', path) ?? []);
  if (claimed === undefined) {
    return needs.isTrusted && report.address !== null ? mailByAddress(trx, report.address, report.key) : 'unknown';
  }
  const row = await trx
    .selectFrom('deliveries as d')
    .innerJoin('subscribers as s', 's.id', 'd.subscriber_id')
    .select(['d.announcement_id as announcement', 's.id', 's.link_version as version', 's.address_key as addressKey'])
    .where('d.id', '=', claimed.delivery)
    .executeTakeFirst();
  if (row === undefined) return 'unknown';
  const mail = { delivery: claimed.delivery, subscriber: row.id, linkVersion: row.version };
  if (!isReturnPathOf(key, mail, claimed.proof)) return 'forged';
  return { addressKey: row.addressKey, announcement: row.announcement, name: `mail ${claimed.delivery}` };
}

/** The newest mail that went to this address: a provider that renames our mails tells no more. */
async function mailByAddress(
  trx: Kysely<Tables>,
  address: string,
  key: string | null,
): Promise<BouncedMail | 'unknown'> {
  const addressKey = address.replace(/^"(.*)"@/, '$1@').toLowerCase();
  const row = await trx
    .selectFrom('subscribers as s')
    .leftJoin('deliveries as d', (join) =>
      join
        .on('d.announcement_id', 'in', announcementIds(trx))
        .onRef('d.subscriber_id', '=', 's.id')
        .on('d.state', '=', 'accepted'),
    )
    .select(['s.id', 'd.id as delivery', 'd.announcement_id as announcement'])
    .where('s.address_key', '=', addressKey)
    .orderBy('d.id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return 'unknown';
  return { addressKey, announcement: row.announcement, name: key ?? `mail ${row.delivery ?? `to ${row.id}`}` };
}

const domainOf = (addressKey: string) => addressKey.slice(addressKey.lastIndexOf('@') + 1);
const daysBefore = (now: number, days: number) => new Date(now - days * 86_400_000).toISOString();

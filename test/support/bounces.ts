import type { Database } from '../../src/database.ts';
import { takeBounce, type Taken } from '../../src/mail/take-bounces.ts';
import type { BounceReport } from '../../src/mail/bounce.ts';
import { returnPath } from '../../src/mail/return-path.ts';
import { testKey } from './ledger.ts';

export const bounceAddress = 'bounce@status.example.org';

/** Takes a report as if it came at this instant. */
export function take(
  database: Database,
  report: Partial<BounceReport> & Pick<BounceReport, 'kind'>,
  now: number,
  isTrusted = false,
): Promise<Taken> {
  const whole = { key: null, code: '5.1.1', returnPaths: [], address: null, ...report };
  return database.write((trx) => takeBounce({ trx, key: testKey, now, bounceAddress, isTrusted }, whole));
}

/** The return path of every mail of an announcement, by person. */
export async function returnPaths(database: Database, announcement: number): Promise<string[]> {
  const rows = await database.read((db) =>
    db
      .selectFrom('deliveries as d')
      .innerJoin('subscribers as s', 's.id', 'd.subscriber_id')
      .select(['d.id as delivery', 's.id as subscriber', 's.link_version as linkVersion'])
      .where('d.announcement_id', '=', announcement)
      .orderBy('s.id')
      .execute(),
  );
  return rows.map((row) => returnPath(bounceAddress, testKey, row));
}

/** Addresses that are not to be mailed, as the subscribers' table says. */
export function suppressedPeople(database: Database): Promise<string[]> {
  return database.read(async (db) => {
    const rows = await db
      .selectFrom('subscribers')
      .select(['address', 'suppressed'])
      .where('suppressed', 'is not', null)
      .orderBy('id')
      .execute();
    return rows.map(({ address, suppressed }) => `${address} ${suppressed}`);
  });
}

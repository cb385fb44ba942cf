import type { Kysely } from 'kysely';
import type { Database } from '../database.ts';
import type { Tables } from '../schema.ts';

/** What a provider's `daily` still allows. */
export interface Quota {
  /** Takes one message off, durably; false when the day's are used up. Rejects when the database cannot be written. */
  readonly take: () => Promise<boolean>;
  /** It was not handed over after all. */
  readonly giveBack: () => void;
  /** Until when nothing is left; null as far as we know there is something. */
  readonly usedUpUntil: () => number | null;
  /** Writes back what was taken ahead and not used. */
  readonly close: () => Promise<void>;
}

const hour = 3_600_000;
/** Hours that count: this one, which has only begun, and the 24 before it, so that no 24 hours see more than `daily`. */
const window = 25;

/**
 * A day is any 24 hours, as the large providers count, whose reset at a midnight of their own we cannot know. Counted per
 * provider and hour. A hundredth of the day is taken ahead in one write, so that a mail costs none; a crash loses that much at
 * most and never gives more than is declared.
 */
export function newQuota(needs: {
  readonly database: Pick<Database, 'write'>;
  readonly provider: string;
  readonly daily: number;
  readonly now: () => number;
}): Quota {
  const { database, provider, daily, now } = needs;
  let ahead = 0;
  let takenIn = 0;
  let usedUp: number | null = null;
  let taking: Promise<void> | null = null;

  const usedUpUntil = () => {
    if (ahead > 0) return null;
    // Further off than a day can be: the clock was set back meanwhile.
    if (usedUp !== null && (now() >= usedUp || usedUp - now() > 2 * window * hour)) usedUp = null;
    return usedUp;
  };
  const takeAhead = async () => {
    const thisHour = Math.floor(now() / hour);
    await database.write(async (trx) => {
      const hours = await usedHours(trx, provider, thisHour);
      const used = hours.reduce((sum, { handed }) => sum + handed, 0);
      const amount = Math.min(daily - used, Math.ceil(daily / 100));
      if (amount <= 0) {
        usedUp = (Math.min(...hours.map((one) => one.hour)) + window) * hour;
        return;
      }
      await trx
        .deleteFrom('provider_use')
        .where('hour', '<', thisHour - 2 * window)
        .execute();
      await trx
        .insertInto('provider_use')
        .values({ provider, hour: thisHour, handed: amount })
        .onConflict((row) =>
          row.columns(['provider', 'hour']).doUpdateSet((eb) => ({ handed: eb('provider_use.handed', '+', amount) })),
        ) // prettier-ignore
        .execute();
      ahead += amount;
      takenIn = thisHour;
    });
  };
  return {
    async take() {
      while (ahead === 0) {
        if (usedUpUntil() !== null) return false;
        await (taking ??= takeAhead().finally(() => (taking = null)));
      }
      ahead -= 1;
      return true;
    },
    giveBack: () => {
      ahead += 1;
    },
    usedUpUntil,
    async close() {
      const amount = ahead;
      ahead = 0;
      if (amount === 0) return;
      await database.write((trx) =>
        trx
          .updateTable('provider_use')
          .set((eb) => ({ handed: eb('handed', '-', amount) }))
          .where('provider', '=', provider)
          .where('hour', '=', takenIn)
          .where('handed', '>=', amount)
          .execute(),
      );
    },
  };
}

/** How many messages each provider with a `daily` was handed in the last 24 hours or so. */
export async function usedToday(db: Kysely<Tables>, now: number): Promise<ReadonlyMap<string, number>> {
  const rows = await usedHours(db, null, Math.floor(now / hour));
  return new Map(
    [...Map.groupBy(rows, ({ provider }) => provider)].map(([provider, hours]) => [
      provider,
      hours.reduce((sum, { handed }) => sum + handed, 0),
    ]),
  );
}

/** Hours ahead of ours count as well: the clock may have been set back by some. */
function usedHours(db: Kysely<Tables>, provider: string | null, thisHour: number) {
  const rows = db
    .selectFrom('provider_use')
    .select(['provider', 'hour', 'handed'])
    .where('hour', '>', thisHour - window)
    .where('hour', '<', thisHour + window);
  return (provider === null ? rows : rows.where('provider', '=', provider)).execute();
}

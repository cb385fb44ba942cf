import type { Database } from '../database.ts';
import type { Log } from '../log.ts';
import { newBatch } from './batch.ts';
import type { Breaker } from './breaker.ts';
import { handOver, type HandOverNeeds } from './hand-over.ts';
import { capacity, newLane, type Lane } from './lane.ts';
import type { Outbox, Owed, Settlement } from './outbox.ts';
import type { Provider } from './provider.ts';
import { newQuota } from './quota.ts';
import { recorder } from './record.ts';

export interface DeliveryNeeds {
  /** Where the messages of a provider's day are counted. */
  readonly database: Pick<Database, 'write'>;
  /** Those first in the list go first. */
  readonly outboxes: readonly Outbox[];
  /** In order of preference. */
  readonly providers: readonly Provider[];
  readonly now: () => number;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
  /** Ends the loop: nothing more is claimed, what is under way gets `graceMilliseconds`, then its connection is dropped. */
  readonly signal: AbortSignal;
}

export interface Delivery {
  /** Something new may be waiting: look now and not within a second. */
  readonly wake: () => void;
  readonly providersHealth: () => readonly ProviderHealth[];
  /** Fulfilled when everything under way has been written down after `signal`. */
  readonly ended: Promise<void>;
}

export interface ProviderHealth {
  readonly name: string;
  readonly isWell: boolean;
  /** Why it is not asked at present; no addresses. */
  readonly reason: string | null;
  /** When it is asked again. */
  readonly askedAgainAt: number | null;
  /** What staff must mend before it takes mail again. */
  readonly trouble: Breaker['trouble'];
  /** Until when it gets no mail because its `daily` is used up. */
  readonly usedUpUntil: number | null;
}

const graceMilliseconds = 3000;
/** A command may have written to the database beside us. */
const lookMilliseconds = 1000;

/** Starts handing over what the outboxes owe. No mail is lost when it stops, however it stops. */
export function startDelivery(needs: DeliveryNeeds): Delivery {
  const { database, now } = needs;
  const lanes = needs.providers.map((provider) => {
    const { name, daily } = provider;
    return newLane(provider, daily === null ? null : newQuota({ database, provider: name, daily, now }));
  });
  const bell = newBell();
  needs.signal.addEventListener('abort', bell.ring);
  return {
    wake: bell.ring,
    providersHealth: () =>
      lanes.map(({ provider, breaker, quota }) => ({
        name: provider.name,
        isWell: breaker.openUntil === null,
        reason: breaker.reason,
        askedAgainAt: breaker.openUntil,
        trouble: breaker.trouble,
        usedUpUntil: quota?.usedUpUntil() ?? null,
      })),
    ended: run(needs, lanes, bell).finally(() => needs.signal.removeEventListener('abort', bell.ring)),
  };
}

interface Waiting {
  readonly outbox: Outbox;
  readonly mail: Owed;
}

async function run(needs: DeliveryNeeds, lanes: readonly Lane[], bell: Bell): Promise<void> {
  const { now, signal, log } = needs;
  const record = recorder(now, () => underWay.size);
  const handOverNeeds: HandOverNeeds = { lanes, record, now, log, signal };
  const batch = newBatch();
  const claimed: Waiting[] = [];
  const underWay = new Set<Promise<void>>();
  const recording = new Set<Promise<void>>();

  const keep = (set: Set<Promise<void>>, work: Promise<void>) => {
    const kept = work.finally(() => {
      set.delete(kept);
      bell.ring();
    });
    set.add(kept);
  };
  const settle = async (outbox: Outbox, settlement: Settlement): Promise<void> => {
    for (;;) {
      try {
        return await record.settle(outbox, settlement);
      } catch (error) {
        log.error({ outbox: outbox.name, id: settlement.id, err: error }, 'a result could not be written down');
        if (signal.aborted) return;
        await pause(1000);
      }
    }
  };
  const start = ({ outbox, mail }: Waiting) => {
    const work = handOver(handOverNeeds, outbox, mail).then((settlement) => {
      keep(recording, settle(outbox, settlement));
    });
    keep(underWay, work);
  };

  while (!signal.aborted) {
    const lookedAt = now();
    const room = capacity(lanes, lookedAt);
    let next: number | null = now() + lookMilliseconds;
    if (room > claimed.length) next = await claim(needs, batch(room, lookedAt) - claimed.length, claimed);
    while (underWay.size < room && claimed.length > 0) start(claimed.shift()!);
    if (room === 0) for (const waiting of claimed.splice(0)) start(waiting); // nobody is well: back to waiting
    // Never longer than a look, also when the clock is set back just now.
    const until = Math.min(next, firstProbe(lanes, lookedAt)) - now();
    await bell.wait(Math.min(lookMilliseconds, Math.max(5, until)));
  }

  for (const waiting of claimed.splice(0)) start(waiting); // asks nobody any more: back to waiting
  const dropAll = setTimeout(() => lanes.forEach(({ provider }) => provider.close()), graceMilliseconds);
  while (underWay.size > 0) await Promise.all(underWay);
  while (recording.size > 0) await Promise.all(recording);
  clearTimeout(dropAll);
  lanes.forEach(({ provider }) => provider.close());
  for (const { quota, provider } of lanes) {
    await quota?.close().catch((error: unknown) => {
      log.error({ provider: provider.name, err: error }, 'what is left of the day could not be written back');
    });
  }
}

/** Fills `claimed`; gives when to look again. A database that is not there is for others to report: the loop waits for it. */
async function claim(needs: DeliveryNeeds, limit: number, claimed: Waiting[]): Promise<number> {
  let next = needs.now() + lookMilliseconds;
  let room = limit;
  for (const outbox of needs.outboxes) {
    if (room <= 0) break;
    try {
      const mails = await outbox.claim(room, needs.now());
      claimed.push(...mails.map((mail) => ({ outbox, mail })));
      room -= mails.length;
      if (mails.length === 0) next = Math.min(next, (await outbox.nextAt(needs.now())) ?? next);
    } catch (error) {
      needs.log.error({ outbox: outbox.name, err: error }, 'mail cannot be claimed');
    }
  }
  return next;
}

/** When the next provider that is not well may be asked again. One that may be asked now waits for a mail, not for a time. */
function firstProbe(lanes: readonly Lane[], now: number): number {
  const times = lanes.map(({ breaker: { openUntil, isProbing } }) => (isProbing ? Infinity : (openUntil ?? Infinity)));
  return Math.min(Infinity, ...times.filter((time) => time > now));
}

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** Rung while nobody waits, it makes the next wait short. */
function newBell() {
  let isRung = false;
  let answer: (() => void) | null = null;
  return {
    ring: () => {
      isRung = true;
      answer?.();
    },
    wait: async (milliseconds: number) => {
      if (!isRung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, milliseconds);
          answer = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      isRung = false;
      answer = null;
    },
  };
}
type Bell = ReturnType<typeof newBell>;

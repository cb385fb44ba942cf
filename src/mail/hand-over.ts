import type { Log } from '../log.ts';
import { endTry, isAboutProvider, isWell, startTry } from './breaker.ts';
import { enter, leave, type Lane } from './lane.ts';
import type { Outbox, Outcome, Owed, Settlement } from './outbox.ts';
import type { Recorder } from './record.ts';

export interface HandOverNeeds {
  readonly lanes: readonly Lane[];
  readonly record: Recorder;
  readonly now: () => number;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
  readonly signal: AbortSignal;
}

/**
 * Offers one mail to the providers in their order, each at most once, until one takes it, says that the mailbox does not
 * exist, or leaves us without an answer. Refused by all of them, it is refused; else it goes back to waiting: as
 * `provider_fault` when nothing was said about this mail itself, so that it need not wait longer than the providers do.
 */
export async function handOver(needs: HandOverNeeds, outbox: Outbox, mail: Owed): Promise<Settlement> {
  const asked = new Set<Lane>();
  let last: Settlement = { id: mail.id, provider: '', outcome: nobodyWell };
  let refusals = 0;
  let isOwnFault = false;
  for (;;) {
    const lane = needs.lanes.find((one) => !asked.has(one) && isWell(one.breaker, needs.now()));
    if (lane === undefined || needs.signal.aborted) break;
    asked.add(lane);
    const outcome = await tryLane(needs, lane, outbox, mail);
    if (outcome === null) continue;
    last = { id: mail.id, provider: lane.provider.name, outcome };
    if (outcome.class === 'accepted') return last;
    const { name: provider } = lane.provider;
    needs.log.warn({ outbox: outbox.name, id: mail.id, provider, class: outcome.class, reply: outcome.reply }, 'a mail was not taken'); // prettier-ignore
    if (outcome.class === 'hard_bounce' || outcome.class === 'unknown') return last;
    if (outcome.class === 'content_refused') refusals += 1;
    isOwnFault ||= !isAboutProvider(outcome);
  }
  if (refusals === needs.lanes.length) return last;
  return { ...last, outcome: { ...last.outcome, class: isOwnFault ? 'retry' : 'provider_fault' } };
}

/** Null when the provider was found unwell while the mail waited for its turn. */
async function tryLane(needs: HandOverNeeds, lane: Lane, outbox: Outbox, mail: Owed): Promise<Outcome | null> {
  const { breaker, provider } = lane;
  await enter(lane, needs.now);
  try {
    if (!isWell(breaker, needs.now()) || needs.signal.aborted) return null;
    startTry(breaker);
    const outcome = await provider.send(mail, () => needs.record.mark(outbox, mail.id, provider.name));
    const wasOpen = breaker.openUntil !== null;
    endTry(breaker, outcome, needs.now());
    if (wasOpen && breaker.openUntil === null)
      needs.log.info({ provider: provider.name }, 'the provider is well again');
    if (!wasOpen && breaker.openUntil !== null) {
      needs.log.error({ provider: provider.name, reason: breaker.reason }, 'the provider is not well, mail goes to the next one or waits'); // prettier-ignore
    }
    return outcome;
  } finally {
    leave(lane);
  }
}

const nobodyWell: Outcome = { class: 'retry', phase: 'connect', reply: 'connect: no provider is well' };

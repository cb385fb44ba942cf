import type { Log } from '../log.ts';
import { endTry, isAboutProvider, isWell, startTry } from './breaker.ts';
import { enter, isOpen, leave, takeTurn, type Lane } from './lane.ts';
import type { Outbox, Outcome, Owed, Settlement } from './outbox.ts';
import type { Recorder } from './record.ts';
import { orderFor } from './warm.ts';

export interface HandOverNeeds {
  readonly lanes: readonly Lane[];
  readonly record: Recorder;
  readonly now: () => number;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
  readonly signal: AbortSignal;
}

/** A text that all providers refuse as often is refused. Less often: it may be the providers that are wrong. */
const refusedRounds = 3;

/**
 * Offers one mail to the providers in their order, each at most once, until one takes it, says that the mailbox does not
 * exist, or leaves us without an answer. Refused by all of them, time and again, it is refused; else it goes back to waiting:
 * as `provider_fault` when nothing was said about this mail itself, so that it need not wait longer than the providers do.
 */
export async function handOver(needs: HandOverNeeds, outbox: Outbox, mail: Owed): Promise<Settlement> {
  const order = orderFor(needs.lanes, mail.id, needs.now());
  const asked = new Set<Lane>();
  let last: Settlement = { id: mail.id, provider: '', outcome: nobodyWell };
  let refusals = 0;
  let isOwnFault = false;
  for (;;) {
    const lane = order.find((one) => !asked.has(one) && isOpen(one, needs.now()));
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
  if (refusals === needs.lanes.length && mail.tries >= refusedRounds && !isMassRefusal(needs.lanes)) return last;
  return { ...last, outcome: { ...last.outcome, class: isOwnFault ? 'retry' : 'provider_fault' } };
}

/** Nobody takes any text: what is wrong is the text, which staff can change while the mail waits, and not this person. */
const isMassRefusal = (lanes: readonly Lane[]) => lanes.every(({ breaker }) => breaker.trouble === 'content');

/** Null when the provider was found unwell, or its day used up, while the mail waited for its turn. */
async function tryLane(needs: HandOverNeeds, lane: Lane, outbox: Outbox, mail: Owed): Promise<Outcome | null> {
  await enter(lane);
  try {
    if (!isOpen(lane, needs.now()) || needs.signal.aborted) return null;
    if (!(await takeOfTheDay(needs, lane))) return null;
    const outcome = await turnAndSend(needs, lane, outbox, mail);
    if (outcome?.phase !== 'body') lane.quota?.giveBack();
    return outcome;
  } finally {
    leave(lane);
  }
}

async function takeOfTheDay({ log, now }: HandOverNeeds, { quota, provider }: Lane): Promise<boolean> {
  if (quota === null) return true;
  try {
    if (await quota.take()) return true;
    const until = new Date(quota.usedUpUntil() ?? now()).toISOString();
    log.warn({ provider: provider.name, until }, 'the provider has had its messages of the day');
  } catch (error) {
    log.error({ provider: provider.name, err: error }, 'the messages of the day cannot be counted');
  }
  return false;
}

async function turnAndSend(needs: HandOverNeeds, lane: Lane, outbox: Outbox, mail: Owed): Promise<Outcome | null> {
  const { breaker, provider } = lane;
  await pause(takeTurn(lane, needs.now()), needs.signal);
  if (!isWell(breaker, needs.now()) || needs.signal.aborted) return null;
  startTry(breaker);
  const outcome = await provider.send(mail, () => needs.record.mark(outbox, mail.id, provider.name));
  const wasOpen = breaker.openUntil !== null;
  endTry(breaker, outcome, needs.now());
  if (wasOpen && breaker.openUntil === null) needs.log.info({ provider: provider.name }, 'the provider is well again');
  if (!wasOpen && breaker.openUntil !== null) {
    needs.log.error({ provider: provider.name, reason: breaker.reason }, 'the provider is not well, mail goes to the next one or waits'); // prettier-ignore
  }
  return outcome;
}

/** Ends early when the loop does. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds <= 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });
}

const nobodyWell: Outcome = { class: 'retry', phase: 'connect', reply: 'connect: no provider is well' };

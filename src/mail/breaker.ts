import type { Outcome } from './outbox.ts';

/** Whether a provider is asked at present. `closed` is well; `open` waits until `openUntil`, then one real message probes. */
export interface Breaker {
  openings: number;
  openUntil: number | null;
  isProbing: boolean;
  /** Messages refused or failed in a row, one by one and not for the provider as a whole. */
  refusals: number;
  /** Why it is open, without addresses. */
  reason: string | null;
}

export const newBreaker = (): Breaker => ({
  openings: 0,
  openUntil: null,
  isProbing: false,
  refusals: 0,
  reason: null,
});

/** After as many refusals in a row the next messages will not fare better: the provider, or our account there, has a problem. */
const refusalsInARow = 5;

/** Can a message be handed to the provider now? */
export function isWell(breaker: Breaker, now: number): boolean {
  return breaker.openUntil === null || (!breaker.isProbing && now >= breaker.openUntil);
}

/** To be called before a message is handed over: the first one after a pause is the probe. */
export function startTry(breaker: Breaker): void {
  if (breaker.openUntil !== null) breaker.isProbing = true;
}

/** Takes in how a try ended. Opens for 1 s, 2 s, 4 s … up to a minute: what is owed is urgent, one probe is cheap. One message accepted, or refused for its recipient, closes. */
export function endTry(breaker: Breaker, outcome: Outcome, now: number): void {
  if (outcome.class === 'accepted' || outcome.class === 'hard_bounce') {
    Object.assign(breaker, newBreaker());
    return;
  }
  breaker.refusals += 1;
  // Several tries under way fail together: that is one failure, not ten.
  const isNews = breaker.openUntil === null || breaker.isProbing;
  if (isNews && (isAboutProvider(outcome) || breaker.isProbing || breaker.refusals >= refusalsInARow)) {
    breaker.openUntil = now + Math.min(1000 * 2 ** breaker.openings, 60_000);
    breaker.openings += 1;
    breaker.reason = outcome.reply;
  }
  breaker.isProbing = false;
}

/** Before a recipient is named, what fails is the provider; after it, it may be this one mail. */
export function isAboutProvider({ class: found, phase }: Outcome): boolean {
  return found === 'provider_fault' && phase !== 'rcpt' && phase !== 'data' && phase !== 'body';
}

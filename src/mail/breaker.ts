import type { Outcome, Trouble } from './outbox.ts';

/** Whether a provider is asked at present. `closed` is well; `open` waits until `openUntil`, then one real message probes. */
export interface Breaker {
  openings: number;
  openUntil: number | null;
  isProbing: boolean;
  /** Messages refused or failed in a row, one by one and not for the provider as a whole. */
  refusals: number;
  /** Of those, in a row, the ones refused for their text or by a policy. */
  refusedTexts: number;
  /** Why it is open, without addresses. */
  reason: string | null;
  /** What staff must mend before it can close. */
  trouble: Trouble | 'content' | null;
}

export const newBreaker = (): Breaker => ({
  openings: 0,
  openUntil: null,
  isProbing: false,
  refusals: 0,
  refusedTexts: 0,
  reason: null,
  trouble: null,
});

/** After as many refusals in a row the next messages will not fare better: the provider, or our account there, has a problem. */
const refusalsInARow = 5;

const longestPause = 60_000;

/** Can a message be handed to the provider now? A pause that is longer than we ever make one comes of a clock set back. */
export function isWell({ openUntil, isProbing }: Breaker, now: number): boolean {
  return openUntil === null || (!isProbing && (now >= openUntil || openUntil - now > longestPause));
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
  if (isOurs(outcome)) {
    breaker.isProbing = false;
    return;
  }
  breaker.refusals += 1;
  breaker.refusedTexts = outcome.class === 'content_refused' ? breaker.refusedTexts + 1 : 0;
  // Several tries under way fail together: that is one failure, not ten.
  const isNews = breaker.openUntil === null || breaker.isProbing;
  if (isNews && (isAboutProvider(outcome) || breaker.isProbing || breaker.refusals >= refusalsInARow)) {
    breaker.openUntil = now + Math.min(1000 * 2 ** breaker.openings, longestPause);
    breaker.openings += 1;
    breaker.reason = outcome.reply;
    breaker.trouble = outcome.trouble ?? (breaker.refusedTexts >= refusalsInARow ? 'content' : null);
  }
  breaker.isProbing = false;
}

/** Before a recipient is named, what fails is the provider; after it, it may be this one mail. */
export function isAboutProvider({ class: found, phase }: Outcome): boolean {
  return found === 'provider_fault' && phase !== 'rcpt' && phase !== 'data' && phase !== 'body';
}

/** A `retry` at DATA: the mark could not be written, the mail not composed. A server's own 4xx there is a provider's fault. */
function isOurs({ class: found, phase }: Outcome): boolean {
  return found === 'retry' && phase === 'data';
}

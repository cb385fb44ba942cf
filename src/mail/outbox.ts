/**
 * A queue of mails that are owed to people, as the delivery loop sees it: the ledger of alerts, the confirmations. Every
 * method is durable when its promise is fulfilled, and a batch is one transaction.
 */
export interface Outbox {
  /** For log lines: `alerts`, `confirmations`. */
  readonly name: string;
  /** Takes up to `limit` mails whose time has come; they are in flight until settled. */
  claim(limit: number, now: number): Promise<readonly Owed[]>;
  /**
   * Notes that a copy of each may reach this provider from now on. Called between its 354 and the body's first byte. In one
   * claim it counts one copy, however often: a second provider is asked only after the first one's clear no.
   */
  mark(ids: readonly number[], provider: string, now: number): Promise<void>;
  /** Writes down how tries ended. What may be tried again goes back to waiting, with its own back-off. */
  settle(results: readonly Settlement[], now: number): Promise<void>;
  /** When the next waiting mail wants to be claimed; null when nothing waits. */
  nextAt(now: number): Promise<number | null>;
}

/** One mail to one person. */
export interface Owed {
  readonly id: number;
  /** The one address of the envelope; never logged. */
  readonly to: string;
  /** Envelope sender of this mail alone; left out, the one of all. */
  readonly returnPath?: string;
  /** With angle brackets; the same on every try and at every provider. */
  readonly messageId: string;
  /** The whole message, called when a provider is ready for it. */
  readonly compose: () => Uint8Array;
}

export interface Settlement {
  readonly id: number;
  readonly outcome: Outcome;
  readonly provider: string;
}

/** How one try ended. */
export interface Outcome {
  readonly class: OutcomeClass;
  readonly phase: Phase;
  /** Phase, code, enhanced code and the reply's first line, without addresses: for the ledger and the log. */
  readonly reply: string;
}

export type OutcomeClass =
  /** The provider took the message. */
  | 'accepted'
  /** The provider or our account there is at fault, not this mail: the next provider, at once. */
  | 'provider_fault'
  /** Not now. */
  | 'retry'
  /** The recipient's mailbox does not exist. */
  | 'hard_bounce'
  /** Refused for what it says or by a policy, not because the mailbox is missing: another provider may think otherwise. */
  | 'content_refused'
  /** The message was on its way and no answer came: it may have been accepted. */
  | 'unknown';

/** Where in the conversation a try was when it ended. `data` is up to the 354, `body` is after it. */
export type Phase = 'connect' | 'greeting' | 'tls' | 'auth' | 'mail' | 'rcpt' | 'data' | 'body';

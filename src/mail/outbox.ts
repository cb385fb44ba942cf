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
   * Writes down, as one, how tries ended, and that a copy of what is marked may reach a provider from now on.
   *
   * What may be tried again goes back to waiting, with its own back-off. A mark is made between a provider's 354 and the
   * body's first byte. In one claim it counts one copy, however often: a second provider is asked only after the first one's
   * clear no.
   */
  record(moment: Moment, now: number): Promise<void>;
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
  /** Which try this is, from 1. */
  readonly tries: number;
  /** The whole message, called when a provider is ready for it. */
  readonly compose: () => Uint8Array;
}

/** What ten connections have to write down at about the same time. */
export interface Moment {
  readonly results: readonly Settlement[];
  readonly marks: readonly Mark[];
}

export interface Mark {
  readonly id: number;
  readonly provider: string;
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
  /** What only staff can mend: waiting does not help. */
  readonly trouble?: Trouble;
}

/** `credentials`: our log-in is refused for good. `sender`: our address is. */
export type Trouble = 'credentials' | 'sender';

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

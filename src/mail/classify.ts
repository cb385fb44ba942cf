import type { OutcomeClass, Phase, Trouble } from './outbox.ts';

/** What is known of how a try ended. Nothing else decides its class. */
export interface Ending {
  readonly phase: Phase;
  /** Of the server's reply; null when none came. */
  readonly code: number | null;
  /** Enhanced code (RFC 3463) of the reply, such as `5.1.1`. */
  readonly enhanced: string | null;
  /** Bytes of the body may have left us: from here on silence does not mean no. */
  readonly bodyBegun: boolean;
  /** We failed, not the server: the mark could not be written, the message not composed. */
  readonly isOurs: boolean;
}

/** "No such mailbox", said so that it cannot mean anything else (RFC 3463). */
export const missingMailbox: ReadonlySet<string> = new Set(['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10', '5.2.1']);

/**
 * The class of a try. By phase and both codes, never by the code alone: 454 is throttling after the body, a failed log-in at
 * AUTH and a relay that does not know us at RCPT; 554 as a greeting is about us, after the body it is about the mail.
 */
export function classify({ phase, code, enhanced, bodyBegun, isOurs }: Ending): OutcomeClass {
  if (isOurs) return 'retry';
  if (code === null) return bodyBegun ? 'unknown' : 'provider_fault';
  switch (phase) {
    case 'connect':
    case 'greeting':
    case 'tls':
    case 'auth':
      return 'provider_fault';
    case 'mail':
      return enhanced === '5.3.4' ? 'content_refused' : 'provider_fault';
    case 'rcpt':
      return ofRecipient(code, enhanced);
    case 'data':
      return isPermanent(code) ? 'content_refused' : 'provider_fault';
    case 'body':
      if (code < 400) return 'accepted';
      if (isPermanent(code)) return missingMailbox.has(enhanced ?? '') ? 'hard_bounce' : 'content_refused';
      return code === 421 || code === 454 ? 'provider_fault' : 'retry';
  }
}

/** A 5xx without an enhanced code may mean anything (carriers say 550 when they are busy), so it is no proof of a missing mailbox. */
function ofRecipient(code: number, enhanced: string | null): OutcomeClass {
  if (code === 421 || code === 454) return 'provider_fault';
  if (!isPermanent(code)) return 'retry';
  return missingMailbox.has(enhanced ?? '') ? 'hard_bounce' : 'content_refused';
}

/**
 * What only staff can mend, or null. A permanent no to our log-in (535, 534, 530 …) or to our address as the sender comes of
 * an account that is closed or set up wrongly; 454 at AUTH (RFC 4954) passes by itself.
 */
export function troubleOf({ phase, code, enhanced }: Ending): Trouble | null {
  if (code === null || !isPermanent(code) || enhanced === '5.3.4') return null;
  return phase === 'auth' ? 'credentials' : phase === 'mail' ? 'sender' : null;
}

const isPermanent = (code: number) => code >= 500;

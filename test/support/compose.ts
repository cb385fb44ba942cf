import { prepareMessage, type FixedParts, type Personal } from '../../src/mail/envelope.ts';
import type { MessageParts } from '../../src/mail/message-parts.ts';

/** The bytes of one mail to one person. */
export function composeMessage(
  parts: MessageParts,
  carried: readonly MessageParts[],
  person: Personal,
  fixed: FixedParts,
): Uint8Array {
  return prepareMessage(parts, carried, person, fixed)(person);
}

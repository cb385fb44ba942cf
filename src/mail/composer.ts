import type { Claim } from './claim.ts';
import { composeMessage, messageId, type FixedParts } from './envelope.ts';
import type { MessageParts } from './message-parts.ts';
import type { Owed } from './outbox.ts';
import type { ReturnedMail } from './return-path.ts';

export interface ComposerNeeds {
  readonly fixed: FixedParts;
  /** The person's own way out; a link that needs no login and stays valid for long. */
  readonly unsubscribeUrl: (person: LinkOwner) => string;
  /** Where the person changes what is sent to them. */
  readonly subscriptionUrl: (person: LinkOwner) => string;
  /** Short name of a person in Message-IDs: the same each time, telling nobody who it is. */
  readonly personHash: (subscriberId: number) => string;
  /** Where this mail comes back to, if it does; null when nobody looks there. */
  readonly returnPath: ((mail: ReturnedMail) => string) | null;
}

interface LinkOwner {
  readonly id: number;
  readonly linkVersion: number;
  readonly language: string;
}

/** How many messages are kept read: those of a few reports under way, in all languages. */
const kept = 64;

/** Gives a function from a claim to its return path, its Message-ID and its bytes; texts are read once and not once a person. */
export function newComposer(
  needs: ComposerNeeds,
): (claim: Claim) => Pick<Owed, 'messageId' | 'compose' | 'returnPath'> {
  const read = new Map<string, MessageParts>();
  const partsOf = (claim: Claim, message: number): MessageParts => {
    const json = claim.partsOf.get(message);
    if (json === undefined) throw new Error(`The message ${message} of a delivery is missing.`);
    let parts = read.get(json);
    if (parts === undefined) {
      if (read.size >= kept) read.clear();
      parts = JSON.parse(json) as MessageParts;
      read.set(json, parts);
    }
    return parts;
  };
  return (claim) => {
    const parts = partsOf(claim, claim.message);
    const id = messageId(parts, needs.personHash(claim.subscriberId), needs.fixed.domain);
    const { id: delivery, subscriberId: subscriber, linkVersion } = claim;
    return {
      ...(needs.returnPath === null ? {} : { returnPath: needs.returnPath({ delivery, subscriber, linkVersion }) }),
      messageId: id,
      compose: () => {
        // A report tells more than the reminder before it, and may say that nothing will happen.
        const older = claim.carried.map((message) => partsOf(claim, message));
        const carried = older.filter(({ kind }) => kind !== 'reminder');
        const person = { id: claim.subscriberId, linkVersion: claim.linkVersion, language: parts.language };
        const personal = {
          to: claim.address,
          messageId: id,
          isFirst: claim.isFirst,
          unsubscribeUrl: needs.unsubscribeUrl(person),
          subscriptionUrl: needs.subscriptionUrl(person),
        };
        return composeMessage(parts, carried, personal, needs.fixed);
      },
    };
  };
}

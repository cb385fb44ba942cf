import type { Claim } from './claim.ts';
import { messageId, prepareMessage, type FixedParts } from './envelope.ts';
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

/**
 * Gives a function from a claim to its return path, its Message-ID and its bytes. What was claimed together is read and
 * prepared once and not once a person.
 */
export function newComposer(
  needs: ComposerNeeds,
): (claim: Claim) => Pick<Owed, 'messageId' | 'compose' | 'returnPath'> {
  const batches = new WeakMap<Claim['partsOf'], Batch>();
  return (claim) => {
    const batch = batches.get(claim.partsOf) ?? newBatch(claim.partsOf, needs.fixed);
    batches.set(claim.partsOf, batch);
    const parts = batch.read(claim.message);
    const id = messageId(parts, needs.personHash(claim.subscriberId), needs.fixed.domain);
    const { id: delivery, subscriberId: subscriber, linkVersion } = claim;
    return {
      ...(needs.returnPath === null ? {} : { returnPath: needs.returnPath({ delivery, subscriber, linkVersion }) }),
      messageId: id,
      compose: () => {
        const person = { id: subscriber, linkVersion, language: parts.language };
        const unsubscribeUrl = needs.unsubscribeUrl(person);
        const subscriptionUrl = needs.subscriptionUrl(person);
        return batch.prepared(claim)({ to: claim.address, messageId: id, unsubscribeUrl, subscriptionUrl });
      },
    };
  };
}

interface Batch {
  readonly read: (message: number) => MessageParts;
  readonly prepared: (claim: Claim) => ReturnType<typeof prepareMessage>;
}

function newBatch(partsOf: Claim['partsOf'], fixed: FixedParts): Batch {
  const read = onceEach((message: number) => {
    const json = partsOf.get(message);
    if (json === undefined) throw new Error(`The message ${message} of a delivery is missing.`);
    return JSON.parse(json) as MessageParts;
  });
  const prepared = new Map<string, ReturnType<typeof prepareMessage>>();
  return {
    read,
    prepared: (claim) => {
      const key = `${claim.message} ${claim.carried.join()} ${claim.isFirst}`;
      let message = prepared.get(key);
      if (message === undefined) {
        // A report tells more than the reminder before it, and may say that nothing will happen.
        const carried = claim.carried.map(read).filter(({ kind }) => kind !== 'reminder');
        message = prepareMessage(read(claim.message), carried, claim, fixed);
        prepared.set(key, message);
      }
      return message;
    },
  };
}

function onceEach<T>(read: (message: number) => T): (message: number) => T {
  const known = new Map<number, T>();
  return (message) => {
    const value = known.get(message) ?? read(message);
    known.set(message, value);
    return value;
  };
}

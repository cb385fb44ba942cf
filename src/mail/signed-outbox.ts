import { signMessage, type Signer } from './dkim.ts';
import type { Outbox } from './outbox.ts';

/** The outbox whose mails are signed by us, just before they are handed over. */
export function signedOutbox(outbox: Outbox, signer: Signer): Outbox {
  return {
    ...outbox,
    claim: async (limit, now) => {
      const owed = await outbox.claim(limit, now);
      return owed.map((mail) => ({ ...mail, compose: () => signMessage(mail.compose(), signer) }));
    },
  };
}

import { createHash } from 'node:crypto';
import type { Kysely, Selectable } from 'kysely';
import { catalogueOf } from '../languages/catalogue.ts';
import type { ConfirmationTable, Tables } from '../schema.ts';
import type { PageOfForms } from './confirmation-mail.ts';

/** What somebody read before they agreed, and the hash under which it is kept. */
export interface ConsentText {
  readonly version: string;
  readonly text: string;
}

/** The words of the form, of the button in its mail, and of who uses the address for what, as they stand now. */
export function consentText(page: PageOfForms, language: string): ConsentText {
  const { subscribe, outcome } = catalogueOf(language).page;
  const words = [subscribe.heading, subscribe.lead, ...outcome.confirm.text, subscribe.confirm];
  const text = [...words, page.name(language), page.operator(language), page.privacy(language)].join('\n').trim();
  return { version: createHash('sha256').update(text).digest('hex').slice(0, 16), text };
}

/** Kept once, however many agree to it. */
export async function keepConsentText(trx: Kysely<Tables>, text: ConsentText): Promise<void> {
  const values = trx.insertInto('consent_texts').values(text);
  await values.onConflict((conflict) => conflict.doNothing()).execute();
}

/** Proof that the address agreed: asked when, from where (as a hash), in which words, for what; and when it said yes. */
export async function keepConsent(
  trx: Kysely<Tables>,
  { subscriber_id, created_at, network_hash, language, text_version, components }: Selectable<ConfirmationTable>,
  confirmed_at: string,
): Promise<void> {
  const asked = { subscriber_id, asked_at: created_at, network_hash, language, text_version, components };
  await trx
    .insertInto('consents')
    .values({ ...asked, confirmed_at })
    .execute();
}

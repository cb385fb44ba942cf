import type { Kysely } from 'kysely';
import { announcementIds } from '../mail/live.ts';
import type { Tables } from '../schema.ts';
import { maskAddress, personOf } from './person.ts';
import type { LinkToken } from './token.ts';

interface Needs {
  readonly trx: Kysely<Tables>;
  readonly key: Uint8Array;
  readonly now: number;
}

/**
 * Everything that is kept about a person, for themselves, as JSON; null where nobody has the link any more. The address is
 * masked as on the page: its owner knows it, and whom a mail was forwarded to must not learn it.
 */
export async function whatIsKnown(needs: Needs, link: LinkToken): Promise<string | null> {
  const { trx } = needs;
  const person = await personOf(needs, 'subscription', link);
  if (person === null) return null;
  const id = link.subscriberId;
  const row = await trx
    .selectFrom('subscribers')
    .select(['address', 'status', 'created_at', 'confirmed_at', 'unsubscribed_at', 'returned_at'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const consents = await trx
    .selectFrom('consents')
    .leftJoin('consent_texts', 'consent_texts.version', 'consents.text_version')
    .select(['asked_at', 'confirmed_at', 'network_hash', 'language', 'components', 'text'])
    .where('subscriber_id', '=', id)
    .orderBy('consents.id')
    .execute();
  const mutes = await trx
    .selectFrom('mutes')
    .select(['notice_id', 'muted_at'])
    .where('subscriber_id', '=', id)
    .execute();
  const requests = await trx
    .selectFrom('confirmations')
    .select(['purpose', 'created_at', 'expires_at', 'used_at', 'state', 'to_address'])
    .where('subscriber_id', '=', id)
    .orderBy('id')
    .execute();
  const mails = await trx
    .selectFrom('deliveries')
    .select(['notice_id', 'at', 'state', 'provider', 'settled_at'])
    .where('announcement_id', 'in', announcementIds(trx))
    .where('subscriber_id', '=', id)
    .orderBy('id')
    .execute();
  const { components, kinds, reports, quietFrom, quietUntil, exercises, language } = person;
  const known = {
    subscription: { ...row, address: maskAddress(row.address) },
    preferences: { components, kinds, reports, quiet_from: quietFrom, quiet_until: quietUntil, exercises, language },
    left_notices: mutes,
    consents: consents.map((one) => ({ ...one, components: JSON.parse(one.components) as unknown })),
    requests: requests.map((one) => ({
      ...one,
      to_address: one.to_address === null ? null : maskAddress(one.to_address),
    })),
    mails,
  };
  return `${JSON.stringify(known, null, 2)}\n`;
}

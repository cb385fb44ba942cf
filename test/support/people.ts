import type { Insertable } from 'kysely';
import type { Database } from '../../src/database.ts';
import type { SubscriberTable } from '../../src/schema.ts';
import { nextSubscriberId } from '../../src/subscribers/next-id.ts';

interface Person {
  readonly language?: string;
  /** None chosen: everything. */
  readonly components?: readonly string[];
  readonly status?: 'unconfirmed' | 'confirmed' | 'unsubscribed';
  /** When they asked, and confirmed. */
  readonly since?: string;
  readonly wants?: Pick<Insertable<SubscriberTable>, 'kinds' | 'reports' | 'quiet_from' | 'quiet_until' | 'exercises'>;
}

/** A subscriber as the confirmed form leaves one. Gives the id. */
export async function addPerson(database: Database, address: string, person: Person = {}): Promise<number> {
  const { language = 'ja', components = [], status = 'confirmed', since = '2012-01-01T00:00:00.000Z', wants = {} } = person; // prettier-ignore
  return database.write(async (trx) => {
    const { id } = await trx
      .insertInto('subscribers')
      .values({
        id: await nextSubscriberId(trx),
        address,
        address_key: address.toLowerCase(),
        language,
        status,
        created_at: since,
        confirmed_at: status === 'unconfirmed' ? null : since,
        unsubscribed_at: status === 'unsubscribed' ? since : null,
        link_version: 1,
        ...wants,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    for (const component_id of components) {
      await trx.insertInto('subscriptions').values({ subscriber_id: id, component_id }).execute();
    }
    return id;
  });
}

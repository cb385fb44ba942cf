import type { Kysely, Updateable } from 'kysely';
import type { Database } from '../database.ts';
import type { OutcomeClass, Outbox, Settlement } from '../mail/outbox.ts';
import type { ConfirmationTable, Tables } from '../schema.ts';
import { confirmationMessageId } from './confirmation-mail.ts';

/** Waits between tries that failed for the mail itself: 15 s, 30 s, … up to a quarter of an hour, as long as the link in the mail works. */
const firstWait = 15_000;
const longestWait = 15 * 60_000;

/**
 * The queue of confirmation mails. Unlike an alert, one that may have reached a provider is never repeated by itself: the
 * person can ask again, while a stranger's mailbox must not be filled.
 */
export function confirmationsOutbox({ db, siteUrl }: { readonly db: Database; readonly siteUrl: string }): Outbox {
  return {
    name: 'confirmations',
    claim: (limit, now) =>
      db.write(async (trx) => {
        const rows = await claimed(trx, limit, iso(now));
        return rows.map(({ id, to, mail, tries, token_hash }) => ({
          id,
          to,
          tries: tries + 1,
          messageId: confirmationMessageId(siteUrl, token_hash),
          compose: () => Buffer.from(mail, 'latin1'),
        }));
      }),
    record: ({ results, marks }, now) =>
      db.write(async (trx) => {
        for (const result of results) await settle(trx, result, now);
        for (const { id } of marks) {
          await trx
            .updateTable('confirmations')
            .set({ marked_at: iso(now) })
            .where('id', '=', id)
            .execute();
        }
      }),
    nextAt: async () => {
      const next = await db.read((reader) =>
        reader
          .selectFrom('confirmations')
          .select((row) => row.fn.min('next_try_at').as('at'))
          .where('state', '=', 'waiting')
          .executeTakeFirst(),
      );
      return next?.at == null ? null : Date.parse(next.at);
    },
  };
}

/**
 * For the worker's start, when nothing can be in flight: what was, ended with the process. A marked one may have gone out
 * and becomes `unknown`; no byte of the others has left us.
 */
export async function endInterruptedConfirmations(db: Database): Promise<void> {
  await db.write(async (trx) => {
    const interrupted = trx.updateTable('confirmations').where('state', '=', 'in_flight');
    await interrupted.set({ state: 'unknown', mail: '' }).where('marked_at', 'is not', null).execute();
    await interrupted.set({ state: 'waiting' }).where('marked_at', 'is', null).execute();
  });
}

async function claimed(trx: Kysely<Tables>, limit: number, now: string) {
  const waiting = trx.updateTable('confirmations').where('state', '=', 'waiting');
  // A link that has run out is of no use to anybody.
  await waiting.set({ state: 'refused', mail: '' }).where('expires_at', '<=', now).execute();
  const rows = await trx
    .selectFrom('confirmations')
    .innerJoin('subscribers', 'subscribers.id', 'confirmations.subscriber_id')
    .select(['confirmations.id', 'mail', 'tries', 'token_hash'])
    .select((row) => row.fn.coalesce('to_address', 'address').as('to'))
    .where('state', '=', 'waiting')
    .where('next_try_at', '<=', now)
    .orderBy('next_try_at')
    .limit(limit)
    .execute();
  if (rows.length === 0) return [];
  await trx
    .updateTable('confirmations')
    .set((row) => ({ state: 'in_flight', tries: row('tries', '+', 1) }))
    .where(
      'id',
      'in',
      rows.map(({ id }) => id),
    ) // prettier-ignore
    .execute();
  return rows;
}

async function settle(trx: Kysely<Tables>, { id, outcome }: Settlement, now: number): Promise<void> {
  const row = trx.selectFrom('confirmations').select('tries').where('id', '=', id).where('state', '=', 'in_flight');
  const found = await row.executeTakeFirst();
  if (found === undefined) return;
  const change = changeFor(outcome.class, found.tries, now);
  await trx.updateTable('confirmations').set(change).where('id', '=', id).execute();
}

function changeFor(outcome: OutcomeClass, tries: number, now: number): Updateable<ConfirmationTable> {
  switch (outcome) {
    case 'accepted':
      return { state: 'accepted', mail: '' };
    case 'hard_bounce':
    case 'content_refused':
      return { state: 'refused', mail: '' };
    case 'unknown':
      return { state: 'unknown', mail: '' };
    case 'provider_fault':
    case 'retry': {
      // They said no, so there is no copy: the mark, if it came to that, is void.
      // Providers that are down are asked again in their own time: then the mail should be ready.
      const wait = outcome === 'retry' ? Math.min(longestWait, firstWait * 2 ** Math.min(tries - 1, 10)) : firstWait;
      return { state: 'waiting', marked_at: null, next_try_at: iso(now + wait) };
    }
  }
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}

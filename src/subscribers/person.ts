import type { Kysely } from 'kysely';
import type { Person, PersonSaid } from '../channel.ts';
import { announcementIds } from '../mail/live.ts';
import type { Tables } from '../schema.ts';
import { isAddressAsked } from './asked-address.ts';
import { clockText } from './quiet-hours.ts';
import { linkToken, type LinkToken } from './token.ts';
import { returnDays } from './unsubscribe.ts';

const day = 86_400_000;
/** So long after a mail about it a notice can still be left here. */
const recentDays = 30;
const mostNotices = 10;

interface Needs {
  readonly trx: Kysely<Tables>;
  readonly key: Uint8Array;
  readonly now: number;
}

/** What a person sees behind their link; null where nobody has it any more. */
export async function personOf(
  { trx, key, now }: Needs,
  page: Person['page'],
  { subscriberId: id, version }: LinkToken,
  said: PersonSaid | null = null,
): Promise<Person | null> {
  const row = await trx
    .selectFrom('subscribers')
    .selectAll()
    .where('id', '=', id)
    .where('link_version', '=', version)
    .executeTakeFirst();
  if (row === undefined) return null;
  const chosen = await trx
    .selectFrom('subscriptions')
    .select('component_id')
    .where('subscriber_id', '=', id)
    .orderBy('component_id')
    .execute();
  const left = row.status === 'unsubscribed' && row.confirmed_at !== null ? row.unsubscribed_at : null;
  const until = left === null ? 0 : Date.parse(left) + returnDays * day;
  return {
    page,
    token: linkToken(key, page, id, version),
    preferencesToken: linkToken(key, 'subscription', id, version),
    address: maskAddress(row.address),
    hasLeft: row.status !== 'confirmed',
    returnUntil: until > now ? until : null,
    language: row.language,
    components: chosen.map(({ component_id }) => component_id),
    kinds: row.kinds,
    reports: row.reports,
    quietFrom: row.quiet_from === null ? '' : clockText(row.quiet_from),
    quietUntil: row.quiet_until === null ? '' : clockText(row.quiet_until),
    exercises: row.exercises === 1,
    isAddressAsked: await isAddressAsked(trx, id, now),
    notices: await recentNotices(trx, id, now),
    said,
  };
}

/** Enough for its owner to know it by, and of no use to whom a mail was forwarded. */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, Math.min(1, at))}***${address.slice(at)}`;
}

async function recentNotices(trx: Kysely<Tables>, id: number, now: number): Promise<Person['notices']> {
  const told = await trx
    .selectFrom('deliveries')
    .select(['notice_id as notice', (row) => row.fn.max('at').as('last')])
    .where('announcement_id', 'in', announcementIds(trx))
    .where('subscriber_id', '=', id)
    .where('state', '<>', 'withdrawn')
    .where('at', '>', new Date(now - recentDays * day).toISOString())
    .groupBy('notice_id')
    .orderBy('last', 'desc')
    .limit(mostNotices)
    .execute();
  const mutes = await trx.selectFrom('mutes').select('notice_id').where('subscriber_id', '=', id).execute();
  const muted = new Set(mutes.map(({ notice_id }) => notice_id));
  return told.map(({ notice }) => ({ id: notice, isMuted: muted.has(notice) }));
}

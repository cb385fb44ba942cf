import type { Kysely } from 'kysely';
import type { Database } from '../database.ts';
import type { FormAttemptTable, Tables } from '../schema.ts';
import { hashForLimit } from './token.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/** So that nobody can flood a stranger's mailbox through us, or guess codes. The most, and within what. */
const limits = {
  mailbox: [{ most: 1, within: 10 * minute }, { most: 3, within: day }], // prettier-ignore
  code: [{ most: 60, within: minute }],
} as const;

/** Confirmations that go out within a minute: for one network, which a whole school may share, and in all. */
const paces = { network: 60, all: 300 } as const;
/** A confirmation that would have to wait longer than this is not promised to anybody. */
const longestQueue = 60 * minute;
/** So long after forms came too fast each one asks for one more button. */
const floodEbbs = 10 * minute;

interface Needs {
  readonly trx: Kysely<Tables>;
  readonly key: Uint8Array;
  readonly now: number;
}

/** Counts this attempt if it is still within the limits, and says whether it was. Part of the caller's transaction. */
export async function withinLimits(needs: Needs, kind: keyof typeof limits, value: string): Promise<boolean> {
  const { trx, key, now } = needs;
  const key_hash = hashForLimit(key, kind, value);
  for (const { most, within } of limits[kind]) {
    const counted = attempts(trx, kind, key_hash).where('at', '>', iso(now - within));
    const { count } = await counted.select((row) => row.fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
    if (count >= most) return false;
  }
  await note(trx, kind, key_hash, now);
  await trx
    .deleteFrom('form_attempts')
    .where('at', '<=', iso(now - day))
    .execute();
  return true;
}

/**
 * When the next confirmation may go out: at once, or as soon as the pace of its network and of all allows. Takes that place
 * in the queue. Null when it is too long.
 */
export async function nextSlot(needs: Needs, network: string): Promise<number | null> {
  const slot = await freeSlot(needs, network);
  if (slot > needs.now + longestQueue) return null;
  for (const [kind, key_hash] of keysOf(needs.key, network)) await note(needs.trx, kind, key_hash, slot);
  return slot;
}

/** Whether forms come too fast now, from this network or in all, or did within the last ten minutes. Only reads. */
export async function isFlooded(needs: Needs, network: string): Promise<boolean> {
  const keys = keysOf(needs.key, network).map(([, key_hash]) => key_hash);
  const flood = needs.trx.selectFrom('form_attempts').select('id').where('kind', '=', 'flood');
  const lately = flood.where('key_hash', 'in', keys).where('at', '>', iso(needs.now - floodEbbs));
  if ((await lately.limit(1).executeTakeFirst()) !== undefined) return true;
  return (await freeSlot(needs, network)) > needs.now;
}

/** Whether forms came too fast from any network, or in all, within the last ten minutes. */
export async function isFloodedAnywhere(db: Kysely<Tables>, now: number): Promise<boolean> {
  const flood = db.selectFrom('form_attempts').select('id').where('kind', '=', 'flood');
  const lately = flood.where('at', '>', iso(now - floodEbbs)).where('at', '<=', iso(now));
  return (await lately.limit(1).executeTakeFirst()) !== undefined;
}

/** Remembers that forms come too fast, once a minute: thousands of them must not cost as many writes. */
export async function noteFlood(needs: Needs & { readonly write: Database['write'] }, network: string): Promise<void> {
  const { trx, key, now, write } = needs;
  for (const [kind, key_hash] of keysOf(key, network)) {
    const isFull = (await freeAt(trx, kind, key_hash, now)) > now;
    const lately = attempts(trx, 'flood', key_hash)
      .select('id')
      .where('at', '>', iso(now - minute));
    if (!isFull || (await lately.limit(1).executeTakeFirst()) !== undefined) continue;
    await write((writer) => note(writer, 'flood', key_hash, now));
  }
}

type Kind = FormAttemptTable['kind'];

async function freeSlot({ trx, key, now }: Needs, network: string): Promise<number> {
  let slot = now;
  for (const [kind, key_hash] of keysOf(key, network)) slot = Math.max(slot, await freeAt(trx, kind, key_hash, now));
  return slot;
}

/** A minute after the place that is as many before this one as may go out in a minute. */
async function freeAt(trx: Kysely<Tables>, kind: keyof typeof paces, key_hash: string, now: number): Promise<number> {
  const newest = attempts(trx, kind, key_hash).select('at').orderBy('at', 'desc');
  const before = await newest
    .offset(paces[kind] - 1)
    .limit(1)
    .executeTakeFirst();
  return before === undefined ? now : Math.max(now, Date.parse(before.at) + minute);
}

function keysOf(key: Uint8Array, network: string): [keyof typeof paces, string][] {
  return [
    ['network', hashForLimit(key, 'network', network)],
    ['all', hashForLimit(key, 'all', '')],
  ];
}

function attempts(trx: Kysely<Tables>, kind: Kind, key_hash: string) {
  return trx.selectFrom('form_attempts').where('kind', '=', kind).where('key_hash', '=', key_hash);
}

async function note(trx: Kysely<Tables>, kind: Kind, key_hash: string, at: number): Promise<void> {
  await trx
    .insertInto('form_attempts')
    .values({ kind, key_hash, at: iso(at) })
    .execute();
}

const iso = (at: number) => new Date(at).toISOString();

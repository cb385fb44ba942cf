import { z } from 'zod';
import type { Database } from '../database.ts';
import { hold } from '../mail/holds.ts';
import { readState, rememberState } from './state.ts';

const Health = z.object({ instance: z.string() });

/** For which other instance alerts were held: once released, they are not held for the same one again. */
const heldFor = 'other_instance';

/**
 * Asks the page as readers reach it which instance answers: after a failover it may be another host. Null when nobody
 * answers within `patience` milliseconds, or something that is no Noroshi with its database open.
 */
export async function askInstance(siteUrl: string, patience = 3000): Promise<string | null> {
  try {
    const response = await fetch(new URL('/health', siteUrl), {
      headers: { 'user-agent': 'Noroshi' },
      signal: AbortSignal.timeout(patience),
    });
    return Health.parse(await response.json()).instance;
  } catch {
    return null;
  }
}

/**
 * Holds every alert when another instance answers as the page, once for each, so that who releases them is obeyed. When we
 * answer again, the next other one is a new occasion. Says whether it holds anew. Throws DatabaseLost.
 */
export async function heedInstance(
  { read, write }: Pick<Database, 'read' | 'write'>,
  { own, found }: { readonly own: string; readonly found: string },
  now: number,
): Promise<boolean> {
  const other = found === own ? '' : found;
  if (((await read((db) => readState(db, heldFor))) ?? '') === other) return false;
  return write(async (trx) => {
    await rememberState(trx, heldFor, other);
    return other !== '' && (await hold(trx, { notice: null, reason: 'other_instance' }, now));
  });
}

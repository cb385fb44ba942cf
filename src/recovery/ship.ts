import type { Database } from '../database.ts';
import { newestEvent, noEvents } from '../event-chain.ts';
import { sentenceOf } from './backup.ts';
import { keyId } from './manifest.ts';
import { readRecord, writeRecord, type BackupRecord } from './record.ts';
import { packSegment, rowsBehind, unpackSegment } from './segment.ts';
import type { Target } from './target.ts';

interface Needs {
  readonly database: Database;
  readonly installation: { readonly installation: string; readonly instance: string };
  readonly key: Uint8Array;
  readonly now: () => number;
}

/** So many events in one segment; an import of a hundred thousand leaves in several. */
const mostEvents = 20_000;

/** Brings to a target what happened since the last time; true when there was something. Failures are in the record. */
export async function shipEvents(needs: Needs, target: Target): Promise<boolean> {
  const { database, now } = needs;
  const record = await database.read((db) => readRecord(db, target.label));
  // What follows on nothing restores nothing: first there is a copy.
  if (record.copy === null) return false;
  const note = (part: Partial<BackupRecord>) =>
    database.write(async (trx) =>
      writeRecord(trx, target.label, { ...(await readRecord(trx, target.label)), ...part }),
    );
  try {
    const newest = await database.read(newestEvent);
    let shipped = record.events;
    if (newest.id > shipped) await target.claim(needs.installation.installation);
    while (newest.id > shipped) {
      const from = (target.piled ? record.copy.counts.events : shipped) + 1;
      const to = Math.min(newest.id, Math.max(from, shipped + 1) + mostEvents - 1);
      await ship(needs, target, { from, to });
      shipped = to;
      await note({ events: to, eventsAt: now(), eventsFailure: null });
    }
    return newest.id > record.events;
  } catch (error) {
    await note({ eventsFailure: { at: now(), reason: sentenceOf(error, target.label) } });
    return false;
  }
}

async function ship(needs: Needs, target: Target, range: { readonly from: number; readonly to: number }) {
  const { database, installation, key, now } = needs;
  const { from, to } = range;
  const segment = await database.read(async (db) => ({
    format: 1 as const,
    ...{ installation: installation.installation, instance: installation.instance },
    key_id: keyId(key),
    made_at: new Date(now()).toISOString(),
    before:
      (await db.selectFrom('events').select('hash').where('id', '=', from - 1).executeTakeFirst())?.hash ?? noEvents.hash, // prettier-ignore
    events: (
      await db.selectFrom('events').selectAll().where('id', '>=', from).where('id', '<=', to).orderBy('id').execute()
    ).map((event) => ({ ...event, hash: event.hash ?? '' })),
    ...(await rowsBehind(db, range)),
  }));
  const { name, content } = packSegment(segment, key);
  await target.addSegment(name, content);
  unpackSegment(await target.fetchSegment(name), installation.installation, key);
}

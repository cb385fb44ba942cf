import { pino } from 'pino';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { announce } from '../../src/alerts/announce.ts';
import { openDatabase } from '../../src/database.ts';
import { wholeContent } from '../../src/incidents/content-change.ts';
import type { Snapshot } from '../../src/incidents/snapshot.ts';
import type { MessageParts } from '../../src/mail/message-parts.ts';
import { temporaryFolder } from './folder.ts';
import { tokyo } from './snapshot.ts';

/** A database of its own, and what announcing leaves in it, told in words. */
export function openAlerting() {
  const file = join(temporaryFolder(), 'noroshi.db');
  let database = openDatabase({ file, create: true });
  onTestFinished(() => database.close());
  const needs = () => ({
    database,
    log: pino({ level: 'silent' }),
    siteUrl: 'https://status.example',
    maxAge: 86_400_000,
  });
  return {
    get database() {
      return database;
    },
    /** Announces what a snapshot holds, at a time in Tokyo. */
    announce: (snapshot: Snapshot, at: string) => {
      const content = wholeContent(snapshot, { seenAt: tokyo(at), now: tokyo(at) }, 0);
      return announce(needs(), { content, notices: content.notices, absent: new Set() }, tokyo(at));
    },
    reopen: async () => {
      await database.close();
      database = openDatabase({ file });
    },
    /** `hanako waiting 17:10`, `hanako superseded 17:10 by 17:30`, by person and time. */
    ledger: () =>
      database.read(async (db) => {
        const rows = await db
          .selectFrom('deliveries')
          .innerJoin('subscribers', 'subscribers.id', 'deliveries.subscriber_id')
          .leftJoin('deliveries as carrier', 'carrier.id', 'deliveries.superseded_by')
          .select(['subscribers.address', 'deliveries.state', 'deliveries.at', 'carrier.at as by'])
          .orderBy('subscribers.address')
          .orderBy('deliveries.at')
          .execute();
        return rows.map(({ address, state, at, by }) =>
          [address.split('@')[0], state, clock(at), ...(by === null ? [] : ['by', clock(by)])].join(' '),
        );
      }),
    /** What the mails that a person waits for, or has had, say. */
    mailsTo: (id: number) =>
      database.read(async (db) => {
        const rows = await db
          .selectFrom('deliveries')
          .innerJoin('messages', 'messages.id', 'deliveries.message_id')
          .select('messages.parts')
          .where('subscriber_id', '=', id)
          .orderBy('deliveries.at')
          .execute();
        return rows.map(({ parts }) => JSON.parse(parts) as MessageParts);
      }),
    /** Ends every waiting mail as sent. */
    deliver: () =>
      database.write(async (trx) => {
        await trx.updateTable('deliveries').set({ state: 'in_flight' }).where('state', '=', 'waiting').execute();
        await trx.updateTable('deliveries').set({ state: 'accepted' }).where('state', '=', 'in_flight').execute();
      }),
    reasons: () =>
      database.read(async (db) => {
        const rows = await db.selectFrom('announcements').select(['notice_id', 'not_mailed']).orderBy('id').execute();
        return rows.map(({ notice_id, not_mailed }) => `${notice_id} ${not_mailed ?? 'mailed'}`);
      }),
  };
}

const clock = (at: string) => new Date(Date.parse(at) + 9 * 3_600_000).toISOString().slice(11, 16);

import { join } from 'node:path';
import { openDatabase, type Database } from '../../src/database.ts';
import type { LedgerNeeds } from '../../src/mail/ledger.ts';
import type { MessageParts } from '../../src/mail/message-parts.ts';

export const noticeId = '2012-06-20-all-servers-lost';
export const testKey = Buffer.from('a key of this test, thirty-two bytes long');
export const announcedAt = '2012-06-20T08:11:00.000Z';

/** A real database in a folder; `create` for a fresh one. */
export function ledgerDatabase(folder: string, create: boolean): Database {
  return openDatabase({ file: join(folder, 'noroshi.db'), create });
}

export async function addSubscribers(database: Database, count: number): Promise<number[]> {
  return database.write(async (trx) => {
    const ids: number[] = [];
    for (let number = 1; number <= count; number += 1) {
      const address = `reader${number}@example.net`;
      const row = { address, address_key: address, language: 'en', status: 'confirmed', created_at: announcedAt, confirmed_at: announcedAt, link_version: 1 } as const; // prettier-ignore
      ids.push((await trx.insertInto('subscribers').values(row).returning('id').executeTakeFirstOrThrow()).id);
    }
    return ids;
  });
}

/** Owes one report to each of `people`. The text says `report <minute>`. */
export async function announceReport(database: Database, people: readonly number[], minute: string): Promise<number> {
  const at = `2012-06-20T08:${minute}:00.000Z`;
  return database.write(async (trx) => {
    const announcement = await trx
      .insertInto('announcements')
      .values({
        notice_id: noticeId,
        at,
        kind: 'report',
        status: 'investigating',
        text_hash: minute,
        announced_at: announcedAt,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const message = await trx
      .insertInto('messages')
      .values({
        announcement_id: announcement.id,
        language: 'en',
        parts: JSON.stringify(reportParts(minute)),
        text_hash: minute,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    for (const subscriber of people) {
      await trx
        .insertInto('deliveries')
        .values({
          announcement_id: announcement.id,
          subscriber_id: subscriber,
          message_id: message.id,
          notice_id: noticeId,
          at,
          state: 'waiting',
          superseded_by: null,
          marks: 0,
          tries: 0,
          next_try_at: announcedAt,
          provider: null,
          last_outcome: null,
          settled_at: null,
        }) // prettier-ignore
        .execute();
    }
    return announcement.id;
  });
}

export function reportParts(minute: string): MessageParts {
  const body = (words: string) => ({ text: words, html: `<p>${words}</p>` });
  return {
    subject: '障害: All servers lost',
    language: 'en',
    intro: body('Manabi Contact Network'),
    section: body(`report ${minute}: サーバーに接続できません`),
    carriedHead: body('Late:'),
    soFar: { head: body('So far:'), reports: [] },
    outro: {
      text: 'Change: {subscription}\nLeave: {unsubscribe}',
      html: '<a href="{subscription}">Change</a> <a href="{unsubscribe}">Leave</a>',
    },
    noticeId,
    at: `2012-06-20T08:${minute}:00.000Z`,
    announcement: Number(minute),
    kind: 'report',
  };
}

export function ledgerNeeds(database: Database, now: () => number): LedgerNeeds {
  return {
    database,
    maxAge: 24 * 3600_000,
    fixed: {
      from: 'まなび連絡網 <status@example.org>',
      replyTo: null,
      listId: 'alerts.status.example.org',
      archiveUrl: 'https://status.example.org/history',
      domain: 'example.org',
      now,
    },
    unsubscribeUrl: ({ id }) => `https://status.example.org/unsubscribe/token${id}`,
    subscriptionUrl: ({ id }) => `https://status.example.org/subscription/token${id}`,
    personHash: (id) => `p${id}`,
    key: testKey,
    returnPath: null,
  };
}

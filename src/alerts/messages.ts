import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Instant } from '../incidents/notice.ts';
import { updatesAt } from '../incidents/updates-at.ts';
import type { MessageParts } from '../mail/message-parts.ts';
import type { Tables } from '../schema.ts';
import { retractionMessage } from './retraction-message.ts';
import { updateMessage, type Occasion } from './update-message.ts';
import type { Told } from './told.ts';
import type { AwaitedNews } from './waiting.ts';

interface Needs {
  readonly siteUrl: string;
}

/** The languages in which mails about a page are written. */
export function mailLanguages({ page }: Pick<Told, 'page'>): string[] {
  return [...new Set([page.language, ...page.languages])];
}

/** Composes what is announced once per language. */
export async function addMessages(
  trx: Kysely<Tables>,
  occasion: Occasion,
  announcementId: number,
  compose: (language: string) => Omit<MessageParts, 'announcement'>,
): Promise<void> {
  const noticeId = await threadOf(trx, occasion.notice.id);
  const rows = mailLanguages(occasion.snapshot).map((language) => {
    const parts = stored({ ...compose(language), noticeId, announcement: announcementId });
    return { announcement_id: announcementId, language, ...parts };
  });
  await trx.insertInto('messages').values(rows).execute();
}

/** While mails wait, they carry what the page says now: an edited or translated text, a corrected time; so does what they carry. */
export async function refreshMessages(
  trx: Kysely<Tables>,
  needs: Needs,
  { told: snapshot, awaited }: { readonly told: Told; readonly awaited: readonly AwaitedNews[] },
  now: Instant,
): Promise<void> {
  const messages = await trx
    .selectFrom('messages')
    .innerJoin('announcements', 'announcements.id', 'messages.announcement_id')
    .select(['messages.id', 'messages.language', 'messages.parts', 'messages.text_hash'])
    .select(['announcements.notice_id', 'announcements.at'])
    .where('announcements.kind', '<>', 'reminder')
    .where('announcements.notice_id', 'in', [...new Set(awaited.map(({ notice }) => notice))])
    .execute();
  for (const message of messages) {
    const notice = snapshot.notices.find(({ id }) => id === message.notice_id);
    const update = notice && updatesAt(notice, now).find(({ at }) => at === Date.parse(message.at));
    if (notice === undefined || update === undefined) continue;
    // The Message-ID and the thread stay: a copy of it may have gone out already.
    const { noticeId, at, announcement, kind } = JSON.parse(message.parts) as MessageParts;
    const compose = kind === 'retraction' ? retractionMessage : updateMessage;
    const parts = stored({
      ...compose(needs, { snapshot, notice, update, now }, message.language),
      noticeId,
      at,
      announcement,
    });
    if (parts.text_hash === message.text_hash) continue;
    await trx.updateTable('messages').set(parts).where('id', '=', message.id).execute();
  }
}

/** A renamed notice goes on in the thread in which it began. */
async function threadOf(trx: Kysely<Tables>, noticeId: string): Promise<string> {
  const first = await trx
    .selectFrom('messages')
    .innerJoin('announcements', 'announcements.id', 'messages.announcement_id')
    .select('messages.parts')
    .where('announcements.notice_id', '=', noticeId)
    .orderBy('messages.id')
    .limit(1)
    .executeTakeFirst();
  return first === undefined ? noticeId : (JSON.parse(first.parts) as MessageParts).noticeId;
}

function stored(message: MessageParts): { parts: string; text_hash: string } {
  const parts = JSON.stringify(message);
  return { parts, text_hash: createHash('sha256').update(parts).digest('hex') };
}

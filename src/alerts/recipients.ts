import { sql, type ExpressionBuilder, type Kysely, type SqlBool } from 'kysely';
import { readDuration } from '../incidents/duration.ts';
import type { Instant, Notice } from '../incidents/notice.ts';
import { flatComponents, leafComponents, type Page } from '../incidents/page.ts';
import type { Snapshot } from '../incidents/snapshot.ts';
import { affectedComponents } from '../incidents/component-states.ts';
import { announcementIds } from '../mail/live.ts';
import type { Tables } from '../schema.ts';
import { mailLanguages } from './messages.ts';
import { isWanted, quietEnd, wasTold } from './wanted.ts';

interface Addition {
  readonly snapshot: Pick<Snapshot, 'page'>;
  readonly notice: Notice;
  /** Of the report, or of the reminder. */
  readonly at: Instant;
  readonly announcementId: number;
  readonly now: Instant;
}

/**
 * Writes a row for every confirmed person who is to hear of it, in one statement: who chose nothing in particular, who
 * chose one of the components that the notice has named so far (it named none: everybody), who chose one that no longer
 * exists, and who was told of the notice before; of these, whoever wants this report of it (wanted.ts). In somebody's quiet
 * hours it waits until they end. Gives how many.
 */
export async function addDeliveries(trx: Kysely<Tables>, addition: Addition): Promise<number> {
  const { snapshot, notice, at, announcementId, now } = addition;
  const languages = mailLanguages(snapshot);
  const readable = sql<string>`CASE WHEN subscribers.language IN (${sql.join(languages)}) THEN subscribers.language ELSE ${snapshot.page.language} END`;
  // A moment in which a mistake can still be taken back.
  const soonest = new Date(now + (readDuration(snapshot.page.hold) ?? 0)).toISOString();
  const quiet = await quietEnd(trx, snapshot.page, addition);
  const announcements = await announcementIds(trx, notice.id).execute();
  const earlier = announcements.flatMap(({ id }) => (id === announcementId ? [] : [id]));
  const result = await trx
    .insertInto('deliveries')
    .columns([
      'announcement_id',
      'subscriber_id',
      'message_id',
      'notice_id',
      'at',
      'state',
      'next_try_at',
      'quiet_until',
    ])
    .expression((eb) =>
      eb
        .selectFrom('subscribers')
        .innerJoin('messages', (join) =>
          join.on('messages.announcement_id', '=', announcementId).on('messages.language', '=', readable),
        )
        .select(({ val }) => [
          val(announcementId).as('announcement_id'),
          'subscribers.id as subscriber_id',
          'messages.id as message_id',
          val(notice.id).as('notice_id'),
          val(new Date(at).toISOString()).as('at'),
          val('waiting' as const).as('state'),
          sql<string>`CASE WHEN ${quiet} > ${soonest} THEN ${quiet} ELSE ${soonest} END`.as('next_try_at'),
          quiet.as('quiet_until'),
        ])
        .where('subscribers.status', '=', 'confirmed')
        .where('subscribers.suppressed', 'is', null)
        .where((person) => isConcerned(person, snapshot.page, notice, earlier))
        .where((person) => isWanted(person, addition, earlier)),
    )
    .executeTakeFirstOrThrow();
  return Number(result.numInsertedOrUpdatedRows ?? 0);
}

function isConcerned(
  eb: ExpressionBuilder<Tables, 'subscribers' | 'messages'>,
  page: Page,
  notice: Notice,
  earlier: readonly number[],
) {
  const named = withGroups(page, affectedComponents(notice));
  if (named.length === 0) return sql<SqlBool>`1`;
  const choices = eb
    .selectFrom('subscriptions')
    .select('component_id')
    .whereRef('subscriptions.subscriber_id', '=', 'subscribers.id');
  // A retired component is never named again: whoever waits for it would hear nothing, and not know it.
  const existing = flatComponents(page)
    .filter(({ retired }) => !retired)
    .map(({ id }) => id);
  return eb.or([
    eb.not(eb.exists(choices)),
    eb.exists(choices.where('component_id', 'in', named)),
    eb.exists(choices.where('component_id', 'not in', existing)),
    wasTold(eb, earlier),
  ]);
}

/** A group stands for its members, and whoever chose a group hears of each of them. */
export function withGroups(page: Page, ids: readonly string[]): string[] {
  const leaves = leafComponents(page);
  const groups = leaves.flatMap(({ id, groupId }) => (ids.includes(id) && groupId !== null ? [groupId] : []));
  const members = leaves.filter(({ groupId }) => groupId !== null && ids.includes(groupId)).map(({ id }) => id);
  return [...new Set([...ids, ...groups, ...members])];
}

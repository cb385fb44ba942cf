import type { Kysely } from 'kysely';
import type { Form, PersonSaid } from '../channel.ts';
import { announcementIds, waitingState } from '../mail/live.ts';
import type { Tables } from '../schema.ts';
import { choiceColumns, readChoices, type Choices } from './choices.ts';
import type { PageOfForms } from './confirmation-mail.ts';
import { isQuietAt, minuteOfDay, quietUntil } from './quiet-hours.ts';

/** What a person can choose. */
export interface Preferences extends Choices {
  /** Empty = everything. */
  readonly components: readonly string[];
  readonly language: string;
  readonly exercises: boolean;
}

/** Reads the form of the preferences; or says what is wrong with it, null when it is no such form. */
export function readPreferences(page: PageOfForms, fields: Form['fields']): Preferences | PersonSaid | null {
  const choices = readChoices(fields);
  if (choices === null) return null;
  const language = fields['language']?.[0];
  const components = readComponents(page, fields);
  if (components === null || language === undefined || !page.languages.includes(language)) return null;
  if (typeof choices === 'string') return choices;
  return { ...choices, components, language, exercises: fields['exercises']?.[0] === 'yes' };
}

/** The components chosen that there are; null for "none of these", which must not turn into "everything". */
export function readComponents(page: Pick<PageOfForms, 'componentIds'>, fields: Form['fields']): string[] | null {
  const chosen = [...new Set(fields['component'] ?? [])];
  // One that has gone since the form was opened is no matter.
  const components = chosen.filter((id) => page.componentIds.includes(id));
  return chosen.length > 0 && components.length === 0 ? null : components;
}

/** Writes them down. What waits for the end of quiet hours waits for that of the new ones, or goes now. */
export async function savePreferences(
  { trx, clock, now }: { readonly trx: Kysely<Tables>; readonly clock: PageOfForms['clock']; readonly now: number },
  id: number,
  wanted: Preferences,
): Promise<void> {
  const { components, language, quiet } = wanted;
  await trx
    .updateTable('subscribers')
    .set({ language, exercises: wanted.exercises ? 1 : 0, ...choiceColumns(wanted) })
    .where('id', '=', id)
    .execute();
  await trx.deleteFrom('subscriptions').where('subscriber_id', '=', id).execute();
  const chosen = components.map((component_id) => ({ subscriber_id: id, component_id }));
  if (chosen.length > 0) await trx.insertInto('subscriptions').values(chosen).execute();
  const isQuiet = quiet !== null && isQuietAt(quiet, minuteOfDay(clock, now));
  const at = new Date(isQuiet ? quietUntil(clock, quiet.until, now) : now).toISOString();
  await trx
    .updateTable('deliveries')
    .set({ next_try_at: at, quiet_until: at })
    .where('announcement_id', 'in', announcementIds(trx))
    .where('subscriber_id', '=', id)
    .where('state', '=', waitingState)
    .where('quiet_until', '>', new Date(now).toISOString())
    .execute();
}

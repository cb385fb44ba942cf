import type { z } from 'zod';
import { sayings } from '../incidents/component-states.ts';
import type { ComponentState, Instant, Notice, Status, Update } from '../incidents/notice.ts';
import { flatComponents, textIn } from '../incidents/page.ts';
import { catalogueOf } from '../languages/catalogue.ts';
import { bodyOf } from './report-text.ts';
import { componentIdOf, idOf, noticeIdOf, type Writing } from './statuspage-basics.ts';
import type { AffectedComponent } from './statuspage-schema.ts';

/**
 * Statuspage's `incident_updates` of a notice, newest first. Clients take the status of the newest for that of the notice, so a
 * report that was taken back, with none after it, carries what holds without it.
 */
export function updateObjects<Word extends string>(
  writing: Writing,
  notice: Notice,
  present: Word,
  wordOf: (status: Status) => Word,
) {
  const changes = changesByReport(writing, notice);
  const lastHeld = notice.updates.findLastIndex(({ retracted }) => !retracted);
  const write = (update: Update, index: number) => {
    const { at, corrected = at } = update;
    const incident = noticeIdOf(notice);
    return {
      id: idOf('update', incident, String(at)),
      status: index >= lastHeld ? present : wordOf(update.status),
      body: bodyText(writing, notice, update),
      incident_id: incident,
      created_at: writing.time(at),
      updated_at: writing.time(Math.max(at, corrected)),
      display_at: writing.time(at),
      affected_components: changes.get(at) ?? null,
      deliver_notifications: update.notify,
      custom_tweet: null,
      tweet_id: null,
    };
  };
  return notice.updates.map(write).toReversed();
}

function bodyText({ scene, language }: Writing, notice: Notice, update: Update): string {
  const text = scene.texts.plain(bodyOf(notice, update, language).text);
  return update.retracted ? `${catalogueOf(language).feed.retracted}${text}` : text;
}

type Change = z.infer<typeof AffectedComponent>;

/**
 * By the instant of a report that counts: what it did to every component the notice had named by then. Nothing for one that
 * was taken back, or where none had been named.
 */
function changesByReport(writing: Writing, notice: Notice): ReadonlyMap<Instant, Change[] | null> {
  const said = new Map<string, ComponentState>();
  const changes = new Map<Instant, Change[] | null>();
  // The clock's reports stand among the others already, and what a broken file leaves open is nobody's change.
  const reported = { ...notice, automatic: false, broken: undefined };
  for (const { update, settings } of sayings(reported, writing.scene.snapshot.page, Infinity)) {
    const before = new Map(said);
    for (const [id, { state }] of settings) said.set(id, state);
    changes.set(update.at, changesBetween(writing, before, said));
  }
  return changes;
}

type States = ReadonlyMap<string, ComponentState>;

/** In the page's order; what page.yaml does not have any more comes last, by its id. */
function changesBetween({ scene: { snapshot }, language }: Writing, before: States, after: States): Change[] | null {
  const { page } = snapshot;
  if (after.size === 0) return null;
  const known = flatComponents(page).filter(({ id }) => after.has(id));
  const ids = new Set([...known.map(({ id }) => id), ...after.keys()]);
  const nameOf = (id: string) => known.find((component) => component.id === id)?.name ?? id;
  return [...ids].map((id) => ({
    code: componentIdOf(id),
    name: textIn(nameOf(id), language, page.language),
    old_status: before.get(id) ?? 'operational',
    new_status: after.get(id) ?? 'operational',
  }));
}

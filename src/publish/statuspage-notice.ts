import type { ComponentState, Instant, Notice, Status, Update } from '../incidents/notice.ts';
import { flatComponents, textIn } from '../incidents/page.ts';
import { affectedComponents, sayings } from '../incidents/component-states.ts';
import { impactAt } from '../incidents/impact.ts';
import { endedAt, isRetracted, startedAt, statusAt } from '../incidents/state.ts';
import { asOf } from '../incidents/updates-at.ts';
import { catalogueOf } from '../languages/catalogue.ts';
import { bodyOf } from './report-text.ts';
import { idOf, noticeIdOf, pageIdOf, type Writing } from './statuspage-basics.ts';
import { componentIdOf, type ComponentObject } from './statuspage-component.ts';
import { noticePath, pathIn, titleIn } from './view.ts';

export type NoticeObject = ReturnType<typeof noticeObject>;

/** Statuspage's `incident`, and `scheduled_maintenance` where the notice is one. `components` are those of the page. */
export function noticeObject(writing: Writing, file: Notice, components: readonly ComponentObject[]) {
  const { scene, language, time } = writing;
  const { snapshot, siteUrl, now } = scene;
  const notice = asOf(file, now);
  const { page } = snapshot;
  const first = notice.updates[0]?.at ?? snapshot.committedAt;
  const started = startedAt(notice) ?? first;
  const monitored = notice.updates.findLast((update) => update.status === 'monitoring' && !update.retracted)?.at;
  const ended = endedAt(notice, now);
  const changes = changesByReport(writing, notice);
  const named = affectedComponents(notice).map(componentIdOf);
  return {
    id: noticeIdOf(notice),
    name: titleIn(notice, language),
    status: statuspageStatus(notice, statusAt(notice, now)),
    created_at: time(first),
    updated_at: time(Math.max(first, ...notice.updates.map(({ at, corrected = 0 }) => Math.max(at, corrected)))),
    monitoring_at: monitored === undefined ? null : time(monitored),
    resolved_at: ended === undefined ? null : time(ended),
    impact: notice.type === 'maintenance' ? (notice.impact ?? 'maintenance') : impactAt(notice, page, now),
    shortlink: `${siteUrl}${pathIn(page, language, noticePath(notice))}`,
    started_at: time(started),
    page_id: pageIdOf(siteUrl),
    incident_updates: notice.updates.toReversed().map((update) => updateObject(writing, notice, update, changes)),
    components: components.filter(({ id }) => named.includes(id)),
    reminder_intervals: null,
    ...(notice.type === 'maintenance'
      ? { scheduled_for: time(started), scheduled_until: time(notice.scheduledUntil ?? started) }
      : {}),
  };
}

/** Statuspage knows neither a cancelled maintenance nor a notice that was taken back. */
function statuspageStatus(notice: Notice, status: Status): Status {
  if (isRetracted(notice)) return notice.type === 'maintenance' ? 'completed' : 'resolved';
  return status === 'cancelled' ? 'completed' : status;
}

function updateObject({ scene, language, time }: Writing, notice: Notice, update: Update, changes: Changes) {
  const { at, corrected = at } = update;
  const incident = noticeIdOf(notice);
  const text = scene.texts.plain(bodyOf(notice, update, language).text);
  return {
    id: idOf('update', incident, String(at)),
    status: update.status === 'cancelled' ? 'completed' : update.status,
    body: update.retracted ? `${catalogueOf(language).feed.retracted}${text}` : text,
    incident_id: incident,
    created_at: time(at),
    updated_at: time(Math.max(at, corrected)),
    display_at: time(at),
    affected_components: changes.get(at) ?? null,
    deliver_notifications: update.notify,
    custom_tweet: null,
    tweet_id: null,
  };
}

type Changes = ReadonlyMap<Instant, ReturnType<typeof changesIn>>;

/**
 * By the instant of a report that counts: what it did to every component the notice had named by then. Nothing for one that
 * was taken back, or where none had been named.
 */
function changesByReport(writing: Writing, notice: Notice): Changes {
  const said = new Map<string, ComponentState>();
  const changes = new Map<Instant, ReturnType<typeof changesIn>>();
  const file = { ...notice, automatic: false, broken: undefined };
  for (const { update, settings } of sayings(file, writing.scene.snapshot.page, Infinity)) {
    const before = new Map(said);
    for (const [id, { state }] of settings) said.set(id, state);
    changes.set(update.at, changesIn(writing, before, said));
  }
  return changes;
}

type States = ReadonlyMap<string, ComponentState>;

function changesIn({ scene: { snapshot }, language }: Writing, before: States, after: States) {
  const { page } = snapshot;
  const named = flatComponents(page).filter(({ id }) => after.has(id));
  if (named.length === 0) return null;
  return named.map(({ id, name }) => ({
    code: componentIdOf(id),
    name: textIn(name, language, page.language),
    old_status: before.get(id) ?? 'operational',
    new_status: after.get(id) ?? 'operational',
  }));
}

import { plainText } from '../incidents/markdown.ts';
import type { Notice, Status, Update } from '../incidents/notice.ts';
import { flatComponents, textIn } from '../incidents/page.ts';
import { affectedComponents, noticeComponentsAt } from '../incidents/component-states.ts';
import { impactAt } from '../incidents/impact.ts';
import { endedAt, isRetracted, startedAt, statusAt } from '../incidents/state.ts';
import { asOf } from '../incidents/updates-at.ts';
import { catalogueOf } from '../languages/catalogue.ts';
import type { Scene } from './pages.ts';
import { bodyOf } from './report-text.ts';
import { idOf, noticeIdOf, pageIdOf, timeIn } from './statuspage-basics.ts';
import { componentIdOf, type ComponentObject } from './statuspage-component.ts';
import { noticePath, pathIn, titleIn } from './view.ts';

/** Statuspage's `incident`, and `scheduled_maintenance` where the notice is one. `components` are those of the page. */
export function noticeObject(scene: Scene, file: Notice, components: readonly ComponentObject[], language: string) {
  const { snapshot, siteUrl, now } = scene;
  const notice = asOf(file, now);
  const { page } = snapshot;
  const time = (at: number) => timeIn(page.time_zone, at);
  const first = notice.updates[0]?.at ?? snapshot.committedAt;
  const started = startedAt(notice) ?? first;
  const monitored = notice.updates.findLast((update) => update.status === 'monitoring' && !update.retracted)?.at;
  const ended = endedAt(notice, now);
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
    incident_updates: notice.updates.toReversed().map((update) => updateObject(scene, notice, update, language)),
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

function updateObject({ snapshot: { page } }: Scene, notice: Notice, update: Update, language: string) {
  const { at, corrected = at } = update;
  const text = plainText(bodyOf(notice, update, language).text);
  return {
    id: idOf('update', noticeIdOf(notice), String(at)),
    status: update.status === 'cancelled' ? 'completed' : update.status,
    body: update.retracted ? `${catalogueOf(language).feed.retracted}${text}` : text,
    incident_id: noticeIdOf(notice),
    created_at: timeIn(page.time_zone, at),
    updated_at: timeIn(page.time_zone, Math.max(at, corrected)),
    display_at: timeIn(page.time_zone, at),
    affected_components: update.retracted ? null : changesOf(page, notice, update, language),
    deliver_notifications: update.notify,
    custom_tweet: null,
    tweet_id: null,
  };
}

/** What a report did to every component the notice had named by then; null where it had named none. */
function changesOf(page: Scene['snapshot']['page'], notice: Notice, update: Update, language: string) {
  const until = (keep: (at: number) => boolean) => {
    const updates = notice.updates.filter(({ at }) => keep(at));
    return noticeComponentsAt({ ...notice, automatic: false, broken: undefined, updates }, page, update.at);
  };
  const before = until((at) => at < update.at);
  const after = until((at) => at <= update.at);
  const named = flatComponents(page).filter(({ id }) => after[id] !== undefined);
  if (named.length === 0) return null;
  return named.map(({ id, name }) => ({
    code: componentIdOf(id),
    name: textIn(name, language, page.language),
    old_status: before[id] ?? 'operational',
    new_status: after[id] ?? 'operational',
  }));
}

import type { z } from 'zod';
import { affectedComponents, membersOf } from '../incidents/component-states.ts';
import { impactAt, writtenImpact } from '../incidents/impact.ts';
import { incidentStatuses, type Instant, type Notice, type Status } from '../incidents/notice.ts';
import { endedAt, startedAt, statusAt } from '../incidents/state.ts';
import { asOf } from '../incidents/updates-at.ts';
import { noticeIdOf, pageIdOf, type Writing } from './statuspage-basics.ts';
import type { ComponentObjects } from './statuspage-component.ts';
import { maintenanceWords, type StatuspageIncident, type StatuspageMaintenance } from './statuspage-schema.ts';
import { updateObjects } from './statuspage-update.ts';
import { noticePath, pathIn, titleIn } from './view.ts';

export type IncidentObject = z.infer<typeof StatuspageIncident>;
export type MaintenanceObject = z.infer<typeof StatuspageMaintenance>;

/** Statuspage's `incident`. */
export function incidentObject(writing: Writing, file: Notice, components: ComponentObjects): IncidentObject {
  const { snapshot, now } = writing.scene;
  const notice = asOf(file, now);
  return noticeObject(writing, notice, components, incidentWord, impactAt(notice, snapshot.page, now));
}

/** Statuspage's `scheduled_maintenance`. */
export function maintenanceObject(writing: Writing, file: Notice, components: ComponentObjects): MaintenanceObject {
  const { scene, time } = writing;
  const notice = asOf(file, scene.now);
  const from = startOf(writing, notice);
  const impact = writtenImpact(notice, scene.now) ?? 'maintenance';
  return {
    ...noticeObject(writing, notice, components, maintenanceWord, impact),
    scheduled_for: time(from),
    scheduled_until: time(notice.scheduledUntil ?? from),
  };
}

/** Statuspage knows neither a cancelled maintenance nor a notice that was taken back: `statusAt` calls that one closed. */
function maintenanceWord(status: Status): MaintenanceObject['status'] {
  if (status === 'cancelled') return 'completed';
  return maintenanceWords.find((word) => word === status) ?? 'in_progress';
}

function incidentWord(status: Status): IncidentObject['status'] {
  return incidentStatuses.find((word) => word === status) ?? 'investigating';
}

function noticeObject<Word extends string, Impact extends string>(
  writing: Writing,
  notice: Notice,
  components: ComponentObjects,
  wordOf: (status: Status) => Word,
  impact: Impact,
) {
  const { scene, language, time } = writing;
  const { page } = scene.snapshot;
  const monitored = notice.updates.findLast((update) => update.status === 'monitoring' && !update.retracted)?.at;
  const ended = endedAt(notice, scene.now);
  const first = notice.updates[0]?.at ?? startOf(writing, notice);
  const status = wordOf(statusAt(notice, scene.now));
  return {
    id: noticeIdOf(notice),
    name: titleIn(notice, language),
    status,
    created_at: time(first),
    updated_at: time(Math.max(first, ...notice.updates.map(({ at, corrected = at }) => Math.max(at, corrected)))),
    monitoring_at: monitored === undefined ? null : time(monitored),
    resolved_at: ended === undefined ? null : time(ended),
    impact,
    shortlink: `${scene.siteUrl}${pathIn(page, language, noticePath(notice))}`,
    started_at: time(startOf(writing, notice)),
    page_id: pageIdOf(page),
    incident_updates: updateObjects(writing, notice, status, wordOf),
    components: components.named([...new Set(membersOf(page, affectedComponents(notice)))]),
    reminder_intervals: null,
  };
}

function startOf({ scene }: Writing, notice: Notice): Instant {
  return startedAt(notice) ?? scene.snapshot.committedAt;
}

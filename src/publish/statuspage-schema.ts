import { z } from 'zod';
import { componentStates, impacts, incidentStatuses } from '../incidents/notice.ts';

/**
 * The shapes of Statuspage's public API, version 2, as its clients expect them: the documents are typed by them, the tests hold
 * them against what is served, and the OpenAPI document is made from them. Keys stand in the order in which Statuspage sends them.
 */

const Id = z.string().regex(/^[0-9a-z]{12}$/).meta({ description: 'Derived from what it names: the same on every host, also after a rename.' }); // prettier-ignore
const Time = z.iso.datetime({ offset: true, precision: 3 }).meta({ description: 'With the offset of the zone of the page.' }); // prettier-ignore
const ComponentStatus = z.enum(componentStates);

/** Statuspage has no word for a maintenance that was cancelled. */
export const maintenanceWords = ['scheduled', 'in_progress', 'verifying', 'completed'] as const;

export const StatuspagePage = z
  .strictObject({
    id: Id,
    name: z.string(),
    url: z.url(),
    time_zone: z.string(),
    timezone: z.string().meta({ description: 'The same as `time_zone`, under the name that some clients read.' }),
    updated_at: Time,
  })
  .meta({ id: 'Page' });

export const StatuspageStatus = z
  .strictObject({
    indicator: z.enum(impacts).meta({ description: '`minor` where the state is not known: unknown is never green.' }),
    description: z.string(),
  })
  .meta({ id: 'Status' });

export const StatuspageComponent = z
  .strictObject({
    id: Id,
    name: z.string(),
    status: ComponentStatus,
    created_at: Time,
    updated_at: Time,
    position: z.int().min(1),
    description: z.string().nullable(),
    showcase: z.boolean(),
    start_date: z.iso.date().nullable(),
    group_id: Id.nullable(),
    page_id: Id,
    group: z.boolean(),
    only_show_if_degraded: z.boolean(),
    components: z.array(Id).optional().meta({ description: 'The members; only where `group` is true.' }),
  })
  .meta({ id: 'Component' });

export const AffectedComponent = z
  .strictObject({ code: Id, name: z.string(), old_status: ComponentStatus, new_status: ComponentStatus })
  .meta({ id: 'AffectedComponent' });

const update = {
  id: Id,
  body: z.string(),
  incident_id: Id,
  created_at: Time,
  updated_at: Time,
  display_at: Time,
  affected_components: z.array(AffectedComponent).nullable(),
  deliver_notifications: z.boolean(),
  custom_tweet: z.null(),
  tweet_id: z.null(),
};

const notice = {
  id: Id,
  name: z.string(),
  created_at: Time,
  updated_at: Time,
  monitoring_at: Time.nullable(),
  resolved_at: Time.nullable(),
  shortlink: z.url(),
  started_at: Time,
  page_id: Id,
  components: z.array(StatuspageComponent).meta({ description: 'As they are now, not as they were.' }),
  reminder_intervals: z.null(),
};

const newestFirst = { description: 'Newest first.' };

export const StatuspageIncident = z
  .strictObject({
    ...notice,
    status: z.enum(incidentStatuses).meta({ description: '`resolved` also where everything was taken back.' }),
    impact: z.enum(impacts),
    incident_updates: z.array(z.strictObject({ ...update, status: z.enum(incidentStatuses) })).meta(newestFirst),
  })
  .meta({ id: 'Incident' });

export const StatuspageMaintenance = z
  .strictObject({
    ...notice,
    status: z.enum(maintenanceWords).meta({ description: '`completed` also where it was cancelled.' }),
    impact: z.enum([...impacts, 'maintenance']),
    incident_updates: z.array(z.strictObject({ ...update, status: z.enum(maintenanceWords) })).meta(newestFirst),
    scheduled_for: Time,
    scheduled_until: Time,
  })
  .meta({ id: 'ScheduledMaintenance' });

const Incidents = z.strictObject({ page: StatuspagePage, incidents: z.array(StatuspageIncident) });
const Maintenances = z.strictObject({
  page: StatuspagePage,
  scheduled_maintenances: z.array(StatuspageMaintenance),
});

export const StatuspageHistory = z.strictObject({
  components: z.array(StatuspageComponent),
  page_status: z.strictObject({ page: StatuspagePage, status: StatuspageStatus }),
  months: z
    .array(
      z.strictObject({
        name: z.string().meta({ description: '`June`' }),
        year: z.int(),
        starts_on: z.int().min(0).max(6).meta({ description: 'The weekday of the first; 0 is Sunday.' }),
        days: z.int().min(28).max(31),
        incidents: z.array(
          z.strictObject({
            code: z.string().meta({ description: 'The page of it is `/incidents/<code>`.' }),
            name: z.string(),
            message: z.string().meta({ description: 'The latest report as HTML.' }),
            impact: z.enum([...impacts, 'maintenance']),
            timestamp: z.string().meta({ description: "`Jun <var data-var='date'>20</var>, …`, from the first report to the last." }), // prettier-ignore
          }),
        ),
      }),
    )
    .meta(newestFirst),
});

/** Every document of the API by its path, without language prefix. */
export const statuspageSchemas = {
  '/api/v2/summary.json': z.strictObject({
    page: StatuspagePage,
    status: StatuspageStatus,
    components: z.array(StatuspageComponent),
    incidents: z.array(StatuspageIncident),
    scheduled_maintenances: z.array(StatuspageMaintenance),
  }),
  '/api/v2/status.json': z.strictObject({ page: StatuspagePage, status: StatuspageStatus }),
  '/api/v2/components.json': z.strictObject({ page: StatuspagePage, components: z.array(StatuspageComponent) }),
  '/api/v2/incidents.json': Incidents,
  '/api/v2/incidents/unresolved.json': Incidents,
  '/api/v2/incidents/resolved.json': Incidents,
  '/api/v2/scheduled-maintenances.json': Maintenances,
  '/api/v2/scheduled-maintenances/upcoming.json': Maintenances,
  '/api/v2/scheduled-maintenances/active.json': Maintenances,
  '/history.json': StatuspageHistory,
} as const;

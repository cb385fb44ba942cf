/**
 * What staff publish, as plain data: it is cloned between threads and never changed once made.
 * Instants are milliseconds since 1970 (UTC); a page's own zone matters only when a time is read or shown.
 */

/** Milliseconds since 1970, UTC. */
export type Instant = number;

/** The five states of a component, as Statuspage names them, from best to worst in `stateOrder`. */
export const componentStates = [
  'operational',
  'under_maintenance',
  'degraded_performance',
  'partial_outage',
  'major_outage',
] as const;
export type ComponentState = (typeof componentStates)[number];

export const incidentStatuses = ['investigating', 'identified', 'monitoring', 'resolved', 'postmortem'] as const;
export const maintenanceStatuses = ['scheduled', 'in_progress', 'verifying', 'completed', 'cancelled'] as const;
export type IncidentStatus = (typeof incidentStatuses)[number];
export type MaintenanceStatus = (typeof maintenanceStatuses)[number];
export type Status = IncidentStatus | MaintenanceStatus;

export const impacts = ['none', 'minor', 'major', 'critical'] as const;
export type Impact = (typeof impacts)[number];

export const noticeTypes = ['incident', 'maintenance', 'exercise'] as const;
export type NoticeType = (typeof noticeTypes)[number];

/** A text per language (`ja`, `en`); the notice's own language is always there. */
export type Localized = Readonly<Record<string, string>>;

/** One dated report in a notice. `(notice id, at)` is its identity everywhere: feeds, API, ledger. */
export interface Update {
  readonly at: Instant;
  /** 第N報. 0 until the history has numbered it; never reused; 最終報 (postmortem) is numbered too. */
  readonly number: number;
  /** When the history first published this report, or `at` where there is no history. */
  readonly publishedAt: Instant;
  readonly status: Status;
  /** Markdown per language; the original under the notice's `language`. */
  readonly body: Localized;
  /** Component states set by this report. */
  readonly components: Readonly<Record<string, ComponentState>>;
  readonly impact?: Impact | undefined;
  /** When the next report is due. */
  readonly next?: Instant | undefined;
  /** When it will work again. */
  readonly expected?: Instant | 'unknown' | undefined;
  /** When this text was corrected. */
  readonly corrected?: Instant | undefined;
  readonly retracted: boolean;
  /** False where staff wrote `notify: false`. */
  readonly notify: boolean;
  /** Set on what the clock of an automatic maintenance reports (`updatesAt`): it is in no file and has no number. */
  readonly automatic?: true | undefined;
  /** Line of the heading in the file, from 1; 0 for a report of the clock. */
  readonly line: number;
}

export interface Contacts {
  readonly telephone?: string | undefined;
  readonly email?: string | undefined;
  /** schema.org style, `Mo-Fr 09:00-17:00`. */
  readonly hours?: string | undefined;
}

export interface Broken {
  readonly reason: string;
  /** The file as it was written. */
  readonly text: string;
  /** Time, status and text of every report were understood. */
  readonly mailable: boolean;
  /** When it was first published: all that is known of its time where no report could be read. */
  readonly since?: Instant | undefined;
}

/** One markdown file: an incident, a maintenance or an exercise. */
export interface Notice {
  /** The file's name without `.md`; also its path under /incidents/. */
  readonly id: string;
  readonly type: NoticeType;
  /** Language of the file itself. */
  readonly language: string;
  readonly title: Localized;
  readonly impact?: Impact | undefined;
  /** Component states of the header; they hold from the first update (maintenance: from in_progress to completed). */
  readonly components: Readonly<Record<string, ComponentState>>;
  /** Oldest first, distinct instants; at least one, except in a broken notice. Includes retracted ones. */
  readonly updates: readonly Update[];
  readonly scheduledFor?: Instant | undefined;
  readonly scheduledUntil?: Instant | undefined;
  readonly automatic: boolean;
  /** Milliseconds before `scheduledFor` at which to remind. */
  readonly remind: readonly number[];
  readonly formerly: readonly string[];
  readonly contacts?: Contacts | undefined;
  readonly draft: boolean;
  /** When its files were last changed, as history has it: rises by a second at least with each change. Unknown in a preview. */
  readonly changedAt?: Instant | undefined;
  /** Set when the file could not be read whole: what is shown is salvaged, never taken as all there is. */
  readonly broken?: Broken | undefined;
}

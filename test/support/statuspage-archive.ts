import { inventIncidents, readIncidents, type PastIncident } from '../bench/history-incidents.ts';
import { componentNames, idOf } from '../bench/history-notice.ts';

/** A notice as a Statuspage site's archive has it. */
export interface ArchivedNotice {
  /** Of the source. */
  readonly id: string;
  readonly title: string;
  readonly impact: string;
  /** Those that our page has. */
  readonly components: readonly string[];
  /** Oldest first; `Update` became the status before it, and what came within one minute is seconds apart. */
  readonly reports: readonly { readonly at: number; readonly status: string; readonly text: string }[];
}

/** The archive that `NOROSHI_HISTORY` names, else an invented one of the same shape, oldest first. */
export function archivedNotices(): ArchivedNotice[] {
  const file = process.env['NOROSHI_HISTORY'];
  const found = file === undefined ? inventedArchive(120) : readIncidents(file);
  return found.map(archived).toSorted((a, b) => startOf(a) - startOf(b));
}

export const startOf = ({ reports }: ArchivedNotice) => reports[0]?.at ?? 0;

/** Every fortieth is a maintenance, as there; every third has two reports within a minute. */
function inventedArchive(count: number): PastIncident[] {
  const maintenance = ['Scheduled', 'In progress', 'Completed'];
  return inventIncidents(count, componentNames, 7).map((incident, index) => {
    const isMaintenance = index % 40 === 20;
    const begun = Date.UTC(2022, 2, 26) + index * 13 * 3_600_000;
    const updates = incident.updates.map((update, place) => ({
      ...update,
      status: isMaintenance ? (maintenance[Math.min(place, 2)] ?? '') : update.status,
      at: begun + (index % 3 === 0 && place === 1 ? (incident.updates[0]?.at ?? 0) : update.at),
    }));
    return {
      ...incident,
      id: String(9_000_000 + index),
      impact: isMaintenance ? 'maintenance' : incident.impact,
      updates,
    };
  });
}

function archived(incident: PastIncident): ArchivedNotice {
  const { id = '', title, impact, components, updates } = incident;
  let [last, status] = [-Infinity, 'investigating'];
  const reports = updates.map(({ at, status: word, message }) => {
    last = Math.max(at, last + 1000);
    if (word !== 'Update') status = word.toLowerCase().replaceAll(' ', '_');
    return { at: last, status, text: message };
  });
  return { id, title, impact, reports, components: componentNames.filter((name) => components.includes(name)) };
}

/** The notice as one of our files. Its texts are plain, so whatever markdown would read in them is escaped. */
export function fileOf({ title, impact, components, reports }: ArchivedNotice): string {
  const isMaintenance = impact === 'maintenance';
  const [first, last] = [reports.find(({ status }) => status === 'in_progress') ?? reports[0], reports.at(-1)];
  const header = [
    `title: ${title}`,
    ...(isMaintenance
      ? [
          'type: maintenance',
          `scheduled_for: ${timeOf(first?.at)}`,
          `scheduled_until: ${timeOf((last?.at ?? 0) + 60_000)}`,
        ]
      : [`impact: ${impact}`]),
    ...(components.length === 0
      ? []
      : ['components:', ...components.map((name) => `  ${idOf(name)}: ${stateOf(impact)}`)]),
  ];
  const body = reports.map(({ at, status, text }) => `## ${timeOf(at)} ${status}\n\n${escaped(text)}\n`);
  return `---\n${header.join('\n')}\n---\n\n${body.join('\n')}`;
}

function stateOf(impact: string): string {
  return { maintenance: 'under_maintenance', major: 'partial_outage', critical: 'major_outage' }[impact] ?? 'degraded_performance'; // prettier-ignore
}

/** CommonMark: a backslash takes its meaning from any ASCII punctuation. A line that ends in two is broken there. */
function escaped(text: string): string {
  return text
    .replace(/[!-/:-@[-`{-~]/g, '\\$&')
    .replaceAll('\n', '\\\n')
    .replaceAll('\\\n\\\n', '\n\n');
}

function timeOf(at = 0): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}

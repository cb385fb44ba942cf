import type { PastIncident } from './history-incidents.ts';

/** A notice that the bench writes: everything in it, in the order of the reports. */
export interface WrittenNotice {
  readonly id: string;
  readonly title: string;
  readonly isMaintenance: boolean;
  readonly impact: string;
  /** Ids of page.yaml. */
  readonly components: readonly string[];
  readonly reports: readonly WrittenReport[];
}

export interface WrittenReport {
  readonly at: number;
  /** Empty: the status before. */
  readonly status: string;
  readonly text: string;
}

/** As on the page of a large service: twelve components, two languages. */
export const componentNames = [
  'Git Operations', 'Webhooks', 'API Requests', 'Issues', 'Pull Requests', 'Actions', 'Packages', 'Pages', 'Codespaces',
  'Copilot', 'Copilot AI Model Providers', 'Visit www',
] as const; // prettier-ignore

export const pageYaml = `name: Bench
operator: { name: Bench }
privacy: Only for these notices.
language: en
languages: [en, ja]
time_zone: UTC
contacts: { telephone: "000-0000-0000", email: support@example.net }
components:
${componentNames.map((name) => `  - { id: ${idOf(name)}, name: ${name} }`).join('\n')}
`;

const stateByImpact: Readonly<Record<string, string>> = {
  critical: 'major_outage',
  major: 'partial_outage',
  maintenance: 'under_maintenance',
};

/**
 * The incident as a notice whose last report came at `endedAt`; two reports of one minute come a second after each other.
 * `open`: without the report that ended it, and none of the others ends it.
 */
export function noticeOf(incident: PastIncident, id: string, endedAt: number, open: boolean): WrittenNotice {
  const { title, impact, updates } = incident;
  const isMaintenance = !open && impact === 'maintenance';
  const shift = endedAt - (updates.at(-1)?.at ?? 0);
  let last = -Infinity;
  const reports = updates.map(({ at, status, message }, index) => {
    last = Math.max(at + shift, last + 1000);
    const word = statusOf(status, isMaintenance);
    const isEnd = word === 'resolved' || word === 'completed';
    return {
      at: last,
      status: open && isEnd ? 'monitoring' : index === 0 && word === '' ? 'investigating' : word,
      text: message,
    };
  });
  const components = incident.components
    .map(idOf)
    .filter((name) => componentNames.some((known) => idOf(known) === name));
  return {
    id,
    title,
    isMaintenance,
    impact: isMaintenance || impact === 'maintenance' ? '' : impact,
    components,
    reports,
  };
}

function statusOf(status: string, isMaintenance: boolean): string {
  const word = status.toLowerCase().replaceAll(' ', '_');
  if (word === 'update') return '';
  if (isMaintenance) return word;
  return { scheduled: 'investigating', in_progress: 'identified', completed: 'resolved' }[word] ?? word;
}

/** The notice's file with the first so many of its reports. */
export function writeNotice(notice: WrittenNotice, reports = notice.reports.length): string {
  const { title, isMaintenance, impact, components } = notice;
  const state = stateByImpact[isMaintenance ? 'maintenance' : impact] ?? 'degraded_performance';
  const header = [
    `title: ${title.replaceAll(/\s+/g, ' ')}`,
    ...(impact === '' ? [] : [`impact: ${impact}`]),
    ...(isMaintenance ? ['type: maintenance', ...maintenanceTimes(notice)] : []),
    ...(components.length === 0 ? [] : ['components:', ...new Set(components.map((id) => `  ${id}: ${state}`))]),
  ];
  const body = notice.reports.slice(0, reports).map(({ at, status, text }) => {
    // A line that begins like a heading would be one.
    return `## ${timeOf(at)} ${status}\n\n${text.replaceAll(/^(?=#|---)/gm, '\\')}\n`;
  });
  return `---\n${header.join('\n')}\n---\n\n${body.join('\n')}`;
}

function maintenanceTimes({ reports }: WrittenNotice): string[] {
  const from = reports.find(({ status }) => status === 'in_progress')?.at ?? reports[0]?.at ?? 0;
  const until = Math.max(reports.at(-1)?.at ?? 0, from + 60_000);
  return [`scheduled_for: ${timeOf(from)}`, `scheduled_until: ${timeOf(until)}`];
}

function timeOf(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}

/** The id that `pageYaml` gives a component. */
export function idOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

import type { Entry } from './entries.ts';
import { readDuration } from './duration.ts';
import type { Header } from './header.ts';
import type { Contacts, Instant, Notice } from './notice.ts';
import type { Report } from './report.ts';
import { impactWords, typeWords } from './words.ts';
import { readInstant, readSwitch, readWord } from './values.ts';
import type { Zone } from './zone.ts';

/** What a header says about the whole notice, but for its title and components. */
export type NoticeSettings = Pick<
  Notice,
  'type' | 'impact' | 'scheduledFor' | 'scheduledUntil' | 'automatic' | 'remind' | 'formerly' | 'contacts' | 'draft'
>;

/** Reads the values of a header. `day` is the first instant of the day in the file's name, for times without a date. */
export function readSettings(header: Header, zone: Zone, day: Instant | null, report: Report): NoticeSettings {
  const { fields } = header;
  const type = readWord(fields.get('type'), typeWords, report) ?? 'incident';
  const scheduledFor = readInstant(fields.get('scheduled_for'), zone, day, report);
  const until = readInstant(fields.get('scheduled_until'), zone, scheduledFor ?? day, report);
  checkSchedule(header, type, { from: scheduledFor, until }, report);
  return {
    type,
    impact: readWord(fields.get('impact'), impactWords, report),
    scheduledFor,
    scheduledUntil: until,
    automatic: readSwitch(fields.get('automatic'), false, report),
    remind: readRemind(fields.get('remind'), report),
    formerly: readFormerly(header, report),
    contacts: readContacts(header),
    draft: readSwitch(fields.get('draft'), false, report),
  };
}

function checkSchedule(
  { fields }: Header,
  type: Notice['type'],
  { from, until }: { from: Instant | undefined; until: Instant | undefined },
  report: Report,
): void {
  const start = { line: 1, column: 1 };
  const scheduled = fields.get('scheduled_for') ?? fields.get('scheduled_until');
  if (type === 'incident' && scheduled !== undefined) {
    report.error(
      scheduled,
      `"${scheduled.word}" belongs to a maintenance.`,
      'Add "type: maintenance" to the header, or delete this line.',
    );
  }
  if (type === 'maintenance' && !fields.has('scheduled_for')) {
    report.error(
      start,
      'A maintenance needs the time at which it starts.',
      'Add "scheduled_for: 2012-06-20 02:00" to the header.',
    );
  }
  if (type === 'maintenance' && !fields.has('scheduled_until')) {
    report.error(
      start,
      'A maintenance needs the time at which it ends.',
      'Add "scheduled_until: 2012-06-20 04:00" to the header.',
    );
  }
  const end = fields.get('scheduled_until');
  if (end !== undefined && from !== undefined && until !== undefined && until <= from) {
    report.error(end.valuePlace, 'It ends before it starts.', 'Correct one of the two times.');
  }
}

function readRemind(entry: Entry | undefined, report: Report): number[] {
  const words = entry?.value.split(/[\s,、[\]]+/).filter((word) => word !== '') ?? [];
  return words.flatMap((word) => {
    const length = readDuration(word);
    if (length === null && entry !== undefined) {
      report.error(entry.valuePlace, `"${word}" is no length of time.`, 'Write for example 24h, 1h.');
    }
    return length ?? [];
  });
}

function readFormerly({ fields, formerly }: Header, report: Report): readonly string[] {
  const bad = formerly.find((id) => !/^[a-z0-9][a-z0-9-]{0,99}$/.test(id));
  const entry = fields.get('formerly');
  if (bad !== undefined && entry !== undefined) {
    report.error(entry, `"${bad}" cannot be the id of a notice.`, 'Write the old file name without .md.');
  }
  return formerly.filter((id) => id !== bad);
}

function readContacts({ fields }: Header): Contacts | undefined {
  const [telephone, email, hours] = (['telephone', 'email', 'hours'] as const).map((key) => fields.get(key)?.value);
  return (telephone ?? email ?? hours) === undefined ? undefined : { telephone, email, hours };
}

import type { Form, PersonSaid } from '../channel.ts';
import { lengthOf, longestQuiet, readClock, type QuietHours } from './quiet-hours.ts';

/** What somebody hears about, how much of it, and when not. */
export interface Choices {
  readonly kinds: 'all' | 'incidents' | 'maintenances';
  readonly reports: 'every' | 'first_and_last';
  readonly quiet: QuietHours | null;
}

/** Reads them from a form; or says what is wrong with its quiet hours, null when it is no such form. */
export function readChoices(fields: Form['fields']): Choices | PersonSaid | null {
  const [kinds, reports] = ['kinds', 'reports'].map((name) => fields[name]?.[0]);
  if (kinds !== 'all' && kinds !== 'incidents' && kinds !== 'maintenances') return null;
  if (reports !== 'every' && reports !== 'first_and_last') return null;
  const quiet = readQuiet(fields);
  return typeof quiet === 'string' ? quiet : { kinds, reports, quiet };
}

/** As columns of a subscriber. */
export function choiceColumns({ kinds, reports, quiet }: Choices) {
  return { kinds, reports, quiet_from: quiet?.from ?? null, quiet_until: quiet?.until ?? null };
}

function readQuiet(fields: Form['fields']): QuietHours | null | PersonSaid {
  const [typedFrom, typedUntil] = ['quiet_from', 'quiet_until'].map((name) => fields[name]?.[0]?.trim() ?? '');
  if (typedFrom === '' && typedUntil === '') return null;
  const [from, until] = [readClock(typedFrom ?? ''), readClock(typedUntil ?? '')];
  if (from === null || until === null || from === until) return 'quiet-invalid';
  return lengthOf({ from, until }) > longestQuiet ? 'quiet-too-long' : { from, until };
}

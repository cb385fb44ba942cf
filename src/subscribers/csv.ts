import { parse, CsvError } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { UserError } from '../errors.ts';
import { readAddress, type Address } from './address.ts';

export const columns = ['email', 'language', 'components', 'confirmed_at'] as const;
type Column = (typeof columns)[number];

/** One line of a list of subscribers. Components empty: everything. */
export interface CsvPerson {
  readonly address: string;
  readonly language: string;
  readonly components: readonly string[];
  /** When the person agreed; null: must be asked. ISO 8601 UTC. */
  readonly confirmedAt: string | null;
}

export interface ReadPerson extends CsvPerson {
  readonly line: number;
  readonly key: string;
}

/** What is wrong in a line, and what to do. */
export interface CsvFault {
  readonly line: number;
  readonly what: string;
}

export interface ReadNeeds {
  readonly now: number;
  /** For lines that name none; null: then that is a fault. */
  readonly language: string | null;
  readonly languages: readonly string[];
  /** What can be chosen; null where it is not known. */
  readonly componentIds: readonly string[] | null;
}

/** Lines of CSV as a spreadsheet may show them: nothing in them is taken for a formula. Without a header. */
export function writePeople(people: readonly CsvPerson[]): string {
  return stringify(
    people.map(({ address, language, components, confirmedAt }) =>
      [address, language, components.join(' '), confirmedAt ?? ''].map(guarded),
    ),
  );
}

export const csvHeader = `${columns.join(',')}\n`;

/** Reads a list, and says of every line that is wrong what is. Throws UserError for what is no list at all. */
export function readPeople(text: string, needs: ReadNeeds): { people: ReadPerson[]; faults: CsvFault[] } {
  const people: ReadPerson[] = [];
  const faults: CsvFault[] = [];
  const lineOf = new Map<string, number>();
  for (const { record, info } of rowsOf(text)) {
    try {
      const person = readPerson(record, needs);
      const before = lineOf.get(person.key);
      if (before !== undefined) throw new UserError('invalid', `This address stands in line ${before} too. Keep one.`);
      lineOf.set(person.key, info.lines);
      people.push({ ...person, line: info.lines });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      faults.push({ line: info.lines, what: error.message });
    }
  }
  return { people, faults };
}

interface Row {
  readonly record: Readonly<Partial<Record<string, string>>>;
  readonly info: { readonly lines: number };
}

function rowsOf(text: string): readonly Row[] {
  try {
    const options = { bom: true, columns: readHeader, info: true, trim: true, skip_empty_lines: true } as const;
    // The parser counts \r\n as two lines.
    return parse(text.replace(/\r\n?/g, '\n'), { ...options, relax_column_count: true }) as unknown as Row[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error['lines'] === 'number' ? ` in line ${error['lines']}` : '';
    throw new UserError(
      'invalid',
      `This is no CSV${line}: a quotation mark does not close. Save the list as CSV again.`,
    );
  }
}

function readHeader(names: readonly string[]): string[] {
  const known = names.map((name) => name.trim().toLowerCase());
  const strange = known.filter((name) => !(columns as readonly string[]).includes(name));
  if (known.includes('email') && strange.length === 0) return known;
  const found =
    strange.length > 0 ? `"${strange[0]?.slice(0, 40) ?? ''}" is no column.` : 'The column "email" is missing.';
  throw new UserError('invalid', `The first line must be: ${columns.join(',')}. ${found}`);
}

function readPerson(record: Row['record'], needs: ReadNeeds): Omit<ReadPerson, 'line'> {
  const cell = (column: Column) => unguarded(record[column] ?? '').trim();
  const { address, key }: Address = readAddress(cell('email'));
  return {
    address,
    key,
    language: readLanguage(cell('language'), needs),
    components: readComponents(cell('components'), needs.componentIds),
    confirmedAt: readConsent(cell('confirmed_at'), needs.now),
  };
}

function readLanguage(text: string, { language, languages }: ReadNeeds): string {
  const wanted = text === '' ? language : text;
  if (wanted === null)
    throw new UserError('invalid', `No language. Write ${languages.join(' or ')}, or give --language.`);
  if (languages.includes(wanted)) return wanted;
  throw new UserError('invalid', `There are no mails in "${wanted.slice(0, 20)}". Write ${languages.join(' or ')}.`);
}

function readComponents(text: string, known: ReadNeeds['componentIds']): readonly string[] {
  const ids = [...new Set(text.split(/[\s,;|]+/).filter((id) => id !== ''))].toSorted();
  const strange = ids.find((id) => (known === null ? !/^[a-z0-9][a-z0-9-]*$/.test(id) : !known.includes(id)));
  if (strange === undefined) return ids;
  const cure = known === null ? 'Write ids with spaces between.' : `There are ${known.join(', ')}; empty means all.`;
  throw new UserError('invalid', `"${strange.slice(0, 40)}" is no component. ${cure}`);
}

function readConsent(text: string, now: number): string | null {
  if (text === '') return null;
  const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;
  const at = form.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) {
    const cure = 'Write it like 2012-06-20T17:10:00+09:00, or leave it empty: then the person is asked.';
    throw new UserError('invalid', `"${text.slice(0, 40)}" is no time with a zone. ${cure}`);
  }
  if (at > now || at < Date.UTC(1990))
    throw new UserError('invalid', 'This consent is dated in the future, or before 1990. Correct it.');
  return new Date(at).toISOString();
}

/** A cell that a spreadsheet would compute gets a ' in front, and one that has such a ' gets another. */
function guarded(cell: string): string {
  return /^[=+\-@\t\r']/.test(cell) ? `'${cell}` : cell;
}

function unguarded(cell: string): string {
  return /^'[=+\-@\t\r']/.test(cell) ? cell.slice(1) : cell;
}

import type { FieldName } from '../languages/catalogue.ts';
import {
  readStateList,
  readComponent,
  readState,
  type ComponentWords,
  type SetState,
  type UnknownComponent,
} from './component-words.ts';
import { plainValue, readEntry, type Entry } from './entries.ts';
import { fold, wordKey } from './fold.ts';
import type { Line } from './lines.ts';
import { nearestWord } from './nearest.ts';
import type { Report } from './report.ts';
import { fieldWords } from './words.ts';

/** A notice's header: its fields as written, its components understood. */
export interface Header {
  readonly fields: ReadonlyMap<FieldName, Entry>;
  readonly components: readonly SetState[];
  readonly formerly: readonly string[];
  readonly unknown: readonly UnknownComponent[];
}

const headerFields: ReadonlySet<FieldName> = new Set<FieldName>([
  'title', 'type', 'impact', 'components', 'scheduled_for', 'scheduled_until', 'automatic', 'remind', 'formerly',
  'contacts', 'telephone', 'email', 'hours', 'draft', 'language',
]); // prettier-ignore

/** Reads a header line by line; what cannot be read is reported and left out. */
export function readHeader(lines: readonly Line[], words: ComponentWords, report: Report): Header {
  const fields = new Map<FieldName, Entry>();
  const components: SetState[] = [];
  const formerly: string[] = [];
  const unknown: UnknownComponent[] = [];
  let block: FieldName | null = null;
  for (const line of lines) {
    const plain = fold(line.raw);
    if (/^\s*(#.*)?$/.test(plain)) continue;
    const entry = readEntry(line);
    const isNamed = entry !== null && !fieldWords.has(wordKey(entry.word)) && words.ids.has(wordKey(entry.word));
    const isInside = /^\s|^-\s/.test(plain) || (block === 'components' && isNamed);
    if (isInside && block === 'components' && entry !== null) {
      components.push(...readComponentLine(entry, words, report, unknown));
    } else if (isInside && block === 'components') {
      const column = plain.search(/[^\s-]/) + 1;
      const text = line.raw.slice(column - 1).trim();
      components.push(...readStateList(plainValue(text), { line: line.number, column }, words, report, unknown));
    } else if (isInside && block === 'formerly') {
      formerly.push(...ids(plain));
    } else if (entry === null) {
      const place = { line: line.number, column: plain.search(/\S/) + 1 };
      report.error(
        place,
        'This header line is no "key: value".',
        'Write it as key: value on one line, or move it below a heading.',
      );
    } else {
      if (!isInside) block = entry.field ?? null;
      takeField(entry, fields, report);
      if (entry.field === 'components' && entry.value !== '') {
        components.push(...readStateList(entry.value, entry.valuePlace, words, report, unknown));
      }
      if (entry.field === 'formerly') formerly.push(...ids(entry.value));
    }
  }
  return { fields, components, formerly, unknown };
}

function readComponentLine(
  entry: Entry,
  words: ComponentWords,
  report: Report,
  unknown: UnknownComponent[],
): SetState[] {
  const id = readComponent(entry.word, entry, words, report, unknown);
  const state = readState(entry.value, entry.valuePlace, report);
  return id === null || state === null ? [] : [{ id, state }];
}

function takeField(entry: Entry, fields: Map<FieldName, Entry>, report: Report): void {
  const { field, word } = entry;
  if (field === undefined || !headerFields.has(field)) {
    if (field !== undefined)
      report.error(entry, `"${word}" belongs to a report.`, 'Write it directly below the heading of a report.');
    else report.error(entry, `"${word}" is no field of a header.`, () => cureOf(word));
  } else if (fields.has(field)) {
    report.error(entry, `"${word}" stands twice in the header.`, 'Delete one of the two lines.');
  } else {
    fields.set(field, entry);
  }
}

function cureOf(word: string): string {
  const nearest = nearestWord(word, [...headerFields, ...spellings]);
  return nearest === undefined
    ? `Known are ${[...headerFields].join(', ')}; components stand under "components:".`
    : `Did you mean "${nearest}"?`;
}

const spellings: readonly string[] = [...fieldWords]
  .filter(([, field]) => headerFields.has(field))
  .map(([word]) => word);

function ids(text: string): string[] {
  return text.split(/[\s,、[\]"']+/).filter((id) => id !== '' && id !== '-');
}

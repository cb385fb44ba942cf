import type { FieldName } from '../languages/catalogue.ts';
import {
  readComponent,
  readState,
  type ComponentWords,
  type SetState,
  type UnknownComponent,
} from './component-words.ts';
import { readEntry, type Entry } from './entries.ts';
import { wordKey } from './fold.ts';
import type { Line } from './lines.ts';
import { nearestWord } from './nearest.ts';
import type { Report } from './report.ts';
import { fieldWords, stateWords } from './words.ts';

/** What stands between an update's heading and its text. */
export interface UpdateFields {
  readonly fields: ReadonlyMap<FieldName, Entry>;
  readonly components: readonly SetState[];
  readonly unknown: readonly UnknownComponent[];
  /** The text, exactly as written. */
  readonly body: string;
}

const updateFields: ReadonlySet<FieldName> = new Set<FieldName>([
  'next',
  'expected',
  'corrected',
  'impact',
  'notify',
  'retracted',
]);

/** Splits the lines below a heading. The text begins after a blank line, or at the first line that is no field. */
export function readFields(lines: readonly Line[], words: ComponentWords, report: Report): UpdateFields {
  const fields = new Map<FieldName, Entry>();
  const components: SetState[] = [];
  const unknown: UnknownComponent[] = [];
  let index = 0;
  for (; index < lines.length; index++) {
    const line = lines[index];
    const entry =
      line === undefined || line.inside !== null || /^(?:\s*$|\s{4})/.test(line.raw) ? null : readEntry(line);
    if (entry === null) break;
    const { field, word } = entry;
    const isComponent = words.ids.has(wordKey(word)) || (field === undefined && stateWords.has(wordKey(entry.value)));
    if (field !== undefined && updateFields.has(field)) {
      if (fields.has(field))
        report.error(entry, `"${word}" stands twice below this heading.`, 'Delete one of the two lines.');
      else fields.set(field, entry);
    } else if (isComponent) {
      const id = readComponent(word, entry, words, report, unknown);
      const state = readState(entry.value, entry.valuePlace, report);
      if (id !== null && state !== null) components.push({ id, state });
    } else {
      warnOfNearField(entry, words, report);
      break;
    }
  }
  const body = lines.slice(index).map(({ raw }) => raw); // prettier-ignore
  return { fields, components, unknown, body: trimmed(body) };
}

/** Without the empty lines around; the text itself is not touched. */
function trimmed(lines: readonly string[]): string {
  const isText = (line: string) => line.trim() !== '';
  return lines.slice(Math.max(0, lines.findIndex(isText)), lines.findLastIndex(isText) + 1).join('\n');
}

function warnOfNearField(entry: Entry, words: ComponentWords, report: Report): void {
  const { field, word } = entry;
  if (field !== undefined) {
    report.warning(
      entry,
      `"${word}" belongs into the header and is read as text here.`,
      'Move it between the --- lines.',
    );
    return;
  }
  const nearest = nearestWord(word, [...updateFields, ...spellings, ...words.spellings]);
  if (nearest === undefined) return;
  report.warning(entry, `"${word}" is no field, so this line is read as text.`, `Did you mean "${nearest}"?`);
}

const spellings: readonly string[] = [...fieldWords]
  .filter(([, field]) => updateFields.has(field))
  .map(([word]) => word);

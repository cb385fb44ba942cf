import { wordKey } from './fold.ts';
import { didYouMean, didYouMeanOf } from './nearest.ts';
import type { ComponentState } from './notice.ts';
import { flatComponents, type Page } from './page.ts';
import { mostFindings, type Place, type Report } from './report.ts';
import { stateWords } from './words.ts';

/** What a page's components can be called in a notice: by id and by name in every language. */
export interface ComponentWords {
  /** Ids by folded word; several when two components share a name. */
  readonly ids: ReadonlyMap<string, readonly string[]>;
  /** Members of the groups, by group id. */
  readonly members: ReadonlyMap<string, readonly string[]>;
  /** Spellings for "did you mean". */
  readonly spellings: readonly string[];
}

/** A component state somebody set, with the place of both words. */
export interface SetState {
  readonly id: string;
  readonly state: ComponentState;
}

/** A component no longer on the page, to be judged once it is known whether the notice is open. */
export interface UnknownComponent extends Place {
  readonly word: string;
  /** `Did you mean "web"? `, or nothing. */
  readonly meant: string;
  /** What the page has. */
  readonly known: string;
}

/** The words of a page, made once per page. */
export function componentWords(page: Page): ComponentWords {
  const ids = new Map<string, string[]>();
  const members = new Map<string, string[]>();
  const spellings: string[] = [];
  for (const { id, name, groupId, isGroup } of flatComponents(page)) {
    if (isGroup) members.set(id, []);
    if (groupId !== null) members.get(groupId)?.push(id);
    const words = [id, ...(typeof name === 'string' ? [name] : Object.values(name))];
    for (const word of words) {
      const known = ids.get(wordKey(word)) ?? [];
      if (!known.includes(id)) ids.set(wordKey(word), [...known, id]);
    }
    spellings.push(...words);
  }
  return { ids, members, spellings };
}

/** The component that a word means: its id; or null when it is unknown, a group, or means several, which is reported. */
export function readComponent(
  word: string,
  place: Place,
  words: ComponentWords,
  report: Report,
  unknown: UnknownComponent[],
): string | null {
  const ids = words.ids.get(wordKey(word));
  const [id] = ids ?? [];
  if (ids === undefined || id === undefined) {
    if (unknown.length >= mostFindings) return null;
    const all = [...words.ids.values()].flat().filter((one) => !words.members.has(one));
    const known = `page.yaml has ${[...new Set(all)].join(', ')}.`;
    unknown.push({ word, ...place, meant: didYouMean(word, words.spellings), known });
    return /^[a-z0-9][a-z0-9-]{0,99}$/.test(word) ? word : null;
  }
  if (ids.length > 1) {
    report.error(place, `"${word}" is the name of several components.`, `Write the id: ${ids.join(' or ')}.`);
    return null;
  }
  const group = words.members.get(id);
  if (group === undefined) return id;
  report.error(place, `"${word}" is a group of components.`, `Name what is affected in it: ${group.join(', ')}.`);
  return null;
}

/** The state a word means; reported, and null, when it is none. */
export function readState(word: string, place: Place, report: Report): ComponentState | null {
  const state = stateWords.get(wordKey(word)) ?? null;
  if (state === null) {
    const cure = () => `${didYouMeanOf(word, stateWords)}Use one of ${[...new Set(stateWords.values())].join(', ')}.`;
    report.error(place, word === '' ? 'The state is missing.' : `"${word}" is no state of a component.`, cure);
  }
  return state;
}

/** `web major_outage, メール配信 遅延`: components and their states on one line. */
export function readStateList(
  text: string,
  place: Place,
  words: ComponentWords,
  report: Report,
  unknown: UnknownComponent[],
): SetState[] {
  const states: SetState[] = [];
  for (const item of text.matchAll(/[^,、，;；{}[\]]+/g)) {
    const entry = item[0].trim();
    if (entry === '') continue;
    const at = { line: place.line, column: place.column + item.index + item[0].indexOf(entry) };
    const [word, stateWord] = splitItem(entry);
    const id = readComponent(word, at, words, report, unknown);
    const state = readState(stateWord, at, report);
    if (id !== null && state !== null) states.push({ id, state });
  }
  return states;
}

/** The longest end of the item that is a state is the state; else its last word. */
function splitItem(entry: string): readonly [string, string] {
  const words = entry.split(/[\s:：=＝]+/);
  for (let count = Math.min(words.length - 1, mostWords); count > 0; count--) {
    const state = words.slice(-count).join(' ');
    if (stateWords.has(wordKey(state))) return [words.slice(0, -count).join(' '), state];
  }
  return [words.slice(0, -1).join(' ') || entry, words.length > 1 ? (words.at(-1) ?? '') : ''];
}

/** No state has more (`under maintenance`), and no line shall be tried word by word. */
const mostWords = 4;

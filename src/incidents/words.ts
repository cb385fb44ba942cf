import { catalogues, type Words } from '../languages/catalogue.ts';
import { wordKey } from './fold.ts';
import type { NoticeType, Status } from './notice.ts';
import { incidentStatuses, maintenanceStatuses } from './notice.ts';

/** What a word can mean, in every installed language, by its folded spelling. Made once from the catalogues, never changed. */
export type Vocabulary<Meaning extends string> = ReadonlyMap<string, Meaning>;

export const statusWords = vocabulary((words) => words.status);
export const stateWords = vocabulary((words) => words.component);
export const impactWords = vocabulary((words) => words.impact);
export const typeWords = vocabulary((words) => words.type);
export const fieldWords = vocabulary((words) => words.keys);

const yes = new Set(['true', 'yes', 'on', 'はい', 'する', '有', 'あり', '有効']);
const no = new Set(['false', 'no', 'off', 'いいえ', 'しない', '無', 'なし', '無効']);

/** `true` or `false`, or null for neither. */
export function readYesNo(text: string): boolean | null {
  const key = wordKey(text);
  return yes.has(key) ? true : no.has(key) ? false : null;
}

/** The statuses a notice of this type goes through; a rehearsal may rehearse either. */
export function statusesOf(type: NoticeType): readonly Status[] {
  if (type === 'incident') return incidentStatuses;
  return type === 'maintenance' ? maintenanceStatuses : [...incidentStatuses, ...maintenanceStatuses];
}

function vocabulary<Meaning extends string>(pick: (words: Words) => Readonly<Record<Meaning, readonly string[]>>) {
  const table = new Map<string, Meaning>();
  for (const { words } of Object.values(catalogues)) {
    const meanings = pick(words);
    for (const meaning of Object.keys(meanings) as Meaning[]) {
      for (const spelling of [meaning, ...meanings[meaning]]) table.set(wordKey(spelling), meaning);
    }
  }
  return table as Vocabulary<Meaning>;
}

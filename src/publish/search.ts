import { affectedComponents } from '../incidents/component-states.ts';
import type { Notice } from '../incidents/notice.ts';
import { flatComponents, type Page } from '../incidents/page.ts';
import type { Snapshot } from '../incidents/snapshot.ts';
import { foldText, type Texts } from './texts.ts';

/** What a reader asked for, and what was found. */
export interface Found {
  /** As it was typed. */
  readonly query: string;
  /** Newest first, at most `mostShown`. */
  readonly notices: readonly Notice[];
  /** How many there are. */
  readonly count: number;
}

const mostWords = 8;
const mostShown = 50;

/**
 * The notices in which every word of a query stands: in a title, a report or the name of a component it affects, in
 * whichever language. Letters are compared as people read them: ＡＢＣ is abc.
 */
export function findNotices(snapshot: Snapshot, texts: Texts, query: string): Found {
  const words = foldText(query).split(/\s+/).filter((word) => word !== '').slice(0, mostWords); // prettier-ignore
  if (words.length === 0) return { query, notices: [], count: 0 };
  const wanted = words.map((word) => ({ word, components: componentsNamed(snapshot.page, word) }));
  const found = snapshot.notices.filter((notice) => {
    const text = texts.folded(notice);
    return wanted.every(({ word, components }) => text.includes(word) || affects(notice, components));
  });
  return { query, notices: found.slice(0, mostShown), count: found.length };
}

function affects(notice: Notice, components: ReadonlySet<string>): boolean {
  return components.size > 0 && affectedComponents(notice).some((id) => components.has(id));
}

function componentsNamed(page: Page, word: string): ReadonlySet<string> {
  const named = flatComponents(page).filter(({ id, name }) =>
    [id, ...(typeof name === 'string' ? [name] : Object.values(name))].some((one) => foldText(one).includes(word)),
  );
  return new Set(named.map(({ id }) => id));
}

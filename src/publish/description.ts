import { plainText } from '../incidents/markdown.ts';
import type { Instant, Notice } from '../incidents/notice.ts';
import { splitLatest } from './report-list.ts';

/** What search results and chat programs show of it. */
const most = 120;

/** The latest report of a notice in a line, cut where it gets long; undefined where it says nothing. */
export function latestInShort(notice: Notice | undefined, language: string, now: Instant): string | undefined {
  const latest = splitLatest(notice, language, now).latest.at(-1);
  if (latest === undefined) return undefined;
  const signs = [...plainText(latest.text).replace(/\s+/g, ' ').trim()];
  if (signs.length === 0) return undefined;
  return signs.length > most ? `${signs.slice(0, most).join('')}…` : signs.join('');
}

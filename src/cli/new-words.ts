import { componentWords, readStateList, type SetState, type UnknownComponent } from '../incidents/component-words.ts';
import { wordKey } from '../incidents/fold.ts';
import { didYouMean } from '../incidents/nearest.ts';
import type { Impact, NoticeType, Status } from '../incidents/notice.ts';
import type { Page } from '../incidents/page.ts';
import { openReport } from '../incidents/report.ts';
import { readTime, resolveTime } from '../incidents/time-of-update.ts';
import { impactWords, statusesOf, statusWords } from '../incidents/words.ts';
import { openZone } from '../incidents/zone.ts';
import { WrongUsage } from './io.ts';

const closing: readonly Status[] = ['resolved', 'completed', 'cancelled'];

/** The status a word means for this type of notice. Throws WrongUsage with the nearest one. */
export function statusOf(word: string, type: NoticeType): Status {
  const allowed = statusesOf(type);
  const status = statusWords.get(wordKey(word));
  if (status !== undefined && allowed.includes(status)) return status;
  // 復旧中 is one sign from 復旧 and means that it is not over yet: nobody is talked into closing a notice.
  const spellings = [...statusWords].flatMap(([spelling, meaning]) =>
    allowed.includes(meaning) && !closing.includes(meaning) ? [spelling] : [],
  );
  const nearest = status === undefined ? didYouMean(word, [...allowed, ...spellings]) : '';
  const kind = type === 'maintenance' ? 'a maintenance' : 'an incident';
  throw new WrongUsage(`"${word}" is no status of ${kind}. ${nearest}Use one of ${allowed.join(', ')}.`);
}

/** The impact a word means. Throws WrongUsage. */
export function impactOf(word: string): Impact {
  const impact = impactWords.get(wordKey(word));
  if (impact !== undefined) return impact;
  throw new WrongUsage(
    `"${word}" is no impact. ${didYouMean(word, impactWords.keys())}Use none, minor, major or critical.`,
  );
}

/** `web=major_outage, メール配信 遅延`: components and their states. Throws WrongUsage with every fault in it. */
export function componentsOf(list: string, page: Page): SetState[] {
  const report = openReport('');
  const unknown: UnknownComponent[] = [];
  const components = readStateList(list, { line: 1, column: 1 }, componentWords(page), report, unknown);
  const faults = [
    ...unknown.map(({ word, meant, known }) => `There is no component "${word}". ${meant}${known}`),
    ...report.findings.map(({ what, cure }) => `"${list}": ${what} ${cure}`),
  ];
  if (faults.length > 0) throw new WrongUsage(faults.join('\n'));
  const twice = components.find(({ id }, index) => components.findIndex((other) => other.id === id) !== index);
  if (twice !== undefined) throw new WrongUsage(`"${twice.id}" is named twice. Give it one state.`);
  return components;
}

/** A time as it can stand in a notice, `18:00` or `2012-06-20 18:00`; `unknown` too where that can be said. Throws WrongUsage. */
export function timeOf(text: string, name: string, page: Page, { mayBeUnknown = false } = {}): string {
  if (mayBeUnknown && ['unknown', '未定', '不明'].includes(wordKey(text))) return 'unknown';
  const time = readTime(text.trim());
  if (time === null || time.length !== text.trim().length) {
    const unknown = mayBeUnknown ? ', or unknown' : '';
    throw new WrongUsage(
      `${name === '' ? '' : `${name}: `}"${text}" is no time. Write 18:00, or 2012-06-20 18:00${unknown}.`,
    );
  }
  const resolved = resolveTime(time, openZone(page.time_zone), 0);
  if (!('at' in resolved)) throw new WrongUsage(`${name === '' ? '' : `${name}: `}${resolved.what} ${resolved.cure}`);
  return text.trim();
}

/** One of the page's languages. Throws WrongUsage. */
export function languageOf(word: string | undefined, page: Page): string {
  if (word === undefined) return page.language;
  const language = page.languages.find((one) => one.toLowerCase() === word.trim().toLowerCase());
  if (language !== undefined) return language;
  throw new WrongUsage(`page.yaml has no language "${word}". Use one of ${page.languages.join(', ')}.`);
}

import { headingTime } from '../incidents/draft-report.ts';
import type { Instant, Notice, Update } from '../incidents/notice.ts';
import { itemsOf, numberReports, reportsOf, type Numbering } from '../incidents/numbering.ts';
import { committedVersions } from '../incidents/published-times.ts';
import { readTime, resolveTime } from '../incidents/time-of-update.ts';
import { WrongUsage } from './io.ts';
import { readAs, type Place } from './new-place.ts';

/** The report that `17:30`, `2012-06-20 17:30`, `last` or its number on the page means. Throws WrongUsage. */
export function reportMeant(notice: Notice, word: string, place: Place): Update {
  const found = candidates(notice, word.trim(), place);
  const [update, other] = found;
  const list = (updates: readonly Update[]) => updates.map(({ at }) => headingTime(place.zone, at)).join(', ');
  if (update === undefined)
    throw new WrongUsage(`${notice.id} has no report "${word}". It has ${list(notice.updates)}.`);
  if (other !== undefined) throw new WrongUsage(`"${word}" could be any of ${list(found)}. Write it with its date.`);
  if (update.retracted) throw new WrongUsage(`The report of ${list([update])} is taken back already.`);
  return update;
}

function candidates(notice: Notice, word: string, place: Place): readonly Update[] {
  const { updates } = notice;
  if (word === 'last') return updates.slice(-1);
  const number = /^(?:第)?(\d{1,3})(?:報)?$/.exec(word.normalize('NFKC'))?.[1];
  if (number !== undefined) {
    const at = [...numbersOf(notice, place)].find(([, one]) => one === Number(number))?.[0];
    return updates.filter((update) => update.at === at);
  }
  const time = readTime(word);
  if (time === null || time.length !== word.length) return [];
  return updates.filter(({ at }) => {
    const midnight = Math.floor(place.zone.wallTimeOf(at) / 86_400_000) * 86_400_000 - 1;
    const start = place.zone.instantOf(midnight);
    const resolved = resolveTime(time, place.zone, 'at' in start ? start.at : null);
    return 'at' in resolved && resolved.at === at;
  });
}

/** As the page numbers them: in the order in which the history published them. */
function numbersOf(notice: Notice, place: Place): Map<Instant, number> {
  const numbering: Numbering = new Map();
  let before: ReturnType<typeof itemsOf> = [];
  for (const { at, text } of committedVersions(place.folder, `${notice.id}.md`)) {
    const items = itemsOf(readAs(place, notice.id, text).notice);
    numberReports(numbering, before, items, new Map(), at);
    before = items;
  }
  return new Map([...reportsOf(numbering, notice.id).reports].map(([at, { number }]) => [at, number]));
}

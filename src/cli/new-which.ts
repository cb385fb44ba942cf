import { UserError } from '../errors.ts';
import { didYouMean } from '../incidents/nearest.ts';
import type { Io } from './io.ts';
import { noticeList, openNotices } from './new-open.ts';
import { noticeIds, noticeOf, type Place } from './new-place.ts';
import { askNotice } from './new-questions.ts';

/**
 * The id of the notice somebody means by a name or an unmistakable part of one; a path to its file will do. Nothing:
 * a person is asked which of the open ones. Throws UserError with what there is.
 */
export async function noticeMeant(word: string, place: Place, io: Io): Promise<string> {
  const part = word.trim().toLowerCase().replace(/^.*[/\\]/, '').replace(/\.md$/, ''); // prettier-ignore
  const ids = noticeIds(place);
  if (ids.includes(part)) return part;
  const open = openNotices(place).map(({ id }) => id);
  const all = ids.filter((id) => id.includes(part));
  const openOnes = open.filter((id) => id.includes(part));
  // What is under way is meant before what is over.
  const found = part === '' || openOnes.length > 0 ? openOnes : all;
  const [first, second] = found;
  if (first === undefined) throw new UserError('not_found', noneFound(word, part, ids, place));
  if (second === undefined && part !== '') return first;
  const notices = found.slice(0, 9).flatMap((id) => noticeOf(place, id) ?? []);
  const more = found.length > notices.length ? `  … and ${found.length - notices.length} more\n` : '';
  const about = part === '' ? 'Open now:' : `"${word}" is part of several names:`;
  const list = `${about}\n${noticeList(notices, place)}${more}`;
  if (io.ask === undefined) throw new UserError('invalid', `${list}Name one of them: --update ${first}`);
  io.err(list);
  return (await askNotice({ ask: io.ask, err: io.err }, notices, false))?.id ?? first;
}

function noneFound(word: string, part: string, ids: readonly string[], place: Place): string {
  if (part === '') return 'No notice is open. Name one with --update ID, or begin one without --update.';
  const open = openNotices(place);
  // The date is typed right more often than the words: a slip is looked for in these alone, too.
  const names = [...ids, ...ids.map((id) => id.replace(/^\d{4}-\d\d-\d\d-/, ''))];
  const list = open.length === 0 ? '' : `\nOpen now:\n${noticeList(open, place).trimEnd()}`;
  return `There is no notice "${word}". ${didYouMean(part, names)}${list}`.trimEnd();
}

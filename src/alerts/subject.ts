import type { Notice, Update } from '../incidents/notice.ts';
import { isWide, shortened } from '../incidents/text-width.ts';
import { catalogueOf } from '../languages/catalogue.ts';
import { reportName } from './facts.ts';
import { titleOf } from './original.ts';

/** About as much as a phone shows of a subject in two lines, in columns: 32 kana. */
const longestSubject = 64;

/**
 * `【障害】第3報・復旧作業中 サーバーに接続できません`: what it is, which report and its state stand first, where phones do not
 * cut. The report's number, when there is one, is always in it, the title only as far as there is room.
 */
export function subjectOf(notice: Notice, update: Update, language: string): string {
  const { subject } = catalogueOf(language).mail.alert;
  const [mark, report] = markAndReport(notice, update, language);
  const room = longestSubject - columns(subject(mark, report, ''));
  return subject(mark, report, shortened(titleOf(notice, language), Math.max(room, 10)));
}

function markAndReport(notice: Notice, update: Update, language: string): [mark: string, report: string] {
  const { mail, words } = catalogueOf(language);
  const { marks, report } = mail.alert;
  const name = reportName(update, language);
  const type = words.type[notice.type][0];
  // A rehearsal is called so whatever else is to be said: nobody may take it for the real thing.
  if (notice.type === 'exercise' && update.retracted) return [type, name === '' ? marks.retracted : report(name, marks.retracted)]; // prettier-ignore
  if (notice.type === 'exercise') return [type, headingOf(update, language)];
  if (update.retracted) return [marks.retracted, name];
  if (update.corrected !== undefined) return [marks.corrected, headingOf(update, language)];
  if (update.status === 'resolved') return [marks.restored, name];
  return [type, headingOf(update, language)];
}

/** `第3報・復旧作業中`, `Report 3 · Identified`, `最終報`. */
export function headingOf(update: Update, language: string): string {
  const { mail, words } = catalogueOf(language);
  const status = words.status[update.status][0];
  const name = reportName(update, language);
  return name === '' ? status : mail.alert.report(name, update.status === 'postmortem' ? null : status);
}

const columns = (text: string) => [...text].reduce((sum, sign) => sum + (isWide(sign) ? 2 : 1), 0);

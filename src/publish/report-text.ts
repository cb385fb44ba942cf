import type { Notice, Update } from '../incidents/notice.ts';
import { catalogueOf } from '../languages/catalogue.ts';
import type { Scene } from './scene.ts';
import { titleIn } from './view.ts';

/** A report as one line in a language: 【調査中】第1報 …, marked when it is an exercise or was taken back. */
export function headlineOf(notice: Notice, update: Update, language: string): string {
  const { feed, words } = catalogueOf(language);
  const isFinal = update.status === 'postmortem';
  const status = isFinal ? words.finalReport : words.status[update.status][0];
  const report = isFinal || update.number === 0 ? null : words.report(update.number);
  const marks = `${notice.type === 'exercise' ? feed.exercise : ''}${update.retracted ? feed.retracted : ''}`;
  return `${marks}${feed.headline(status, report, titleIn(notice, language))}`;
}

/** A report's markdown in a language, else in the notice's own, and which language that is. */
export function bodyOf(notice: Notice, update: Update, language: string): { text: string; language: string } {
  const translated = update.body[language];
  if (translated !== undefined) return { text: translated, language };
  return { text: update.body[notice.language] ?? '', language: notice.language };
}

/** A report as HTML. What was taken back is struck through, what was corrected says when, what is not translated its language. */
export function reportHtml({ texts, snapshot }: Scene, notice: Notice, update: Update, language: string): string {
  const { feed, page } = catalogueOf(language);
  const body = bodyOf(notice, update, language);
  const html = texts.html(body.text);
  const marked = body.language === language ? html : `<div lang="${body.language}">${html}</div>`;
  if (update.retracted) return `<p><strong>${feed.retracted.trim()}</strong></p><del>${marked}</del>`;
  if (update.corrected === undefined) return marked;
  const dates = texts.dates(language, snapshot.page.time_zone);
  const when = `${dates.dateTime(update.corrected)} ${dates.zone(update.corrected)}`;
  return `${marked}<p><small>${page.notice.corrected(when)}</small></p>`;
}

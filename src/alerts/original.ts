import type { Localized, Notice, Update } from '../incidents/notice.ts';
import { catalogueOf } from '../languages/catalogue.ts';

/** The text in the reader's language, else the original, and which it is. */
export function inLanguage(text: Localized, notice: Notice, language: string): { text: string; language: string } {
  const own = text[language];
  if (own !== undefined) return { text: own, language };
  return { text: text[notice.language] ?? Object.values(text)[0] ?? '', language: notice.language };
}

export function isTranslated(update: Update, notice: Notice, language: string): boolean {
  return inLanguage(update.body, notice, language).language === language;
}

/** A title on one line, in the reader's language or else in its own. */
export function titleOf(notice: Notice, language: string): string {
  return oneLine(inLanguage(notice.title, notice, language).text);
}

/** The same for staff: a rehearsal says so, or somebody is woken for nothing. */
export function markedTitle(notice: Notice, language: string): string {
  return `${notice.type === 'exercise' ? catalogueOf(language).feed.exercise : ''}${titleOf(notice, language)}`;
}

/** A line break in a title must not begin a header, and a sign that turns the direction of writing not rule what follows. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]+/gu, ' ').toWellFormed().trim(); // prettier-ignore
}

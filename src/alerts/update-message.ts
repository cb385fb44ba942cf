import { plainText, renderMarkdown } from '../incidents/markdown.ts';
import type { Instant, Localized, Notice, Update } from '../incidents/notice.ts';
import { hoursIn } from '../incidents/opening-hours.ts';
import { textIn } from '../incidents/page.ts';
import type { Snapshot } from '../incidents/snapshot.ts';
import { catalogueOf } from '../languages/catalogue.ts';
import type { Body, MessageParts } from '../mail/message-parts.ts';
import { factLines, openInstants, reportName, type Line } from './facts.ts';

/** What a mail about one report is made of. */
export interface Occasion {
  readonly snapshot: Pick<Snapshot, 'page'>;
  readonly notice: Notice;
  readonly update: Update;
  readonly now: Instant;
}

/**
 * The mail for one report in one language: state and number stand first, then the facts, then the report's whole text. A
 * report that is not translated begins with the facts and whom to call in the reader's language, then the original.
 */
export function updateMessage(
  { siteUrl }: { readonly siteUrl: string },
  occasion: Occasion,
  language: string,
): Omit<MessageParts, 'announcement'> {
  const { notice, update } = occasion;
  const { mail, words } = catalogueOf(language);
  return {
    subject: mail.alert.subject(words.type[notice.type][0], headingOf(update, language), titleOf(notice, language)),
    language,
    intro: intro(occasion, language),
    section: section(occasion, language),
    outro: outro(siteUrl, occasion, language),
    noticeId: notice.id,
    at: new Date(update.at).toISOString(),
    kind: 'report',
  };
}

/** Where a notice can be read in a language. */
export function noticeUrl(
  siteUrl: string,
  snapshot: Pick<Snapshot, 'page'>,
  noticeId: string,
  language: string,
): string {
  const prefix = language === snapshot.page.language ? '' : `/${language}`;
  return `${siteUrl}${prefix}/incidents/${noticeId}`;
}

function intro({ snapshot, notice, update, now }: Occasion, language: string): Body {
  const title = inLanguage(notice.title, notice, language);
  const [state = '', ...lines] = factLines(snapshot, notice, update, { language, now }).map((line) =>
    lineText(line, language),
  );
  // Whoever cannot read what follows should at least know whom to call.
  if (!isTranslated(update, notice, language))
    lines.push(...contactLines(snapshot, notice, language).map((line) => lineText(line, language)));
  const what = oneLine(title.text);
  const strong = `<strong${langOf(title.language, language)}>${escape(what)}</strong>`;
  return {
    text: [state, what, ...lines].join('\n'),
    html: `<p>${[escape(state), strong, ...lines.map(escape)].join('<br>\n')}</p>`,
  };
}

function section({ snapshot, notice, update }: Occasion, language: string): Body {
  const texts = catalogueOf(language).mail.alert;
  const show = openInstants(language, snapshot.page.time_zone);
  const body = inLanguage(update.body, notice, language);
  const head = headingOf(update, language);
  const remarks = [
    update.retracted ? texts.retracted : undefined,
    update.corrected === undefined ? undefined : lineText([texts.corrected, show(update.corrected)], language),
    body.language === language || body.text === '' ? undefined : texts.original(catalogueOf(body.language).name),
  ].filter((remark) => remark !== undefined);
  const html = [
    `<p><strong>${escape(head)}</strong><br>\n${escape(show(update.at))}</p>`,
    ...remarks.map((remark) => `<p>${escape(remark)}</p>`),
    `<div${langOf(body.language, language)}>${renderMarkdown(body.text)}</div>`,
  ];
  return {
    text: [`■ ${head}\n${show(update.at)}`, ...remarks, plainText(body.text)]
      .filter((part) => part !== '')
      .join('\n\n'),
    html: html.join('\n'),
  };
}

function outro(siteUrl: string, { snapshot, notice, update }: Occasion, language: string): Body {
  const { page } = snapshot;
  const texts = catalogueOf(language).mail.alert;
  const say = (text: Parameters<typeof textIn>[0]) => textIn(text, language, page.language);
  const url = noticeUrl(siteUrl, snapshot, notice.id, language);
  // Told already, before a text that cannot be read.
  const toTell = isTranslated(update, notice, language) ? contactLines(snapshot, notice, language) : [];
  const contacts = toTell.map((line) => lineText(line, language));
  const operator = page.operator === undefined ? [] : [say(page.operator.name), say(page.operator.address ?? '')];
  const sender = operator.filter((text) => text !== '');
  const why = texts.why(say(page.name));
  const leave = texts.label(texts.unsubscribe, '{unsubscribe}');
  return {
    text: [...contacts, '', texts.readOn, url, '', '---', ...sender, why, leave].join('\n').trim(),
    html: [
      ...contacts.map((line) => `<p>${escape(line)}</p>`),
      `<p>${escape(texts.readOn)}<br>\n<a href="${escape(url)}">${escape(url)}</a></p>`,
      `<hr>\n<p style="font-size:.9em">${[...sender, why].map(escape).join('<br>\n')}<br>\n<a href="{unsubscribe}">${escape(texts.unsubscribe)}</a></p>`,
    ].join('\n'),
  };
}

/** `第3報・復旧作業中`, `Report 3 · Identified`, `最終報`. */
export function headingOf(update: Update, language: string): string {
  const { mail, words } = catalogueOf(language);
  const status = words.status[update.status][0];
  const name = reportName(update, language);
  return name === '' ? status : mail.alert.report(name, update.status === 'postmortem' ? null : status);
}

function contactLines({ page }: Pick<Snapshot, 'page'>, notice: Notice, language: string): Line[] {
  const { mail, page: pageTexts } = catalogueOf(language);
  const texts = mail.alert;
  const { telephone, email, hours } = notice.contacts ?? page.contacts;
  const parts: [string, string | undefined][] = [
    [texts.telephone, telephone],
    [texts.email, email],
    [texts.hours, hours === undefined ? undefined : hoursIn(hours, pageTexts.contacts.weekdays)],
  ];
  const said = parts.flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`]));
  return said.length === 0 ? [] : [[texts.contacts, said.join(catalogueOf(language).words.listSeparator)]];
}

function isTranslated(update: Update, notice: Notice, language: string): boolean {
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

/** The text in the reader's language, else the original, and which it is. */
function inLanguage(text: Localized, notice: Notice, language: string): { text: string; language: string } {
  const own = text[language];
  if (own !== undefined) return { text: own, language };
  return { text: text[notice.language] ?? Object.values(text)[0] ?? '', language: notice.language };
}

const lineText = ([name, value]: Line, language: string) => catalogueOf(language).mail.alert.label(name, value);
const langOf = (language: string, around: string) => (language === around ? '' : ` lang="${escape(language)}"`);
/** A line break in a title must not begin a header. */
const oneLine = (text: string) => text.replace(/\p{Cc}+/gu, ' ').trim();
const escape = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

import { plainText, renderMarkdown } from '../incidents/markdown.ts';
import type { Instant, Notice, Update } from '../incidents/notice.ts';
import { textIn } from '../incidents/page.ts';
import type { Snapshot } from '../incidents/snapshot.ts';
import { catalogueOf } from '../languages/catalogue.ts';
import type { Body, MessageParts } from '../mail/message-parts.ts';
import { contactLine } from './contact-lines.ts';
import { factLines, openInstants, type Line } from './facts.ts';
import { escape, langOf, link, ruleOf } from './message-html.ts';
import { inLanguage, isTranslated, oneLine } from './original.ts';
import { soFar } from './so-far.ts';
import { headingOf, subjectOf } from './subject.ts';

/** What a mail about one report is made of. */
export interface Occasion {
  readonly snapshot: Pick<Snapshot, 'page'>;
  readonly notice: Notice;
  readonly update: Update;
  readonly now: Instant;
}

/**
 * The mail for one report in one language: state and number stand first, then the facts, then the report's whole text. A
 * report that is not translated begins with the facts and whom to call in the reader's language, then the original. One
 * that was taken back says so from the subject on.
 */
export function updateMessage(
  { siteUrl }: { readonly siteUrl: string },
  occasion: Occasion,
  language: string,
): Omit<MessageParts, 'announcement'> {
  const { notice, update } = occasion;
  const { carried } = catalogueOf(language).mail.alert;
  return {
    subject: subjectOf(notice, update, language),
    language,
    intro: intro(occasion, language),
    section: section(occasion, language),
    carriedHead: { text: `― ${carried} ―`, html: `<hr>\n<p><strong>${escape(carried)}</strong></p>` },
    soFar: soFar(occasion, language),
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
  const note = notice.type === 'exercise' ? [catalogueOf(language).page.notice.exerciseNote] : [];
  const [state = '', ...lines] = factLines(snapshot, notice, update, { language, now }).map((line) =>
    lineText(line, language),
  );
  // Whoever cannot read what follows should at least know whom to call.
  const contact = isTranslated(update, notice, language) ? null : contactLine(snapshot, notice, language);
  const what = oneLine(title.text);
  const strong = `<strong${langOf(title.language, language)}>${escape(what)}</strong>`;
  return {
    text: [...note, state, what, ...lines, ...(contact === null ? [] : [contact.text])].join('\n'),
    html: [
      `<p style="${ruleOf(notice, update)}">`,
      [...note.map(escape), `<strong>${escape(state)}</strong>`, strong, ...lines.map(escape), ...(contact === null ? [] : [contact.html])].join('<br>\n'),
      '</p>',
    ].join(''), // prettier-ignore
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
  const contact = isTranslated(update, notice, language) ? contactLine(snapshot, notice, language) : null;
  const operator = page.operator === undefined ? [] : [say(page.operator.name), say(page.operator.address ?? '')];
  const sender = operator.map((text) => text.trim()).filter((text) => text !== '');
  const why = texts.why(say(page.name));
  const ways = [
    [texts.preferences, '{subscription}'],
    [texts.unsubscribe, '{unsubscribe}'],
  ] as const;
  return {
    text: [
      ...(contact === null ? [] : [contact.text, '']),
      texts.readOn,
      url,
      '',
      '---',
      ...sender,
      why,
      ...ways.map((way) => lineText(way, language)),
    ].join('\n'),
    html: [
      ...(contact === null ? [] : [`<p>${contact.html}</p>`]),
      `<p>${escape(texts.readOn)}<br>\n${link(url)}</p>`,
      `<hr>\n<p style="font-size:.9em">${[...sender, why].map(escape).join('<br>\n')}<br>\n${ways.map(([words, way]) => link(way, words)).join('<br>\n')}</p>`,
    ].join('\n'),
  };
}

const lineText = ([name, value]: Line, language: string) => catalogueOf(language).mail.alert.label(name, value);

import type { Notice } from '../incidents/notice.ts';
import { hoursIn } from '../incidents/opening-hours.ts';
import type { Snapshot } from '../incidents/snapshot.ts';
import { catalogueOf } from '../languages/catalogue.ts';
import type { Body } from '../mail/message-parts.ts';
import { escape, link } from './message-html.ts';
import { oneLine } from './original.ts';

/** Whom to call, and when somebody answers: the notice's own contacts, else the page's. Null when there are none. */
export function contactLine({ page }: Pick<Snapshot, 'page'>, notice: Notice, language: string): Body | null {
  const { mail, page: pageTexts, words } = catalogueOf(language);
  const texts = mail.alert;
  const { telephone, email, hours } = notice.contacts ?? page.contacts;
  const said: Body[] = [];
  const add = (name: string, value: string | undefined, html: (value: string) => string) => {
    if (value === undefined) return;
    const line = oneLine(value);
    said.push({ text: `${name} ${line}`, html: `${escape(name)} ${html(line)}` });
  };
  add(texts.telephone, telephone, (number) => link(`tel:${number.replace(/[^\d+]/g, '')}`, number));
  add(texts.email, email, (address) => link(`mailto:${address}`, address));
  add(texts.hours, hours === undefined ? undefined : hoursIn(hours, pageTexts.contacts.weekdays), escape);
  if (said.length === 0) return null;
  return {
    text: texts.label(texts.contacts, said.map(({ text }) => text).join(words.listSeparator)),
    html: texts.label(escape(texts.contacts), said.map(({ html }) => html).join(escape(words.listSeparator))),
  };
}

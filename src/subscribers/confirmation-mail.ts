import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { catalogueOf } from '../languages/catalogue.ts';
import { readMailbox } from '../mail/address.ts';
import { addressUrl, confirmUrl, subscribeUrl } from './links.ts';
import type { WallClock } from './quiet-hours.ts';

/** What confirmations tell of this page. */
export interface PageOfForms {
  /** The page's own language, and all it is published in. */
  readonly language: string;
  readonly languages: readonly string[];
  /** What can be chosen. */
  readonly componentIds: readonly string[];
  /** Of the main service, whose outages the mails tell of. */
  readonly mainDomains: readonly string[];
  readonly name: (language: string) => string;
  /** Name and postal address, lines apart. */
  readonly operator: (language: string) => string;
  /** What is said about the use of addresses; empty where nothing is. */
  readonly privacy: (language: string) => string;
  readonly clock: WallClock;
}

export interface MailNeeds {
  readonly page: Pick<PageOfForms, 'language' | 'name' | 'operator'>;
  readonly siteUrl: string;
  readonly mailFrom: string;
}

/** How long link and code work. */
export const confirmationDays = 7;

/** How long the old address can take a change back. */
export const undoDays = 30;

interface Mail {
  readonly to: string;
  readonly language: string;
  readonly token: string;
  readonly code: string;
  readonly messageId: string;
  readonly at: number;
}

/** The whole mail as it will be handed to a provider. Beside the address nothing that was typed into the form is in it. */
export async function writeConfirmationMail({ page, siteUrl, mailFrom }: MailNeeds, mail: Mail): Promise<string> {
  const texts = catalogueOf(mail.language).mail.confirmation;
  const name = page.name(mail.language);
  const site = { siteUrl, pageLanguage: page.language };
  const text = texts.text({
    page: name,
    link: confirmUrl(site, mail.language, mail.token),
    form: subscribeUrl(site, mail.language),
    code: mail.code,
    days: confirmationDays,
    operator: page.operator(mail.language),
  });
  return writeMail(mailFrom, mail, texts.subject(name), text);
}

/** To a new address: is it yours? To the old one (`undo`): it was changed, and how to take that back; by its link alone. */
export async function writeAddressMail(
  { page, siteUrl, mailFrom }: MailNeeds,
  purpose: 'change' | 'undo',
  mail: Mail,
): Promise<string> {
  const texts = catalogueOf(mail.language).mail.address[purpose];
  const name = page.name(mail.language);
  const text = texts.text({
    page: name,
    link: addressUrl({ siteUrl, pageLanguage: page.language }, mail.language, mail.token),
    code: mail.code,
    days: purpose === 'undo' ? undoDays : confirmationDays,
    operator: page.operator(mail.language),
  });
  return writeMail(mailFrom, mail, texts.subject(name), text);
}

async function writeMail(from: string, mail: Omit<Mail, 'code'>, subject: string, text: string): Promise<string> {
  const composer = new MailComposer({
    from: readMailbox(from),
    to: { name: '', address: mail.to },
    subject,
    date: new Date(mail.at),
    messageId: mail.messageId,
    // RFC 3834: no vacation message is owed to it.
    headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': mail.language },
    text,
    // Gateways and phones break long 8-bit lines; base64 has none.
    textEncoding: 'base64',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return (await composer.compile().build()).toString('latin1');
}

/** The same on every try; nobody learns from it who subscribed. */
export function confirmationMessageId(siteUrl: string, tokenHash: string): string {
  return `<confirm.${tokenHash.slice(0, 32)}@${new URL(siteUrl).hostname}>`;
}

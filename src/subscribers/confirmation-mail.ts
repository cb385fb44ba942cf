import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { catalogueOf } from '../languages/catalogue.ts';
import { readMailbox } from '../mail/address.ts';
import { confirmUrl } from './links.ts';

/** What confirmations tell of this page. */
export interface PageOfForms {
  /** The page's own language, and all it is published in. */
  readonly language: string;
  readonly languages: readonly string[];
  /** What can be chosen. */
  readonly componentIds: readonly string[];
  readonly name: (language: string) => string;
  /** Name and postal address, lines apart. */
  readonly operator: (language: string) => string;
}

export interface MailNeeds {
  readonly page: PageOfForms;
  readonly siteUrl: string;
  readonly mailFrom: string;
}

/** How long link and code work. */
export const confirmationDays = 7;

/** The whole mail as it will be handed to a provider. Beside the address nothing that was typed into the form is in it. */
export async function writeConfirmationMail(
  { page, siteUrl, mailFrom }: MailNeeds,
  mail: { to: string; language: string; token: string; code: string; messageId: string; at: number },
): Promise<string> {
  const texts = catalogueOf(mail.language).mail.confirmation;
  const name = page.name(mail.language);
  const composer = new MailComposer({
    from: readMailbox(mailFrom),
    to: { name: '', address: mail.to },
    subject: texts.subject(name),
    date: new Date(mail.at),
    messageId: mail.messageId,
    // RFC 3834: no vacation message is owed to it.
    headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': mail.language },
    text: texts.text({
      page: name,
      link: confirmUrl({ siteUrl, pageLanguage: page.language }, mail.language, mail.token),
      code: mail.code,
      days: confirmationDays,
      operator: page.operator(mail.language),
    }),
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

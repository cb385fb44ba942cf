import PostalMime, { type Email } from 'postal-mime';
import type { Received } from './smtp.ts';

/** A received mail as a reader sees it. */
export interface ReadMail {
  readonly to: string;
  readonly from: { readonly name: string; readonly address: string | undefined };
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly messageId: string;
  header(name: string): string | undefined;
  /** The first link of the text that contains `part`. Throws when there is none. */
  link(part: string): string;
}

/** Parses what a server received for one envelope. */
export async function readMail({ to, content }: Received): Promise<ReadMail> {
  const mail: Email = await PostalMime.parse(Buffer.from(content, 'latin1'));
  const text = mail.text ?? '';
  return {
    to,
    from: { name: mail.from?.name ?? '', address: mail.from?.address },
    subject: mail.subject ?? '',
    text,
    html: mail.html ?? '',
    messageId: mail.messageId ?? '',
    header: (name) => mail.headers.find(({ key }) => key === name.toLowerCase())?.value,
    link: (part) => {
      const found = text.match(/https?:\/\/[^\s<>"）」]+/g)?.find((link) => link.includes(part));
      if (found === undefined) throw new Error(`no link with ${part} in:\n${text}`);
      return found;
    },
  };
}

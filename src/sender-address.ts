import type { Config } from './config.ts';
import { readMailbox } from './mail/address.ts';

/** The address in `MAIL_FROM`; that is only missing where mail goes into a folder. */
export function senderAddress({ MAIL_FROM, SITE_URL }: Pick<Config, 'MAIL_FROM' | 'SITE_URL'>): string {
  return MAIL_FROM === undefined ? `noroshi@${new URL(SITE_URL).hostname}` : readMailbox(MAIL_FROM).address;
}

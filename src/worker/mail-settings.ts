import { createHmac, createPrivateKey, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { domainToASCII } from 'node:url';
import type { Config } from '../config.ts';
import { textIn, type Page } from '../incidents/page.ts';
import { readMailbox } from '../mail/address.ts';
import type { Signer } from '../mail/dkim.ts';
import { emlFolder } from '../mail/eml.ts';
import type { FixedParts } from '../mail/envelope.ts';
import { smtpProvider, type Provider } from '../mail/provider.ts';
import { senderAddress } from '../sender-address.ts';

/** The providers in order of preference; with no `MAIL_1` a folder of `.eml` files, so that the demo needs nothing. */
export function openProviders(config: Config, now: () => number): Provider[] {
  if (config.providers.length === 0) return [emlFolder({ folder: join(config.DATA_DIR, 'mail'), now })];
  const sender = config.BOUNCE_ADDRESS ?? readMailbox(mailFrom(config, null)).address;
  return config.providers.map((settings) => smtpProvider({ settings, ehlo: hostOf(config), sender }));
}

/** What every mail of this installation has in common. */
export function fixedParts(config: Config, now: () => number, page: () => Page | null): FixedParts {
  const host = hostOf(config);
  return {
    get from() {
      return mailFrom(config, page());
    },
    replyTo: config.MAIL_REPLY_TO ?? null,
    listId: `alerts.${host}`,
    archiveUrl: `${config.SITE_URL}/history`,
    domain: host,
    now,
  };
}

/** Signs for the domain of `MAIL_FROM`, the one that readers see (DMARC's alignment). Null when no key is set. */
export function openSigner(config: Config): Signer | null {
  if (config.dkim === null) return null;
  const { selector, pem } = config.dkim;
  const [, domain = ''] = /@([^@]*)$/.exec(senderAddress(config)) ?? [];
  return { selector, domain: domainToASCII(domain), key: createPrivateKey(pem) };
}

/** `MAIL_FROM`, which is only missing where mail goes into a folder; if it gives no name, the page's stands before it. */
export function mailFrom(config: Config, page: Page | null): string {
  const address = senderAddress(config);
  const { name } = readMailbox(config.MAIL_FROM ?? address);
  const sender = name === '' && page !== null ? textIn(page.name, page.language, page.language) : name;
  return sender === '' ? address : `${sender} <${address}>`;
}

/** A person's short name in Message-IDs: the same each time, and of no use to who does not have the key. */
export function personHash(key: Uint8Array | KeyObject, subscriberId: number): string {
  return createHmac('sha256', key).update(`noroshi person ${subscriberId}`).digest('hex').slice(0, 16);
}

const hostOf = ({ SITE_URL }: Config) => new URL(SITE_URL).hostname;

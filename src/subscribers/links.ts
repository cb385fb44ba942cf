import type { KeyObject } from 'node:crypto';
import { linkToken } from './token.ts';

interface Site {
  readonly siteUrl: string;
  /** The page's own language, whose paths have no prefix. */
  readonly pageLanguage: string;
}

/** A KeyObject where many links are made: bytes would be made one for each, which costs more than signing. */
type SigningSite = Site & { readonly key: Uint8Array | KeyObject };

/** The address in a confirmation mail. Opening it changes nothing; its button does. */
export function confirmUrl(site: Site, language: string, token: string): string {
  return `${site.siteUrl}${prefix(site, language)}/subscribe/confirm/${token}`;
}

/** Where one subscribes, and types the digits of the mail. */
export function subscribeUrl(site: Site, language: string): string {
  return `${site.siteUrl}${prefix(site, language)}/subscribe`;
}

/** The address in the mails about a changed address: its button moves the subscription. */
export function addressUrl(site: Site, language: string, token: string): string {
  return `${site.siteUrl}${prefix(site, language)}/subscription/address/${token}`;
}

/** Who a link is for. */
interface LinkOwner {
  readonly id: number;
  readonly linkVersion: number;
  readonly language: string;
}

/** The address in every alert, as `List-Unsubscribe` too (RFC 8058): a POST to it ends the subscription. */
export function unsubscribeUrl(needs: SigningSite, subscriber: LinkOwner): string {
  const token = linkToken(needs.key, 'unsubscribe', subscriber.id, subscriber.linkVersion);
  return `${needs.siteUrl}${prefix(needs, subscriber.language)}/unsubscribe/${token}`;
}

/** The address at which a person changes what is sent to them. */
export function subscriptionUrl(needs: SigningSite, subscriber: LinkOwner): string {
  const token = linkToken(needs.key, 'subscription', subscriber.id, subscriber.linkVersion);
  return `${needs.siteUrl}${prefix(needs, subscriber.language)}/subscription/${token}`;
}

function prefix({ pageLanguage }: Site, language: string): string {
  return language === pageLanguage ? '' : `/${language}`;
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { webTextsOf } from '../languages/web-texts.ts';
import { standInKey } from '../publish/pages.ts';
import type { Site } from './answer.ts';
import { sendPlain } from './send.ts';

/**
 * Answers whoever comes by the main service's name (STAND_IN_HOSTS) with the emergency page; false for everybody else.
 * Whatever was asked for there, also by a form: it is not here, and where we are stands on the page.
 */
export function standIn(site: Site, request: IncomingMessage, response: ServerResponse): boolean {
  const { standInHosts } = site;
  if (standInHosts.size === 0 || !standInHosts.has(hostOf(request))) return false;
  const page = site.current().edition.outcomes.get(standInKey);
  if (page !== undefined) {
    site.send(request, response, page);
    return true;
  }
  const { slow } = webTextsOf('ja');
  const texts = `${slow}\n${webTextsOf('en').slow}\n${site.config.SITE_URL}/\n`;
  sendPlain(request, response, 503, texts, { 'retry-after': '5' });
  return true;
}

function hostOf({ headers }: IncomingMessage): string {
  return (headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
}

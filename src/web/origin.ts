import type { IncomingHttpHeaders } from 'node:http';
import type { Config } from '../config.ts';

/**
 * Does a form come from another site? Refused: an Origin that is an address and not ours, and Sec-Fetch-Site: cross-site
 * unless the Origin is ours. `Origin: null` (a strict referrer policy) and no header at all (old browsers) are let in.
 */
export function isForeign(headers: IncomingHttpHeaders, config: Pick<Config, 'SITE_URL' | 'isPublic'>): boolean {
  const { origin, host } = headers;
  const isOurs = origin !== undefined && (origin === config.SITE_URL || isDemo(origin, host, config));
  if (isOurs) return false;
  if (headers['sec-fetch-site'] === 'cross-site') return true;
  return origin !== undefined && origin !== 'null';
}

/** On one's own machine `localhost` and `127.0.0.1` are the same page, whatever SITE_URL says. */
function isDemo(origin: string, host: string | undefined, { isPublic }: Pick<Config, 'isPublic'>): boolean {
  return !isPublic && /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host ?? '') && origin === `http://${host}`;
}

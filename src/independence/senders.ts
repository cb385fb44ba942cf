import type { Party } from './compare.ts';
import type { Dns } from './dns.ts';
import type { Finding } from './finding.ts';
import { ownerOf } from './owner.ts';
import { zoneOf } from './standing.ts';

/** Through whom the main service sends and receives its own mail, by MX and SPF, against the providers of our alerts. */
export async function examineSenders(
  { dns }: { readonly dns: Dns },
  primary: readonly string[],
  providers: readonly Party[],
): Promise<Finding[]> {
  if (providers.length === 0) return [];
  const owners = new Map<string, string>();
  const missing: string[] = [];
  for (const domain of await domainsOf(dns, primary, missing)) {
    const [servers, texts] = [await dns.mailServers(domain), await dns.texts(domain)];
    if (!servers.known) missing.push(servers.why);
    if (!texts.known) missing.push(texts.why);
    for (const server of servers.known ? servers.value : []) owners.set(ownerOf(server), `MX of ${domain}`);
    const spf = (texts.known ? texts.value : []).find((text) => /^v=spf1( |$)/i.test(text)) ?? '';
    for (const [, included = ''] of spf.matchAll(/(?:include:|redirect=)(\S+)/gi))
      owners.set(ownerOf(included.toLowerCase()), `SPF of ${domain}`);
  }
  return providers.map(({ id, subject, standings }) => {
    const hosts = standings.map(({ host }) => host);
    const found = hosts.map(ownerOf).find((owner) => owners.has(owner));
    const line = {
      id: `${id}/sender`,
      subject,
      aspect: 'Mail of the service',
      why: 'When that provider fails or blocks the company, alerts are lost with the service’s own mail.',
    };
    if (found !== undefined) return { ...line, verdict: 'shared' as const, what: `${found}: ${owners.get(found) ?? ''}`, cure: 'Send alerts through a provider, or at least an account, that the service does not use.' }; // prettier-ignore
    if (missing[0] !== undefined)
      return { ...line, verdict: 'unknown' as const, what: missing[0], cure: 'Ask again later.' };
    return { ...line, verdict: 'fine' as const, what: owners.size === 0 ? 'the service has no mail of its own' : `the service uses ${[...owners.keys()].join(', ')}`, cure: '' }; // prettier-ignore
  });
}

/** The names themselves and the zones they are in: SPF and MX stand at the one or the other. */
async function domainsOf(dns: Dns, primary: readonly string[], missing: string[]): Promise<Set<string>> {
  const domains = new Set(primary);
  for (const host of primary) {
    const zone = await zoneOf(dns, host);
    if (!zone.known) missing.push(zone.why);
    else if (zone.value !== null) domains.add(zone.value.name);
  }
  return domains;
}

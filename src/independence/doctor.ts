import type { Page } from '../incidents/page.ts';
import { known, type Answer } from './answer.ts';
import { compareWith, lifetimes, type Party } from './compare.ts';
import type { Finding } from './finding.ts';
import { examineMailDomain } from './mail-domain.ts';
import { thingsOf, type Configured, type Thing } from './parties.ts';
import { examineSenders } from './senders.ts';
import { nameStanding, standingOf, type Askers, type Standing } from './standing.ts';

interface Needs extends Askers {
  readonly config: Configured & {
    readonly BOUNCE_ADDRESS?: string | undefined;
    readonly dkim: { readonly selector: string; readonly pem: string } | null;
  };
  readonly page: Page;
  readonly now: number;
}

/** What this site shares with the main service, looked up now. Takes seconds; never rejects for want of an answer. */
export async function examineIndependence(needs: Needs): Promise<Finding[]> {
  const { config, page, now } = needs;
  if (page.primary.length === 0) return [noPrimary, ...(await mailOf(needs))];
  const theirs = page.primary.join(', ');
  const others = await Promise.all(page.primary.map((host) => standingOf(needs, host, 'web')));
  const parties = await Promise.all(thingsOf(config, page).map((thing) => partyOf(needs, thing)));
  const compared = parties.flatMap(({ party, thing, mail }) => [
    ...placeOf(thing, mail),
    ...(party.standings.length === 0
      ? []
      : compareWith(party, others, theirs).filter(({ id }) => thing.kind === 'web' || !id.endsWith('/authority'))),
    ...(thing.kind === 'web' ? lifetimes(party, now) : []),
  ]);
  const providers = parties.filter(({ thing }) => thing.id.startsWith('provider-')).map(({ party }) => party);
  const among = providers.flatMap((party, at) =>
    providers.slice(at + 1).flatMap((other) =>
      compareWith({ ...party, id: `${party.id}-${other.id}`, subject: `${party.subject} and ${other.subject}` }, other.standings, 'the other provider') // prettier-ignore
        .filter(({ id }) => /\/(address|network|alias)$/.test(id)),
    ),
  );
  const senders = await examineSenders(needs, page.primary, providers);
  return [...compared, ...among, ...senders, ...(await mailOf(needs)), ...statedIn(page)];
}

/** What is behind a thing: its host; or the domain of an address and the servers that take its mail. */
async function partyOf(askers: Askers, thing: Thing): Promise<{ party: Party; thing: Thing; mail: Answer<string[]> }> {
  const mail = thing.kind === 'mail' ? await askers.dns.mailServers(thing.name) : known<string[]>([]);
  const standings = await Promise.all(standingsOf(askers, thing, mail.known ? mail.value : []));
  return { party: { id: thing.id, subject: `${thing.subject}: ${thing.name}`, standings }, thing, mail };
}

function standingsOf(askers: Askers, { kind, name }: Thing, servers: readonly string[]): Promise<Standing>[] {
  switch (kind) {
    case 'web':
    case 'host':
      return [standingOf(askers, name, kind)];
    case 'mail': {
      const hosts = servers.length > 0 ? servers : [name];
      return [nameStanding(askers, name), ...hosts.map((host) => standingOf(askers, host, 'host'))];
    }
    case 'local':
    case 'opaque':
      return [];
  }
}

/** Of what has no host to look at. */
function placeOf({ id, subject, kind, name }: Thing, mail: Answer<string[]>): Finding[] {
  const line = { id: `${id}/place`, subject: `${subject}: ${name}`, aspect: 'Place' };
  const why = 'What goes with this host, or with the service, is no help when it is needed.';
  if (!mail.known) return [{ ...line, verdict: 'unknown', what: mail.why, why, cure: 'Ask again later.' }];
  if (kind === 'local')
    return [{ ...line, verdict: 'warning', what: 'on this machine, as far as can be seen', why, cure: 'Make sure that it is a disk of another company, or add one elsewhere.' }]; // prettier-ignore
  if (kind === 'opaque')
    return [{ ...line, verdict: 'unknown', what: 'its settings do not say on which host it is', why, cure: 'Say in page.yaml under `stated` where it is.' }]; // prettier-ignore
  return [];
}

const noPrimary: Finding = {
  id: 'primary',
  subject: 'Main service',
  aspect: 'Hosts',
  verdict: 'unknown',
  what: 'page.yaml names no hosts of the main service',
  why: 'Without them nothing can be compared.',
  cure: 'Write them into page.yaml: primary: [www.example.jp, mail.example.jp]',
};

async function mailOf({ config, dns }: Needs): Promise<Finding[]> {
  const domain = domainOf(config.MAIL_FROM);
  if (domain === null || config.providers.length === 0) return [];
  return examineMailDomain(dns, { domain, returnDomain: domainOf(config.BOUNCE_ADDRESS) ?? domain, dkim: config.dkim });
}

/** What people know and no program can look up: shown in their words, and judged by nobody. */
function statedIn({ stated }: Page): Finding[] {
  return Object.entries(stated).map(([name, words]) => ({
    id: `stated/${name}`,
    subject: 'Stated in page.yaml',
    aspect: name,
    verdict: 'stated',
    what: words,
    why: 'Said by a person; not looked up.',
    cure: '',
  }));
}

function domainOf(mailbox: string | undefined): string | null {
  return /@([^\s@>]+)>?\s*$/.exec(mailbox ?? '')?.[1]?.toLowerCase() ?? null;
}

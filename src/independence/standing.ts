import { allOf, known, type Answer } from './answer.ts';
import { readCertificate, type Certificate } from './certificate.ts';
import type { Dns } from './dns.ts';
import type { Lookups, Registration } from './lookups.ts';

/** What stands behind a host: everything that could take it away. */
export interface Standing {
  readonly host: string;
  /** Only the name counts: nothing of ours stands at its address. */
  readonly isName?: true;
  readonly addresses: Answer<string[]>;
  readonly networks: Answer<string[]>;
  /** Names that it is an alias of, the last one where it really stands. */
  readonly aliases: Answer<string[]>;
  /** The zone it is in; null for a bare name or address. */
  readonly zone: Answer<Zone | null>;
  readonly registration: Answer<Registration | null>;
  /** Null where no page is served. */
  readonly certificate: Answer<Certificate | null>;
}

export interface Zone {
  readonly name: string;
  readonly servers: readonly string[];
}

/** Who is asked. */
export interface Askers {
  readonly dns: Dns;
  readonly lookups: Lookups;
  /** Where TLS is spoken. */
  readonly tlsPort?: number;
}

/** Finds out all of it; never rejects. `web` is a page of ours or theirs, `host` somebody else's, whose registrar is no matter. */
export async function standingOf(askers: Askers, host: string, kind: 'web' | 'host'): Promise<Standing> {
  const { dns, lookups, tlsPort } = askers;
  const isWeb = kind === 'web';
  const [addresses, aliases, zone] = await Promise.all([dns.addresses(host), dns.aliases(host), zoneOf(dns, host)]);
  const [networks, registration, certificate] = await Promise.all([
    networksOf(lookups, addresses),
    isWeb ? registrationOf(lookups, zone) : known(null),
    certificateOf(host, addresses, isWeb, tlsPort),
  ]);
  return { host, addresses, aliases, zone, networks, registration, certificate };
}

/** What stands behind a domain that is only a name, as that of an address. */
export async function nameStanding({ dns, lookups }: Askers, host: string): Promise<Standing> {
  const zone = await zoneOf(dns, host);
  const registration = await registrationOf(lookups, zone);
  const none = known<string[]>([]);
  return {
    host,
    isName: true,
    zone,
    registration,
    addresses: none,
    networks: none,
    aliases: none,
    certificate: known(null),
  };
}

/** The nearest name above with name servers of its own. */
export async function zoneOf(dns: Dns, host: string): Promise<Answer<Zone | null>> {
  if (/^[\d.]+$|:/.test(host)) return known(null);
  for (let name = host; name.includes('.'); name = name.slice(name.indexOf('.') + 1)) {
    const servers = await dns.nameServers(name);
    if (!servers.known) return servers;
    if (servers.value.length > 0) return known({ name, servers: servers.value });
  }
  return known(null);
}

async function networksOf(lookups: Lookups, addresses: Answer<string[]>): Promise<Answer<string[]>> {
  if (!addresses.known) return addresses;
  const networks = allOf(await Promise.all(addresses.value.map((address) => lookups.network(address))));
  return networks.known ? known([...new Set(networks.value)]) : networks;
}

async function registrationOf(lookups: Lookups, zone: Answer<Zone | null>): Promise<Answer<Registration | null>> {
  if (!zone.known) return zone;
  return zone.value === null ? known(null) : lookups.registration(zone.value.name);
}

async function certificateOf(
  host: string,
  addresses: Answer<string[]>,
  isWeb: boolean,
  port: number | undefined,
): Promise<Answer<Certificate | null>> {
  if (!isWeb) return known(null);
  if (!addresses.known) return addresses;
  const [address] = addresses.value;
  if (address === undefined) return { known: false, why: `${host} has no address` };
  return readCertificate(host, address, port === undefined ? {} : { port });
}

import { isIPv4 } from 'node:net';
import { z } from 'zod';
import { known, unknown, type Answer } from './answer.ts';
import type { Dns } from './dns.ts';

/** Third parties that are asked, and what for. `DOCTOR_LOOKUPS=off` asks none of them. */
export const thirdParties = [
  'origin.asn.cymru.com, by DNS: whose network an address is in',
  'rdap.org, and the registry it leads to: registrar and expiry of a domain',
] as const;

export interface Registration {
  readonly registrar: string;
  readonly expires: number | null;
}

export interface Lookups {
  /** Number of the network (origin AS) that announces an address, `AS64500`. */
  network(address: string): Promise<Answer<string>>;
  registration(domain: string): Promise<Answer<Registration>>;
}

/** Nobody is asked. */
export const noLookups: Lookups = {
  network: async () => unknown('not looked up (DOCTOR_LOOKUPS is off)'),
  registration: async () => unknown('not looked up (DOCTOR_LOOKUPS is off)'),
};

const Rdap = z.object({
  events: z.array(z.object({ eventAction: z.string(), eventDate: z.string() })).default([]),
  entities: z
    .array(
      z.object({
        roles: z.array(z.string()).default([]),
        handle: z.string().optional(),
        vcardArray: z.tuple([z.string(), z.array(z.array(z.unknown()))]).optional(),
      }),
    )
    .default([]),
});

/** `rdap`: the address of a service that knows every registry, without a slash at the end. */
export function createLookups(dns: Dns, { rdap = 'https://rdap.org', timeout = 8_000 } = {}): Lookups {
  const asked = new Map<string, Promise<Answer<Registration>>>();

  async function ask(domain: string): Promise<Answer<Registration>> {
    try {
      const response = await fetch(`${rdap}/domain/${encodeURIComponent(domain)}`, {
        headers: { accept: 'application/rdap+json' },
        signal: AbortSignal.timeout(timeout),
      });
      if (!response.ok) return unknown(`RDAP of ${domain}: answered ${response.status}`);
      return registrationOf(domain, Rdap.parse(await response.json()));
    } catch (error) {
      const isLate = (error as Error).name === 'TimeoutError';
      return unknown(`RDAP of ${domain}: ${isLate ? 'no answer in time' : 'no answer that can be read'}`);
    }
  }

  return {
    async network(address) {
      const answer = await dns.texts(originName(address));
      if (!answer.known) return answer;
      const number = /^\s*(\d+)/.exec(answer.value[0] ?? '')?.[1];
      return number === undefined ? unknown(`nobody announces ${address}`) : known(`AS${number}`);
    },
    registration(domain) {
      const answer = asked.get(domain) ?? ask(domain);
      asked.set(domain, answer);
      return answer;
    },
  };
}

function registrationOf(domain: string, { events, entities }: z.infer<typeof Rdap>): Answer<Registration> {
  const registrar = entities.find(({ roles }) => roles.includes('registrar'));
  const name = registrar?.vcardArray?.[1].find(([property]) => property === 'fn')?.[3] ?? registrar?.handle;
  if (typeof name !== 'string') return unknown(`RDAP of ${domain}: names no registrar`);
  const expires = Date.parse(events.find(({ eventAction }) => eventAction === 'expiration')?.eventDate ?? '');
  return known({ registrar: name, expires: Number.isNaN(expires) ? null : expires });
}

function originName(address: string): string {
  if (isIPv4(address)) return `${address.split('.').toReversed().join('.')}.origin.asn.cymru.com`;
  const [head = '', tail] = address.split('::');
  const groups = (text: string | undefined) => (text === undefined || text === '' ? [] : text.split(':'));
  const missing = 8 - groups(head).length - groups(tail).length;
  const all = [
    ...groups(head),
    ...Array.from({ length: tail === undefined ? 0 : missing }, () => '0'),
    ...groups(tail),
  ];
  const nibbles = all.map((group) => group.padStart(4, '0')).join('');
  return `${[...nibbles].toReversed().join('.')}.origin6.asn.cymru.com`;
}

import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { readConfig, type Config } from '../../src/config.ts';
import { createDns } from '../../src/independence/dns.ts';
import { examineIndependence } from '../../src/independence/doctor.ts';
import type { Finding } from '../../src/independence/finding.ts';
import { createLookups, noLookups } from '../../src/independence/lookups.ts';
import { selfSigned } from './certificate.ts';
import type { MadeUpDns, Zones } from './dns.ts';
import { makePage } from './snapshot.ts';

export const now = Date.parse('2026-11-27T09:00:00Z');

/** A registry of domains that answers over HTTP as RDAP does. Null: answers nothing. */
export async function startRdap(domains: Readonly<Record<string, { registrar: string; expires: string } | null>>) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const domain = decodeURIComponent(request.url?.replace('/domain/', '') ?? '');
    asked.push(domain);
    const known = domains[domain];
    if (known === null) return;
    if (known === undefined) return void response.writeHead(404).end();
    const vcardArray = [
      'vcard',
      [
        ['version', {}, 'text', '4.0'],
        ['fn', {}, 'text', known.registrar],
      ],
    ];
    const body = {
      objectClassName: 'domain',
      entities: [{ objectClassName: 'entity', handle: '1', roles: ['registrar'], vcardArray }],
      events: [{ eventAction: 'expiration', eventDate: known.expires }],
    };
    response.writeHead(200, { 'content-type': 'application/rdap+json' }).end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

/** Shows one self-signed certificate to whoever comes, under whichever name. */
export async function startTls(): Promise<number> {
  const server = createTlsServer(selfSigned('status.example.org'), (socket) => socket.end()).listen(0, '0.0.0.0');
  server.on('tlsClientError', () => {});
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

interface Examined {
  readonly dns: MadeUpDns;
  readonly rdap: string | null;
  readonly tlsPort: number;
  readonly settings?: Record<string, string>;
  readonly page?: Record<string, unknown>;
}

/** Everything as the command does it, with the askers of the test. */
export async function examine({
  dns: { server },
  rdap,
  tlsPort,
  settings = {},
  page = {},
}: Examined): Promise<Finding[]> {
  const config: Config = readConfig({
    SITE_URL: 'https://status.example.org',
    MAIL_FROM: 'status@alerts.example.net',
    MAIL_1: 'smtps://u:p@smtp.first.example?name=first',
    MAIL_2: 'smtps://u:p@smtp.second.example?name=second',
    STAFF_EMAIL: 'oncall@staff.example.com',
    ...settings,
  });
  const dns = createDns({ servers: [server], timeout: 300 });
  const lookups = rdap === null ? noLookups : createLookups(dns, { rdap, timeout: 500 });
  const whole = makePage({ primary: ['www.example.jp'], contacts: { email: 'support@help.example' }, ...page });
  return examineIndependence({ config, page: whole, now, dns, lookups, tlsPort });
}

/** `page/network` → its line. */
export function at(found: readonly Finding[], id: string): Finding {
  const line = found.find((one) => one.id === id);
  if (line === undefined) throw new Error(`no line ${id} in ${found.map((one) => one.id).join(' ')}`);
  return line;
}

const origin = (address: string) => `${address.split('.').toReversed().join('.')}.origin.asn.cymru.com`;

/** A world in which everything stands apart. 127.0.0.n, so that TLS can be tried. */
export function apart(): Zones {
  const network = (address: string, number: number) => ({
    [origin(address)]: { TXT: [`${number} | ${address}/24 | JP | apnic | 2010-01-01`] },
  });
  return {
    'example.jp': { NS: ['ns1.dns-one.example', 'ns2.dns-one.example'], MX: ['mx.example.jp'], TXT: ['v=spf1 include:_spf.theirs.example -all'] }, // prettier-ignore
    'www.example.jp': { A: ['127.0.0.11'] },
    'mx.example.jp': { A: ['127.0.0.11'] },
    'example.org': { NS: ['ns1.other-two.example'] },
    'status.example.org': { A: ['127.0.0.12'] },
    'first.example': { NS: ['ns1.third-three.example'] },
    'smtp.first.example': { A: ['127.0.0.13'] },
    'second.example': { NS: ['ns1.fourth-four.example'] },
    'smtp.second.example': { A: ['127.0.0.14'] },
    'example.net': { NS: ['ns1.fifth.example'] },
    'alerts.example.net': { MX: ['smtp.second.example'], TXT: ['v=spf1 include:spf.first.example include:spf.second.example -all'] }, // prettier-ignore
    'spf.first.example': { TXT: ['v=spf1 ip4:192.0.2.0/24 -all'] },
    'spf.second.example': { TXT: ['v=spf1 a mx -all'] },
    '_dmarc.alerts.example.net': { TXT: ['v=DMARC1; p=reject; rua=mailto:d@example.net'] },
    'example.com': { NS: ['ns1.sixth.example'] },
    'staff.example.com': { MX: ['smtp.first.example'] },
    'help.example': { NS: ['ns1.seventh.example'], MX: ['smtp.second.example'] },
    ...network('127.0.0.11', 64500),
    ...network('127.0.0.12', 64501),
    ...network('127.0.0.13', 64502),
    ...network('127.0.0.14', 64503),
  };
}

export const registered = {
  'example.jp': { registrar: 'Registrar One', expires: '2027-06-01T00:00:00Z' },
  'example.org': { registrar: 'Registrar Two', expires: '2027-06-01T00:00:00Z' },
  'example.net': { registrar: 'Registrar Three', expires: '2027-06-01T00:00:00Z' },
  'example.com': { registrar: 'Registrar Four', expires: '2027-06-01T00:00:00Z' },
  'help.example': { registrar: 'Registrar Five', expires: '2027-06-01T00:00:00Z' },
};

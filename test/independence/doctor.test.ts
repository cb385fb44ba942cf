import { freePort } from '../support/free-port.ts';
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { apart, at, examine, registered, startRdap, startTls } from '../support/doctor.ts';
import { startDns, type Zones } from '../support/dns.ts';
import { temporaryFolder } from '../support/folder.ts';

/** The world in which everything stands apart, but for these names; and whoever is asked about it. */
async function world(but: Zones = {}, domains: Parameters<typeof startRdap>[0] = registered) {
  const dns = await startDns({ ...apart(), ...but });
  const rdap = await startRdap(domains);
  return { dns, rdap: rdap.url, asked: rdap.asked, tlsPort: await startTls() };
}

test('where everything stands apart nothing is shared', async () => {
  const found = await examine(await world());
  expect(found.filter(({ verdict }) => verdict === 'shared')).toEqual([]);
  expect(found.filter(({ verdict }) => verdict === 'unknown').map(({ id }) => id)).toEqual(['mail/dkim']);
  expect(at(found, 'page/network')).toMatchObject({ verdict: 'fine', what: 'AS64501' });
  expect(at(found, 'page/authority')).toMatchObject({
    verdict: 'warning',
    what: 'status.example.org, as www.example.jp',
  });
  expect(at(found, 'page/registrar')).toMatchObject({ verdict: 'fine', what: 'Registrar Two' });
  expect(at(found, 'page/Domain ends')).toMatchObject({ verdict: 'fine' });
  expect(at(found, 'mail/spf')).toMatchObject({ verdict: 'fine', what: 'alerts.example.net: one record, 4 look-ups' });
});

const alike = { TXT: ['64500 | 127.0.0.0/24 | JP | apnic | 2010-01-01'] };
test.each<[what: string, but: Zones, id: string, says: RegExp]>([
  [
    'one machine',
    { 'status.example.org': { A: ['127.0.0.11'] } },
    'page/address',
    /^127\.0\.0\.11, as www\.example\.jp$/,
  ],
  ['one network', { '12.0.0.127.origin.asn.cymru.com': alike }, 'page/network', /^AS64500, as/],
  ['one DNS company', { 'example.org': { NS: ['ns9.dns-one.example'] } }, 'page/name-servers', /dns-one/],
  ['one CDN', { 'www.example.jp': { CNAME: ['a1.cdn.example'] }, 'status.example.org': { CNAME: ['b7.cdn.example'] }, 'a1.cdn.example': { A: ['127.0.0.11'] }, 'b7.cdn.example': { A: ['127.0.0.12'] } }, 'page/alias', /^cdn, as/], // prettier-ignore
  ['mail through the service’s own provider', { 'example.jp': { NS: ['ns1.dns-one.example'], TXT: ['v=spf1 include:_spf.first.example -all'] } }, 'provider-first/sender', /^first: SPF of example\.jp$/], // prettier-ignore
  ['two providers on one cloud', { '14.0.0.127.origin.asn.cymru.com': { TXT: ['64502 | x'] } }, 'provider-first-provider-second/network', /^AS64502, as the other provider/], // prettier-ignore
  [
    'staff’s own mail at the service',
    { 'staff.example.com': { MX: ['mx.example.jp'] } },
    'staff-1/address',
    /127\.0\.0\.11/,
  ],
])('%s is shared', async (_what, but, id, says) => {
  const line = at(await examine(await world(but)), id);
  expect(line.verdict).toBe('shared');
  expect(line.what).toMatch(says);
  expect(line.why).not.toBe('');
  expect(line.cure).not.toBe('');
});

test('one registrar is shared; what ends soon is a warning', async () => {
  const found = await examine(await world({}, { ...registered, 'example.org': { registrar: 'Registrar One', expires: '2026-12-10T00:00:00Z' } })); // prettier-ignore
  expect(at(found, 'page/registrar')).toMatchObject({ verdict: 'shared', what: 'Registrar One, as www.example.jp' });
  expect(at(found, 'page/Domain ends')).toMatchObject({ verdict: 'warning' });
  expect(at(found, 'page/Domain ends').what).toContain('ends in 12 days');
});

test('the page in the main service’s own zone is shared by domain', async () => {
  const but = { 'status.example.jp': { A: ['127.0.0.12'] } };
  const found = await examine({ ...(await world(but)), settings: { SITE_URL: 'https://status.example.jp' } });
  expect(at(found, 'page/zone')).toMatchObject({ verdict: 'shared', what: 'example.jp, as www.example.jp' });
});

test('whoever does not answer is unknown, within seconds, and never fine', async () => {
  const given = await world({}, { ...registered, 'example.org': null });
  given.dns.silent.add('status.example.org');
  given.dns.failing.add('14.0.0.127.origin.asn.cymru.com');
  const before = performance.now();
  const found = await examine(given);
  expect(performance.now() - before).toBeLessThan(30_000);
  expect(at(found, 'page/address')).toMatchObject({
    verdict: 'unknown',
    what: 'DNS of status.example.org: no answer in time',
  });
  expect(at(found, 'page/network').verdict).toBe('unknown');
  expect(at(found, 'page/registrar').verdict).toBe('unknown');
  expect(at(found, 'provider-second/network')).toMatchObject({ verdict: 'unknown' });
  expect(at(found, 'provider-second/address').verdict).toBe('fine');
});

test('a page on which nobody listens for TLS has no certificate that anybody could compare: unknown', async () => {
  const found = await examine({ ...(await world()), tlsPort: await freePort() });
  expect(at(found, 'page/authority')).toMatchObject({ verdict: 'unknown' });
  expect(at(found, 'page/authority').what).toContain('nobody listens on port');
});

test('with DOCTOR_LOOKUPS off no third party is asked, and what they would know is unknown', async () => {
  const given = await world();
  const found = await examine({ ...given, rdap: null });
  expect(given.asked).toEqual([]);
  expect(given.dns.asked.filter((question) => question.includes('cymru'))).toEqual([]);
  expect(at(found, 'page/network')).toMatchObject({
    verdict: 'unknown',
    what: 'not looked up (DOCTOR_LOOKUPS is off)',
  });
  expect(at(found, 'page/address').verdict).toBe('fine');
});

test('nothing but the configured names, and what they lead to, is asked for', async () => {
  const given = await world();
  await examine(given);
  const names = new Set(given.dns.asked.map((question) => question.split(' ')[1] ?? ''));
  const ours =
    /(^|\.)(example\.(jp|org|net|com)|first\.example|second\.example|help\.example|origin6?\.asn\.cymru\.com)$/;
  // One label above a zone is asked only where the zone itself had no answer.
  expect([...names].filter((name) => !ours.test(name))).toEqual([]);
});

test('what a person states is shown as stated; a remote by name is unknown, a folder here a warning', async () => {
  const found = await examine({
    ...(await world()),
    settings: {
      MIRROR_1: '/srv/copy',
      MIRROR_2: 's3:bucket/status',
      BACKUP_1: 'restic:sftp:backup@smtp.second.example:/repo',
    },
    page: { stated: { power: 'another grid' } },
  });
  expect(at(found, 'stated/power')).toMatchObject({ verdict: 'stated', what: 'another grid' });
  expect(at(found, 'mirror-1/place').verdict).toBe('warning');
  expect(at(found, 'mirror-2/place').verdict).toBe('unknown');
  expect(at(found, 'backup-1/address')).toMatchObject({ verdict: 'fine', what: '127.0.0.14' });
});

test('without the main service’s hosts nothing is claimed', async () => {
  const found = await examine({ ...(await world()), page: { primary: [] } });
  expect(at(found, 'primary').verdict).toBe('unknown');
  expect(found.some(({ id }) => id.startsWith('page/'))).toBe(false);
});

test.each<[what: string, but: Zones, id: string, verdict: string, says: RegExp]>([
  ['no SPF', { 'alerts.example.net': { MX: ['mx.example'] } }, 'mail/spf', 'warning', /no SPF record/],
  [
    'two SPF records',
    { 'alerts.example.net': { TXT: ['v=spf1 -all', 'v=spf1 ~all'] } },
    'mail/spf',
    'warning',
    /2 SPF records/,
  ],
  [
    'eleven look-ups',
    { 'alerts.example.net': { TXT: [`v=spf1 ${'a:x.example '.repeat(11)}-all`] } },
    'mail/spf',
    'warning',
    /^11 look-ups/,
  ],
  [
    'SPF in a circle',
    { 'alerts.example.net': { TXT: ['v=spf1 include:alerts.example.net -all'] } },
    'mail/spf',
    'fine',
    /1 look-ups/,
  ],
  ['no DMARC', { '_dmarc.alerts.example.net': {} }, 'mail/dmarc', 'warning', /no DMARC record/],
  ['DMARC above', { '_dmarc.alerts.example.net': {}, '_dmarc.example.net': { TXT: ['v=DMARC1; p=none'] } }, 'mail/dmarc', 'warning', /p=none/], // prettier-ignore
  [
    'a sender that takes no mail',
    { 'alerts.example.net': { TXT: ['v=spf1 -all'] } },
    'mail/from',
    'warning',
    /neither MX nor address/,
  ],
])('mail: %s', async (_what, but, id, verdict, says) => {
  const line = at(await examine(await world(but)), id);
  expect(line).toMatchObject({ verdict });
  expect(line.what).toMatch(says);
});

test('our DKIM key must be the one that is published', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const file = join(temporaryFolder(), 'dkim.pem');
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const settings = { DKIM_KEY_FILE: file, DKIM_SELECTOR: 'noroshi' };
  const name = 'noroshi._domainkey.alerts.example.net';
  const half = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const verdictWith = async (record: Zones[string]) => at(await examine({ ...(await world({ [name]: record })), settings }), 'mail/dkim').verdict; // prettier-ignore
  expect(await verdictWith({ TXT: [`v=DKIM1; k=rsa; p=${half}`] })).toBe('fine');
  expect(await verdictWith({ TXT: [`v=DKIM1; k=rsa; p=${half.replace('A', 'B')}`] })).toBe('warning');
  expect(await verdictWith({})).toBe('warning');
});

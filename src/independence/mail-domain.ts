import { createPublicKey } from 'node:crypto';
import type { Dns } from './dns.ts';
import type { Finding, Verdict } from './finding.ts';

interface Sender {
  /** Domain of MAIL_FROM, and of the return path. */
  readonly domain: string;
  readonly returnDomain: string;
  /** What we sign with; null when that is left to the providers. */
  readonly dkim: { readonly selector: string; readonly pem: string } | null;
}

const mostLookUps = 10;
const subject = 'Sender (MAIL_FROM)';

/** Whether receivers will believe our mail: SPF, DKIM, DMARC, and whether the domain is one that takes mail. */
export async function examineMailDomain(dns: Dns, sender: Sender): Promise<Finding[]> {
  return Promise.all([spf(dns, sender), dkim(dns, sender), dmarc(dns, sender), reachable(dns, sender)]);
}

async function spf(dns: Dns, { returnDomain }: Sender): Promise<Finding> {
  const why = 'Receivers ask the return path’s domain who may send; more than 10 look-ups count as an error.';
  const line = finding('spf', 'SPF', why);
  const answer = await dns.texts(returnDomain);
  if (!answer.known) return line('unknown', answer.why, 'Ask again later.');
  const records = answer.value.filter((text) => /^v=spf1( |$)/i.test(text));
  if (records.length !== 1) {
    const what =
      records.length === 0
        ? `${returnDomain} has no SPF record`
        : `${returnDomain} has ${records.length} SPF records, which counts as none`;
    return line('warning', what, 'Publish one: "v=spf1 include:<provider> … -all".');
  }
  const counted = await countLookUps(dns, records[0] ?? '', new Set([returnDomain]));
  if (typeof counted === 'string') return line('unknown', counted, 'Ask again later.');
  if (counted > mostLookUps)
    return line('warning', `${counted} look-ups, 10 are allowed`, 'Take out what nobody sends through any more.');
  if (/[ ]\+?all\b/i.test(records[0] ?? ''))
    return line('warning', 'lets everybody send (+all)', 'End it with -all or ~all.');
  return line('fine', `${returnDomain}: one record, ${counted} look-ups`);
}

/** RFC 7208 §4.6.4. A sentence where that cannot be found out. */
async function countLookUps(dns: Dns, record: string, seen: Set<string>): Promise<number | string> {
  let count = 0;
  for (const term of record.split(/\s+/).slice(1)) {
    const [, name = '', target = ''] =
      /^[-+~?]?(include|a|mx|ptr|exists|redirect)(?:[:=]([^/]*))?(?:\/.*)?$/i.exec(term) ?? [];
    if (name === '') continue;
    count += 1;
    const leads = /^(include|redirect)$/i.test(name) && !target.includes('%') && !seen.has(target.toLowerCase());
    if (!leads || count > 3 * mostLookUps) continue;
    seen.add(target.toLowerCase());
    const answer = await dns.texts(target);
    if (!answer.known) return answer.why;
    const next = answer.value.find((text) => /^v=spf1( |$)/i.test(text));
    const below = next === undefined ? 0 : await countLookUps(dns, next, seen);
    if (typeof below === 'string') return below;
    count += below;
  }
  return count;
}

async function dkim(dns: Dns, { domain, dkim: own }: Sender): Promise<Finding> {
  const line = finding('dkim', 'DKIM', 'Large receivers refuse what nobody signed.');
  if (own === null)
    return line(
      'unknown',
      'signing is left to the providers',
      'Look at the headers of `noroshi mail test`, or set DKIM_KEY_FILE and DKIM_SELECTOR.',
    );
  const name = `${own.selector}._domainkey.${domain}`;
  const answer = await dns.texts(name);
  if (!answer.known) return line('unknown', answer.why, 'Ask again later.');
  const [record] = answer.value.filter((text) => /(^|;)\s*p=/.test(text));
  if (record === undefined)
    return line('warning', `${name} holds no key`, 'Publish the public half of DKIM_KEY_FILE there.');
  const published = /(?:^|;)\s*p=([^;]*)/.exec(record)?.[1]?.replace(/\s/g, '') ?? '';
  if (!publicHalves(own.pem).includes(published))
    return line('warning', `${name} holds another key`, 'Publish the public half of DKIM_KEY_FILE there.');
  return line('fine', `${name} holds our key`);
}

/** RSA as its whole structure, Ed25519 as the bare 32 bytes (RFC 8463) or, as some write it, whole. */
function publicHalves(pem: string): string[] {
  const der = createPublicKey(pem).export({ type: 'spki', format: 'der' });
  return [der.toString('base64'), der.subarray(-32).toString('base64')];
}

async function dmarc(dns: Dns, { domain, returnDomain }: Sender): Promise<Finding> {
  const line = finding(
    'dmarc',
    'DMARC',
    'Without it anybody can write in our name, and large receivers refuse bulk mail.',
  );
  let holder = domain;
  for (let name = domain; name.includes('.'); name = name.slice(name.indexOf('.') + 1)) {
    const answer = await dns.texts(`_dmarc.${name}`);
    if (!answer.known) return line('unknown', answer.why, 'Ask again later.');
    const record = answer.value.find((text) => /^v=DMARC1\s*;/i.test(text));
    holder = name;
    if (record === undefined) continue;
    const isAligned = returnDomain === domain || (!/;\s*aspf=s/i.test(record) && returnDomain.endsWith(holder));
    const policy = /;\s*p=(\w+)/i.exec(record)?.[1] ?? 'none';
    if (!isAligned)
      return line(
        'warning',
        `the return path (${returnDomain}) does not belong to ${domain}`,
        'Set BOUNCE_ADDRESS to an address of that domain, or sign with DKIM.',
      );
    if (policy === 'none')
      return line(
        'warning',
        `${name}: p=none, nothing is refused`,
        'Once reports look right: p=quarantine, then p=reject.',
      );
    return line('fine', `${name}: p=${policy}`);
  }
  return line(
    'warning',
    `${domain} has no DMARC record`,
    `Publish _dmarc.${domain}: "v=DMARC1; p=none; rua=mailto:…".`,
  );
}

async function reachable(dns: Dns, { domain }: Sender): Promise<Finding> {
  const line = finding('from', 'Mail to the sender', 'Receivers refuse a sender whose domain takes no mail.');
  const [servers, addresses] = [await dns.mailServers(domain), await dns.addresses(domain)];
  if (servers.known && servers.value.length > 0) return line('fine', servers.value.join(', '));
  if (addresses.known && addresses.value.length > 0) return line('fine', `${domain} itself`);
  if (!servers.known) return line('unknown', servers.why, 'Ask again later.');
  if (!addresses.known) return line('unknown', addresses.why, 'Ask again later.');
  return line('warning', `${domain} has neither MX nor address`, 'Give it an MX record.');
}

function finding(id: string, aspect: string, why: string) {
  return (verdict: Verdict, what: string, cure = ''): Finding => ({
    id: `mail/${id}`,
    subject,
    aspect,
    verdict,
    what,
    why,
    cure,
  });
}

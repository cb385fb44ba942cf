import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import packet from 'dns-packet';
import { onTestFinished } from 'vitest';

/** Made-up zones: `A`, `AAAA`, `NS`, `CNAME`, `MX` and `TXT` of each name. */
export type Zones = Readonly<
  Record<string, Partial<Record<'A' | 'AAAA' | 'NS' | 'CNAME' | 'MX' | 'TXT', readonly string[]>>>
>;

export interface MadeUpDns {
  /** As `setServers` takes it. */
  readonly server: string;
  /** Every question, as `A www.example.jp`. */
  readonly asked: string[];
  zones: Zones;
  /** Questions for these names get no answer at all. */
  readonly silent: Set<string>;
  /** These get SERVFAIL. */
  readonly failing: Set<string>;
}

/** A name server on real UDP that knows nothing but what it is told. It ends with the test. */
export async function startDns(zones: Zones): Promise<MadeUpDns> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  const dns: MadeUpDns = {
    server: `127.0.0.1:${socket.address().port}`,
    asked: [],
    zones,
    silent: new Set(),
    failing: new Set(),
  };
  socket.on('message', (message, { port, address }) => {
    const { id = 0, questions = [] } = packet.decode(message);
    const [question] = questions;
    if (question === undefined) return;
    const name = question.name.toLowerCase();
    dns.asked.push(`${question.type} ${name}`);
    if (dns.silent.has(name)) return;
    const known = Object.hasOwn(dns.zones, name);
    const rcode = dns.failing.has(name) ? 2 : known ? 0 : 3;
    const answers = rcode === 0 ? answersOf(dns.zones, name, question.type) : [];
    const flags = packet.RECURSION_DESIRED | packet.RECURSION_AVAILABLE | rcode;
    socket.send(packet.encode({ type: 'response', id, flags, questions: [question], answers }), port, address);
  });
  return dns;
}

/** Follows aliases, as a resolver does. */
function answersOf(zones: Zones, name: string, type: string): packet.Answer[] {
  const records = zones[name] ?? {};
  const [alias] = records.CNAME ?? [];
  if (alias !== undefined && type !== 'CNAME')
    return [{ type: 'CNAME', name, data: alias, ttl: 60 }, ...answersOf(zones, alias, type)];
  return (records[type as keyof typeof records] ?? []).map((value) => answerOf(name, type, value));
}

function answerOf(name: string, type: string, value: string): packet.Answer {
  const base = { name, ttl: 60 };
  if (type === 'MX') return { ...base, type, data: { preference: 10, exchange: value } };
  if (type === 'TXT') return { ...base, type, data: value.match(/.{1,255}/gs) ?? [''] };
  return { ...base, type: type as 'A' | 'AAAA' | 'NS' | 'CNAME', data: value };
}

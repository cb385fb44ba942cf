import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv6 } from 'node:net';

/** The proxies whose X-Forwarded-For is believed: addresses, or networks as `10.0.0.0/8`. */
export function trustedProxies(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', bits] = entry.split('/');
    if (isIP(address) === 0) continue;
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

/**
 * Where a request comes from, for limits: an IPv4 address or an IPv6 /64. Of X-Forwarded-For only the last entry is taken,
 * the one our own proxy wrote, and only from a trusted proxy.
 */
export function networkOf(
  { socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>,
  trusted: BlockList,
): string {
  const peer = bare(socket.remoteAddress ?? '');
  const family = isIPv6(peer) ? 'ipv6' : 'ipv4';
  if (isIP(peer) === 0 || !trusted.check(peer, family)) return network(peer);
  const forwarded = bare([headers['x-forwarded-for'] ?? []].flat().join(',').split(',').at(-1)?.trim() ?? '');
  return network(isIP(forwarded) === 0 ? peer : forwarded);
}

/** An IPv4 address inside an IPv6 one is that IPv4 address; a zone (`%eth0`) names our interface, not theirs. */
function bare(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
}

/** One household or office has a /64; single addresses in it cost nothing. */
function network(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', rest] = address.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = rest === undefined || rest === '' ? [] : rest.split(':');
  const zeros =
    rest === undefined ? [] : Array.from({ length: Math.max(0, 8 - groups.length - after.length) }, () => '0');
  const first = [...groups, ...zeros, ...after].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''));
  return `${first.join(':')}::/64`;
}

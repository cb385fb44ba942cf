import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { known, unknown, type Answer } from './answer.ts';

/** Questions to the DNS; each is answered or given up within seconds. An empty list is an answer. */
export interface Dns {
  addresses(host: string): Promise<Answer<string[]>>;
  nameServers(name: string): Promise<Answer<string[]>>;
  aliases(host: string): Promise<Answer<string[]>>;
  mailServers(domain: string): Promise<Answer<string[]>>;
  texts(name: string): Promise<Answer<string[]>>;
}

/** `servers`: whom to ask instead of the system's own, as `127.0.0.1:5353`. */
interface Options {
  readonly servers?: readonly string[] | undefined;
  /** Per try; each question is tried twice. Milliseconds. */
  readonly timeout?: number;
}

const longestChain = 8;
/** The same question is asked for many things. */
export function createDns({ servers, timeout = 2_000 }: Options = {}): Dns {
  const resolver = new Resolver({ timeout, tries: 2 });
  if (servers !== undefined) resolver.setServers(servers);
  const asked = new Map<string, Promise<Answer<string[]>>>();

  function ask(kind: string, name: string, question: () => Promise<string[]>): Promise<Answer<string[]>> {
    const key = `${kind} ${name}`;
    const answer = asked.get(key) ?? question().then(known, (error: NodeJS.ErrnoException) => noAnswer(error, name));
    asked.set(key, answer);
    return answer;
  }
  const alias = (host: string) => ask('CNAME', host, () => resolver.resolveCname(host));

  return {
    async addresses(host) {
      if (isIP(host) !== 0) return known([host]);
      const four = await ask('A', host, () => resolver.resolve4(host));
      const six = await ask('AAAA', host, () => resolver.resolve6(host));
      if (!four.known) return four;
      return six.known ? known([...four.value, ...six.value]) : six;
    },
    nameServers: (name) => ask('NS', name, async () => (await resolver.resolveNs(name)).map(lower)),
    async aliases(host) {
      if (isIP(host) !== 0) return known([]);
      const chain: string[] = [];
      for (let name = host; chain.length < longestChain;) {
        const answer = await alias(name);
        if (!answer.known) return answer;
        const [next] = answer.value;
        if (next === undefined) break;
        chain.push(lower(next));
        name = next;
      }
      return known(chain);
    },
    mailServers: (domain) =>
      ask('MX', domain, async () => (await resolver.resolveMx(domain)).map(({ exchange }) => lower(exchange)).filter((name) => name !== '')), // prettier-ignore
    texts: (name) => ask('TXT', name, async () => (await resolver.resolveTxt(name)).map((parts) => parts.join(''))),
  };
}

function noAnswer({ code }: NodeJS.ErrnoException, name: string): Answer<string[]> {
  if (code === 'ENODATA' || code === 'ENOTFOUND') return known([]);
  const what = { ETIMEOUT: 'no answer in time', ESERVFAIL: 'its name servers failed', EREFUSED: 'refused' };
  return unknown(`DNS of ${name}: ${what[code as keyof typeof what] ?? code ?? 'failed'}`);
}

const lower = (name: string) => name.toLowerCase().replace(/\.$/, '');

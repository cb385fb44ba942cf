import { createHash } from 'node:crypto';
import { Agent, get, type IncomingMessage } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

interface Options {
  readonly base: string;
  readonly clients: number;
  readonly paths: readonly string[];
  /** The crowd goes on for as long. */
  readonly goesOn: () => boolean;
}

/** What a crowd saw. Nothing should be in `broken`. */
export interface Seen {
  readonly requests: number;
  /** By path, how many different bodies there were. */
  readonly bodies: ReadonlyMap<string, number>;
  readonly broken: readonly string[];
}

const encodings = ['br', 'gzip, deflate', 'identity', 'gzip;q=0.5, br;q=0.1', '*'];

/**
 * So many clients, each with a connection of its own, read one of the paths after the other, with any query and encoding. Every
 * answer must be 200 and whole, its body what its ETag says, and no older than what anybody had seen before it was asked for:
 * texts count up in `crowd-1`, `crowd-2`, ….
 */
export async function runCrowd({ base, clients, paths, goesOn }: Options): Promise<Seen> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const broken = new Set<string>();
  const tags = new Map<string, Set<string>>();
  const newest = new Map<string, number>();
  const checked = new Map<string, number>();
  let requests = 0;

  /** The count in a body; each different one is unpacked and compared with its ETag once. */
  function check(path: string, { headers }: IncomingMessage, bytes: Buffer): number {
    const packed = createHash('sha256').update(bytes).digest('base64url');
    const key = `${headers.etag} ${packed}`;
    const known = checked.get(key);
    if (known !== undefined) return known;
    const body = unpack(bytes, headers['content-encoding']);
    const tag = createHash('sha256').update(body).digest('base64url');
    if (!headers.etag?.startsWith(`"${tag}`)) broken.add(`${path}: the body is not what its ETag says`);
    tags.set(path, (tags.get(path) ?? new Set()).add(tag));
    const count = Number(/crowd-(\d+)/.exec(body.toString())?.[1] ?? 0);
    checked.set(key, count);
    return count;
  }

  async function read(path: string, number: number): Promise<void> {
    const least = newest.get(path) ?? 0;
    const encoding = encodings[number % encodings.length];
    try {
      const { answer, body } = await fetchWhole(`${base}${path}?client=${number}`, agent, encoding);
      requests += 1;
      if (answer.statusCode !== 200) return void broken.add(`${path}: ${answer.statusCode}`);
      const count = check(path, answer, body);
      if (count < least) broken.add(`${path}: went back from ${least} to ${count}`);
      newest.set(path, Math.max(newest.get(path) ?? 0, count));
    } catch (error) {
      broken.add(`${path}: ${String(error)}`);
    }
  }
  const client = async (number: number) => {
    for (let turn = number; goesOn(); turn++) await read(paths[turn % paths.length] ?? '/', number);
  };
  await Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
  agent.destroy();
  return { requests, bodies: new Map([...tags].map(([path, { size }]) => [path, size])), broken: [...broken] };
}

function fetchWhole(url: string, agent: Agent, encoding = ''): Promise<{ answer: IncomingMessage; body: Buffer }> {
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: { 'accept-encoding': encoding } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject).on('end', () => resolve({ answer, body: Buffer.concat(chunks) }));
    }).on('error', reject);
  });
}

function unpack(bytes: Buffer, encoding: string | undefined): Buffer {
  if (encoding === 'br') return brotliDecompressSync(bytes);
  return encoding === 'gzip' ? gunzipSync(bytes) : bytes;
}

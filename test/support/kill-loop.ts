import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { countDeliveries } from '../../src/mail/counts.ts';
import { addSubscribers, announceReport, ledgerDatabase } from './ledger.ts';

const script = fileURLToPath(new URL('deliver-until-killed.ts', import.meta.url));
/** Of each provider; see deliver-until-killed.ts. */
const connections = 10;

export interface KillLoop {
  /** How many messages a server said that it has, whether or not we heard it. */
  readonly copies: number;
  readonly kills: number;
  /** What must hold and does not; empty when all is well. */
  readonly broken: readonly string[];
  readonly accepted: number;
  readonly unknown: number;
}

/**
 * Delivers one report to `people` over two providers that drop every fiftieth connection after they have accepted, and kills
 * the process `kills` times at instants that follow from `seed`; then lets it end, and counts.
 */
export async function killLoop(needs: {
  folder: string;
  people: number;
  kills: number;
  seed: number;
}): Promise<KillLoop> {
  const { folder, people, kills } = needs;
  const database = ledgerDatabase(folder, true);
  await announceReport(database, await addSubscribers(database, people), '11');
  await database.close();
  const random = mulberry32(needs.seed);
  const taken = new Map<string, string[]>();
  let copies = 0;
  let drops = 0;
  const servers = await Promise.all([0, 1].map(() => startServer(random, (to, messageId, isDropped) => {
    copies += 1;
    drops += Number(isDropped);
    taken.set(to, [...(taken.get(to) ?? []), messageId]);
  }))); // prettier-ignore
  const begin = () => {
    const ports = servers.map(({ port }) => String(port));
    return spawn(process.execPath, [script, folder, ...ports], { stdio: ['ignore', 'pipe', 'inherit'] });
  };

  let killed = 0;
  try {
    for (let round = 0; round < kills; round += 1) {
      const child = begin();
      const exit = once(child, 'exit');
      // Until it sends nothing can be lost: the instants are spread over the time after that.
      await Promise.race([once(child.stdout, 'data'), exit]);
      await new Promise((resolve) => setTimeout(resolve, (random() * (2 * people)) / kills));
      child.kill('SIGKILL');
      const [, signal] = (await exit) as [number | null, string | null];
      killed += Number(signal === 'SIGKILL');
    }
    const [code] = (await once(begin(), 'exit')) as [number | null];
    if (code !== 0) throw new Error(`the last process ended with ${code}`);
  } finally {
    servers.forEach(({ close }) => close());
  }

  const after = ledgerDatabase(folder, false);
  const { owed, accepted, unknown } = await after.read(countDeliveries);
  const rows = await after.read((db) => db.selectFrom('deliveries').innerJoin('subscribers as s', 's.id', 'subscriber_id').select(['state', 'marks', 'address']).execute()); // prettier-ignore
  await after.close();
  const broken: string[] = [];
  const expect = (holds: boolean, what: string) => void (holds || broken.push(what));
  expect(
    owed === people && accepted + unknown === people,
    `${accepted} accepted and ${unknown} unknown are not ${people}`,
  );
  for (const { state, marks, address } of rows) {
    const ids = taken.get(address) ?? [];
    expect(ids.length <= 2, `${address} has ${ids.length} copies`);
    expect(new Set(ids).size <= 1, `${address} has copies under several Message-IDs`);
    if (state === 'accepted') expect(ids.length >= 1, `${address} is accepted and has no copy`);
    if (state === 'unknown') expect(marks === 2, `${address} is unknown with ${marks} marks`);
  }
  const bound = people + killed * connections * servers.length + drops;
  expect(copies <= bound, `${copies} copies are more than ${bound}`);
  return { copies, kills: killed, broken, accepted, unknown };
}

/** Takes everything; of fifty messages one is taken and the connection reset instead of answered. */
async function startServer(random: () => number, onTaken: (to: string, messageId: string, isDropped: boolean) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}).on('close', () => sockets.delete(socket)));
    let buffer = '';
    let to = '';
    let inBody = false;
    socket.write('220 test\r\n');
    socket.on('data', (chunk) => {
      buffer += chunk.toString('latin1');
      for (;;) {
        const end = buffer.indexOf(inBody ? '\r\n.\r\n' : '\r\n');
        if (end < 0) return;
        const text = buffer.slice(0, end);
        buffer = buffer.slice(end + (inBody ? 5 : 2));
        if (inBody) {
          inBody = false;
          const isDropped = random() < 0.02;
          onTaken(to, /^Message-ID:\s+(.*)$/im.exec(text)?.[1] ?? '', isDropped);
          if (isDropped) return void socket.resetAndDestroy();
          socket.write('250 2.0.0 queued\r\n');
        } else if (/^DATA/i.test(text)) {
          inBody = true;
          socket.write('354 go on\r\n');
        } else {
          to = /^RCPT TO:<([^>]*)>/i.exec(text)?.[1] ?? to;
          socket.write('250 ok\r\n');
        }
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { port: (server.address() as AddressInfo).port, close };
}

/** Small and good enough: the same numbers for the same seed. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

import { spawn, spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import { freePort } from '../support/free-port.ts';
import { programPath } from '../support/programs.ts';
import { measureLedger, type Measured } from './alerts-ledger.ts';
import { measureProgram } from './alerts-program.ts';
import { median, ratioLine } from './figures.ts';

const connections = 10;
const usualSizes = [10_000, 100_000];

/**
 * `alerts [size …]`, 10,000 and 100,000 unless said: alerts against Postfix's `smtp-source -d` into the same `smtp-sink` on
 * the same number of connections, in turn; then the whole program, from a commit to the mails, with the largest size.
 * Theirs: the same bytes each time, nothing written down, messages of our size.
 */
export async function run(args: readonly string[]): Promise<void> {
  const [source, sink] = ['smtp-source', 'smtp-sink'].map(programPath);
  if (!source || !sink) return console.log('alerts: skipped (needs smtp-source and smtp-sink of Postfix)');
  const sizes = args.length > 0 ? args.map(Number) : usualSizes;
  const port = await freePort();
  const asRoot = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const receiver = spawn(sink, ['-c', ...asRoot, `127.0.0.1:${port}`, '100'], { stdio: 'ignore' });
  try {
    await listening(port);
    await measureLedger(port, 2000, connections); // both begin warm
    const costs: number[] = [];
    for (const size of sizes) costs.push(await compare(source, port, size));
    const [first = 0, last = 0] = [costs[0], costs.at(-1)];
    console.log(`  processor time a message, ${sizes.at(-1)} alerts to ${sizes[0]}: ${(last / first).toFixed(2)}`);
    await measureProgram(port, Math.max(...sizes), connections);
  } finally {
    receiver.kill();
  }
}

/** Gives our processor time a message. Fewer rounds where one takes long. */
async function compare(source: string, port: number, size: number): Promise<number> {
  const ours: Measured[] = [];
  const theirs: { rate: number }[] = [];
  for (let round = 0; round < (size > 20_000 ? 1 : 3); round += 1) {
    const measured = await measureLedger(port, size, connections);
    ours.push(measured);
    theirs.push(measureSource(source, port, size, measured.bytes));
  }
  console.log(ratioLine(`alerts, ${size} messages of ${ours[0]?.bytes} bytes, ${connections} connections, messages/s against smtp-source`, ours, theirs)); // prettier-ignore
  const cpu = median(ours.map((measured) => measured.cpu));
  console.log(`  ${Math.round(cpu)} µs of processor time a message`);
  return cpu;
}

function measureSource(source: string, port: number, size: number, bytes: number): { rate: number } {
  const load = ['-d', '-s', String(connections), '-m', String(size), '-l', String(bytes)];
  const began = performance.now();
  const { status, stderr } = spawnSync(
    source,
    [...load, '-f', 'status@example.org', '-t', 'reader@example.net', `127.0.0.1:${port}`],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`smtp-source failed: ${stderr}`);
  return { rate: size / ((performance.now() - began) / 1000) };
}

async function listening(port: number): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const isUp = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.once('connect', () => socket.end('QUIT\r\n'));
    });
    if (isUp) return;
    if (tries > 100) throw new Error('smtp-sink does not listen');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

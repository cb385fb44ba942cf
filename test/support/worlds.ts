import { execFileSync, spawn, type ChildProcess, type SpawnOptionsWithoutStdio } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { eventually } from './wait.ts';

/** Several machines that see one another, and the test them. */
export interface Network {
  /** `last` is the end of its address; `nameServer` where it asks for names. */
  machine(name: string, last: number, nameServer?: string): Machine;
  /** Where mail servers and web servers listen. */
  readonly ports: { readonly mail: number; readonly web: number };
  /** What a catch-all says of a packet or connection of ours. */
  readonly fromOurs: RegExp;
  /** Whoever wants to be seen trying needs somebody to talk to: machines have no network of their own. */
  readonly needsListener: boolean;
  /** The machine has another address as well from now on, which a machine had that is cut off. */
  moveAddress(address: string, to: Machine): void;
}

/** A machine of its own: programs that run there have one address. */
export interface Machine {
  readonly name: string;
  readonly address: string;
  /** Starts a program there; resolves when it has written `sign`. It is killed when the test ends. */
  start(args: readonly string[], options: Starting): Promise<Process>;
  /** It is off the network for good, and its processes are killed. */
  cutOff(): void;
}

interface Starting {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly sign: RegExp;
}

export interface Process {
  readonly child: ChildProcess;
  said(): string;
}

/** Starts a program by `run`, and waits for its sign. Throws with what it said when it ends instead. */
export async function startOn(
  name: string,
  args: readonly string[],
  { env = {}, cwd = '/', sign }: Starting,
  run: (args: readonly string[], options: SpawnOptionsWithoutStdio) => ReturnType<typeof spawn>,
): Promise<Process> {
  const child = run(args, { cwd, env: { PATH: process.env['PATH'], ...env } });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const hasBegun = () => {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}:\n${text}`);
    return sign.test(text);
  };
  await eventually(`${args[1] ?? ''} on ${name}`, hasBegun, 60_000);
  return { child, said: () => text };
}

/** Network namespaces on a bridge of the test, which has `.1` itself. Null where they are not allowed. */
export function makeNetwork(): Network | null {
  const tag = `n${process.pid % 100_000}`;
  const subnet = '10.213.77';
  const ip = (...args: string[]) => execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const spaceOf = (name: string) => `${tag}-${name}`;
  const inside = (name: string, ...args: string[]) => ip('netns', 'exec', spaceOf(name), 'ip', ...args);
  const innerOf = (address: string) => `${tag}i${address.split('.').at(-1) ?? ''}`;
  try {
    ip('link', 'add', tag, 'type', 'bridge');
    ip('link', 'set', tag, 'up');
    ip('addr', 'add', `${subnet}.1/24`, 'dev', tag);
  } catch {
    return null;
  }
  onTestFinished(() => void ip('link', 'del', tag));

  function machine(name: string, last: number, nameServer?: string): Machine {
    const [space, address] = [spaceOf(name), `${subnet}.${last}`];
    const [outer, inner] = [`${tag}-${last}`, innerOf(address)];
    const children: ChildProcess[] = [];
    ip('netns', 'add', space);
    const etc = join('/etc/netns', space);
    onTestFinished(() => {
      for (const child of children) child.kill('SIGKILL');
      ip('netns', 'del', space);
      rmSync(etc, { recursive: true, force: true });
    });
    mkdirSync(etc, { recursive: true });
    writeFileSync(join(etc, 'resolv.conf'), nameServer === undefined ? '' : `nameserver ${nameServer}\n`);
    ip('link', 'add', outer, 'type', 'veth', 'peer', 'name', inner);
    ip('link', 'set', inner, 'netns', space);
    ip('link', 'set', outer, 'master', tag);
    ip('link', 'set', outer, 'up');
    inside(name, 'link', 'set', 'lo', 'up');
    inside(name, 'addr', 'add', `${address}/24`, 'dev', inner);
    inside(name, 'link', 'set', inner, 'up');
    const run = (args: readonly string[], options: SpawnOptionsWithoutStdio) => {
      const child = spawn('ip', ['netns', 'exec', space, ...args], options);
      children.push(child);
      return child;
    };
    return {
      name,
      address,
      start: (args, options) => startOn(name, args, options, run),
      cutOff() {
        for (const child of children) child.kill('SIGKILL');
        inside(name, 'addr', 'flush', 'dev', inner);
      },
    };
  }

  return {
    machine,
    ports: { mail: 465, web: 8080 },
    fromOurs: /from 10\.213\.77\.4[01]/,
    needsListener: false,
    moveAddress(address, to) {
      inside(to.name, 'addr', 'add', `${address}/24`, 'dev', innerOf(to.address));
      ip('neigh', 'flush', 'dev', tag);
    },
  };
}

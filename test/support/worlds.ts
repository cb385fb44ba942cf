import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { eventually } from './wait.ts';

/** A machine of its own on a network of the test: a network namespace with one address. */
export interface Machine {
  readonly name: string;
  readonly address: string;
  /** Starts a program there; resolves when it has written `sign`. It is killed when the test ends. */
  start(args: readonly string[], options: { env?: NodeJS.ProcessEnv; cwd?: string; sign: RegExp }): Promise<Process>;
  /** It is off the network for good, and its processes are killed. */
  cutOff(): void;
}

export interface Process {
  readonly child: ChildProcess;
  said(): string;
}

/** A network that the test can see as well, with `.1` for the test itself. Null where namespaces are not allowed. */
export function makeNetwork(): ((name: string, last: number, nameServer?: string) => Machine) | null {
  const tag = `n${process.pid % 100_000}`;
  const subnet = '10.213.77';
  const ip = (...args: string[]) => execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const inside = (space: string, ...args: string[]) => ip('netns', 'exec', space, 'ip', ...args);
  try {
    ip('link', 'add', tag, 'type', 'bridge');
    ip('link', 'set', tag, 'up');
    ip('addr', 'add', `${subnet}.1/24`, 'dev', tag);
  } catch {
    return null;
  }
  onTestFinished(() => void ip('link', 'del', tag));
  return (name, last, nameServer) => {
    const space = `${tag}-${name}`;
    const [outer, inner] = [`${tag}-${last}`, `${tag}i${last}`];
    const address = `${subnet}.${last}`;
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
    inside(space, 'link', 'set', 'lo', 'up');
    inside(space, 'addr', 'add', `${address}/24`, 'dev', inner);
    inside(space, 'link', 'set', inner, 'up');
    return {
      name,
      address,
      async start(args, { env = {}, cwd = '/', sign }) {
        const options = { cwd, env: { PATH: process.env['PATH'], ...env } };
        const child = spawn('ip', ['netns', 'exec', space, ...args], options);
        children.push(child);
        let text = '';
        for (const stream of [child.stdout, child.stderr])
          stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
        await eventually(`${args[1] ?? ''} on ${name}`, () => {
          if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}:\n${text}`);
          return sign.test(text);
        }, 60_000); // prettier-ignore
        return { child, said: () => text };
      },
      cutOff() {
        for (const child of children) child.kill('SIGKILL');
        inside(space, 'addr', 'flush', 'dev', inner);
      },
    };
  };
}

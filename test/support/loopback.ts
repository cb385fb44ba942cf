import { spawn, type ChildProcess } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { startOn, type Network } from './worlds.ts';

/**
 * Machines where namespaces are not allowed: each has a loopback address, and is off the network when its processes are
 * killed. Anybody may do this, so ports are high ones.
 */
export function makeLoopback(): Network {
  const subnet = `127.${10 + ((process.pid >> 8) % 200)}.${process.pid % 250}`;
  return {
    ports: { mail: 4650, web: 8080 },
    // Whoever asks has 127.0.0.1, so that nobody at all may.
    fromOurs: /^(IP|TCP|UDP) /,
    needsListener: true,
    machine(name, last) {
      const children: ChildProcess[] = [];
      onTestFinished(() => children.forEach((child) => child.kill('SIGKILL')));
      const address = `${subnet}.${last}`;
      return {
        name,
        address,
        start: (args, options) => startOn(name, args, options, ([program = '', ...rest], more) => {
          const child = spawn(program, rest, more);
          children.push(child);
          return child;
        }), // prettier-ignore
        cutOff: () => children.forEach((child) => child.kill('SIGKILL')),
      };
    },
    // The address is on this machine already: whoever listens there has it.
    moveAddress: () => {},
  };
}

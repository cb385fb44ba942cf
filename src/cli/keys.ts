import { runGroup, type CommandGroup } from './command-group.ts';
import type { Io } from './io.ts';

const group: CommandGroup = {
  name: 'keys',
  about: 'The secrets that a restore needs and no copy may be the only place of.',
  commands: {
    print: { summary: 'On one page, to be printed and locked away', load: () => import('./keys-print.ts') },
  },
};

/** `keys …`. */
export function run(args: readonly string[], io: Io): Promise<number> {
  return runGroup(group, args, io);
}

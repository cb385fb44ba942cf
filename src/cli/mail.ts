import { runGroup, type CommandGroup } from './command-group.ts';
import type { Io } from './io.ts';

const group: CommandGroup = {
  name: 'mail',
  about: `Looks at what is owed to whom, and changes it. It works on the same database as the running
program, which notices within a second; with the program stopped, at its next start.`,
  commands: {
    bounce: { summary: 'Take a mail that came back, or a complaint, on stdin', load: () => import('./mail-bounce.ts') },
    status: {
      summary: 'How many mails are owed, sent, waiting or held, and why',
      load: () => import('./mail-status.ts'),
    },
  },
};

/** `mail <command>`. */
export function run(args: string[], io: Io): Promise<number> {
  return runGroup(group, args, io);
}

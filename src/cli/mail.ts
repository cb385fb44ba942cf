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
    announce: { summary: 'Mail a report after all that nobody was mailed', load: () => import('./mail-announce.ts') },
    hold: { summary: 'Keep alerts from going out, all or those of a notice', load: () => import('./mail-hold.ts') },
    release: { summary: 'Let go what is held', load: () => import('./mail-release.ts') },
    cancel: { summary: 'Withdraw what still waits of a notice or a report', load: () => import('./mail-cancel.ts') },
    retry: { summary: 'Send once more what may not have arrived', load: () => import('./mail-retry.ts') },
    test: { summary: 'Send one test mail through each provider, step by step', load: () => import('./mail-test.ts') },
  },
};

/** `mail <command>`. */
export function run(args: readonly string[], io: Io): Promise<number> {
  return runGroup(group, args, io);
}

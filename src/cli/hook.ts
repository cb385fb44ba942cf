import { runGroup, type CommandGroup } from './command-group.ts';
import type { Io } from './io.ts';

const group: CommandGroup = {
  name: 'hook',
  about: `Checks what is pushed to this host, and answers what became of it. git calls the last two; a push
with "git push -o anyway" goes through all the same. Exit code of those: 0 fine, 3 refused.`,
  commands: {
    install: { summary: 'Put both hooks into a repository', load: () => import('./hook-install.ts') },
    'pre-receive': { summary: 'Refuse what is wrong in the files that change', load: () => import('./pre-receive.ts') },
    'post-receive': {
      summary: 'Say what is live, and how many are being told',
      load: () => import('./post-receive.ts'),
    },
  },
};

/** `hook install`, and what the hooks themselves call. */
export function run(args: readonly string[], io: Io): Promise<number> {
  return runGroup(group, args, io);
}

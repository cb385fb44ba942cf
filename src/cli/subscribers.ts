import { runGroup, type CommandGroup } from './command-group.ts';
import type { Io } from './io.ts';

const group: CommandGroup = {
  name: 'subscribers',
  about: `Who is told. Lists are CSV with the header email,language,components,confirmed_at. It works on the
same database as the running program.`,
  commands: {
    list: { summary: 'Who is there, addresses masked', load: () => import('./subscribers-list.ts') },
    import: {
      summary: 'Take in a list; with a date of consent, or asking',
      load: () => import('./subscribers-import.ts'),
    },
    export: { summary: 'Everybody who is mailed, as a list', load: () => import('./subscribers-export.ts') },
    erase: { summary: 'Forget a person', load: () => import('./subscribers-erase.ts') },
  },
};

/** `subscribers <command>`. */
export function run(args: readonly string[], io: Io): Promise<number> {
  return runGroup(group, args, io);
}

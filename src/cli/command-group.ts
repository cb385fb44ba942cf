import { fine, problem, WrongUsage, wrongUsage, type Io } from './io.ts';

/** A command of a group, or a group itself: `mail status`, `mail`. */
export interface Subcommand {
  readonly summary: string;
  /** Loaded when asked for, so that `--help` and `check` never wait for what they do not use. */
  readonly load: () => Promise<{ run: (args: readonly string[], io: Io) => Promise<number> }>;
}

export interface CommandGroup {
  /** What is typed before one of its commands; empty for all there are. */
  readonly name: string;
  readonly about: string;
  readonly commands: Readonly<Record<string, Subcommand>>;
}

/**
 * Runs one command of a group; without one, or with one that does not exist, it says which there are. Gives the exit
 * code; throws only what is a fault of the program.
 */
export async function runGroup(group: CommandGroup, [name, ...args]: readonly string[], io: Io): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    (name === undefined ? io.err : io.out)(helpOf(group));
    return name === undefined ? wrongUsage : fine;
  }
  const command = Object.hasOwn(group.commands, name) ? group.commands[name] : undefined;
  if (command === undefined) {
    const { didYouMean } = await import('../incidents/nearest.ts');
    const nearest = didYouMean(name, Object.keys(group.commands));
    io.err(`${`There is no command "${typed(group, name)}". ${nearest}`.trim()}\n\n${helpOf(group)}`);
    return wrongUsage;
  }
  const { run } = await command.load();
  try {
    return await run(args, io);
  } catch (error) {
    if (error instanceof WrongUsage) {
      io.err(`${error.message}\nSee: npm run noroshi -- ${typed(group, name)} --help\n`);
      return wrongUsage;
    }
    const { UserError } = await import('../errors.ts');
    if (!(error instanceof UserError)) throw error;
    io.err(`${error.message}\n`);
    return problem;
  }
}

/** What is typed for it: `mail status`. */
const typed = ({ name }: CommandGroup, command: string) => `${name} ${command}`.trim();

function helpOf(group: CommandGroup): string {
  const { about, commands } = group;
  const width = Math.max(...Object.keys(commands).map((word) => word.length)) + 2;
  const lines = Object.entries(commands).map(([word, { summary }]) => `  ${word.padEnd(width)}${summary}`);
  return `Usage: npm run noroshi -- ${typed(group, '<command>')} [arguments]

${about === '' ? '' : `${about}\n\n`}${lines.join('\n')}

Each explains itself: npm run noroshi -- ${typed(group, '<command>')} --help
Exit code: 0 fine, 1 a problem was found, 2 wrong usage.
`;
}

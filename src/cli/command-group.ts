import { didYouMean } from '../incidents/nearest.ts';
import { fine, WrongUsage, wrongUsage, type Io } from './io.ts';

/** A command below another one: `mail status`. */
export interface Subcommand {
  readonly summary: string;
  /** Loaded when asked for. Wrong usage: throw `WrongUsage`. */
  readonly load: () => Promise<{ run: (args: string[], io: Io) => Promise<number> }>;
}

export interface CommandGroup {
  readonly name: string;
  readonly about: string;
  readonly commands: Readonly<Record<string, Subcommand>>;
}

/** Runs one command of a group; without one, or with one that does not exist, it says which there are. */
export async function runGroup(group: CommandGroup, [name, ...args]: string[], io: Io): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    (name === undefined ? io.err : io.out)(helpOf(group));
    return name === undefined ? wrongUsage : fine;
  }
  const command = Object.hasOwn(group.commands, name) ? group.commands[name] : undefined;
  if (command === undefined) {
    const nearest = didYouMean(name, Object.keys(group.commands));
    io.err(`There is no command "${group.name} ${name}". ${nearest}\n\n${helpOf(group)}`);
    return wrongUsage;
  }
  const { run } = await command.load();
  try {
    return await run(args, io);
  } catch (error) {
    if (!(error instanceof WrongUsage)) throw error;
    io.err(`${error.message}\nSee: npm run noroshi -- ${group.name} ${name} --help\n`);
    return wrongUsage;
  }
}

function helpOf({ name, about, commands }: CommandGroup): string {
  const width = Math.max(...Object.keys(commands).map((word) => word.length)) + 2;
  const lines = Object.entries(commands).map(([word, { summary }]) => `  ${word.padEnd(width)}${summary}`);
  return `Usage: npm run noroshi -- ${name} <command> [arguments]

${about}

${lines.join('\n')}

Each explains itself: npm run noroshi -- ${name} <command> --help
Exit code: 0 fine, 1 a problem was found, 2 wrong usage.
`;
}

import type { parseArgs, ParseArgsOptionsConfig } from 'node:util';
import { readArguments } from './arguments.ts';
import { fine, type Io } from './io.ts';

/** A flag that is there or not: `--json`. */
export const flag = { type: 'boolean' } as const;
/** A flag with something behind it: `--provider NAME`. */
export const word = { type: 'string' } as const;

interface Form<Options extends ParseArgsOptionsConfig> {
  /** What `--help` prints. */
  readonly help: string;
  /** Its flags; every command has `--help` besides. */
  readonly flags: Options;
  /** How many words may stand beside the flags. */
  readonly words: number;
}

/** What was typed behind a command. */
interface Typed<Options extends ParseArgsOptionsConfig> {
  readonly flags: ReturnType<typeof parseArgs<{ options: Options }>>['values'];
  readonly words: readonly string[];
}

/**
 * A command that explains itself and takes only what it knows; `work` gives the exit code. Running it throws WrongUsage
 * for what was typed wrong, before anything is read or touched.
 */
export function command<const Options extends ParseArgsOptionsConfig>(
  { help, flags, words }: Form<Options>,
  work: (typed: Typed<Options>, io: Io) => Promise<number>,
): (args: readonly string[], io: Io) => Promise<number> {
  return async (args, io) => {
    const all: ParseArgsOptionsConfig = { help: { type: 'boolean', short: 'h' }, ...flags };
    const { values, positionals } = readArguments(args, all, words);
    if (values['help'] === true) {
      io.out(help);
      return fine;
    }
    return work({ flags: values as Typed<Options>['flags'], words: positionals }, io);
  };
}

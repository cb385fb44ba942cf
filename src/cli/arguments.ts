import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { didYouMean } from '../incidents/nearest.ts';
import { WrongUsage } from './io.ts';

/** What was typed behind a command. Throws WrongUsage with the nearest flag, or when there are more words than `most`. */
export function readArguments<Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
  most: number,
) {
  const parsed = (() => {
    try {
      return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    } catch (error) {
      throw new WrongUsage(sayKindly(error as Error, Object.keys(options)));
    }
  })();
  const extra = parsed.positionals[most];
  if (extra !== undefined) throw new WrongUsage(`"${extra}" is left over.`);
  return parsed;
}

function sayKindly({ message }: Error, flags: readonly string[]): string {
  const flag = /^Unknown option '--?([^'=]+)/.exec(message)?.[1];
  if (flag === undefined) return message;
  return `There is no flag "--${flag}". ${didYouMean(flag, flags).replace(/"(.*)"/, '"--$1"')}`.trim();
}

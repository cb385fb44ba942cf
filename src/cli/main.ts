import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runGroup } from './command-group.ts';
import { commands } from './commands.ts';

/** Questions on the terminal; what is needed for them is loaded with the first one. */
function lazyTerminal(): (question: string) => Promise<string> {
  let ask: ((question: string) => Promise<string>) | null = null;
  return async (question) => {
    ask ??= (await import('./terminal.ts')).openTerminal();
    return ask(question);
  };
}

const settings = join(process.cwd(), '.env');
if (existsSync(settings)) process.loadEnvFile(settings);
process.exitCode = await runGroup(commands, process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  input: () => process.stdin as AsyncIterable<Uint8Array>,
  ...(process.stdin.isTTY && process.stdout.isTTY ? { ask: lazyTerminal() } : {}),
  isTerminal: process.stdout.isTTY,
  cwd: process.cwd(),
  env: process.env,
  now: Date.now,
});

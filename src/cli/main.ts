import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fine, problem, WrongUsage, wrongUsage, type Io } from './io.ts';

interface Command {
  readonly summary: string;
  /** Loaded when asked for, so that `--help` and `check` never wait for what they do not use. */
  readonly load: () => Promise<{ run: (args: string[], io: Io) => Promise<number> }>;
}

const commands: Readonly<Record<string, Command>> = {
  backup: { summary: 'Copy everything to every BACKUP_n, and check it there', load: () => import('./backup.ts') },
  check: {
    summary: 'Check notices and page.yaml: file, line, what is wrong, what to do',
    load: () => import('./check.ts'),
  },
  doctor: {
    summary: 'What this page shares with the main service, and whether it could go out tonight',
    load: () => import('./doctor.ts'),
  },
  export: {
    summary: 'Write the whole site as files, for another host or a web server in front',
    load: () => import('./export.ts'),
  },
  drill: { summary: 'Rehearse a restore on the real copies, timed and on record', load: () => import('./drill.ts') },
  hook: {
    summary: 'Check what is pushed to this host, and answer what became of it',
    load: () => import('./hook.ts'),
  },
  keys: { summary: 'What belongs on paper: keys print', load: () => import('./keys.ts') },
  mail: { summary: 'What is owed to whom: status, announce, hold, release', load: () => import('./mail.ts') },
  new: { summary: 'Write a notice or a report on one, commit and push it', load: () => import('./new.ts') },
  restore: { summary: 'Bring the data folder back from a backup', load: () => import('./restore.ts') },
  subscribers: { summary: 'Who is told: list, import, export, erase', load: () => import('./subscribers.ts') },
};

const help = `Usage: npm run noroshi -- <command> [arguments]

${Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(13)}${summary}`)
  .join('\n')}

Each command explains itself: npm run noroshi -- <command> --help
Exit code: 0 fine, 1 a problem was found, 2 wrong usage.
`;

/** Runs one command; gives the exit code. */
async function main([name, ...args]: string[], io: Io): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    (name === undefined ? io.err : io.out)(help);
    return name === undefined ? wrongUsage : fine;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    const { didYouMean } = await import('../incidents/nearest.ts');
    io.err(`There is no command "${name}". ${didYouMean(name, Object.keys(commands))}\n\n${help}`);
    return wrongUsage;
  }
  const { run } = await command.load();
  try {
    return await run(args, io);
  } catch (error) {
    const { UserError } = await import('../errors.ts');
    const isUsage =
      error instanceof WrongUsage ||
      (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));
    if (!isUsage && !(error instanceof UserError)) throw error;
    io.err(
      `${(error as Error).message.replace(/\. To specify a positional argument.*/s, '.')}\n${isUsage ? `See: npm run noroshi -- ${name} --help\n` : ''}`,
    );
    return isUsage ? wrongUsage : problem;
  }
}

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
process.exitCode = await main(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  input: () => process.stdin as AsyncIterable<Uint8Array>,
  ...(process.stdin.isTTY && process.stdout.isTTY ? { ask: lazyTerminal() } : {}),
  isTerminal: process.stdout.isTTY,
  cwd: process.cwd(),
  env: process.env,
  now: Date.now,
});

import { execFile } from 'node:child_process';
import { UserError } from '../errors.ts';

/** What a call of git needs: a clean environment, and for all calls but the first the repository by its own path. */
export interface Git {
  readonly environment: Readonly<Record<string, string>>;
  readonly gitDir?: string;
}

interface RunOptions {
  readonly cwd?: string;
  readonly seconds?: number;
  /** Exit code 1 without a word means "there is none" and gives what was written, mostly nothing. */
  readonly mayBeNothing?: boolean;
  /** What git reads from its standard input. */
  readonly input?: string;
}

/**
 * The environment for git: nothing that would point it to another repository, index or configuration (a hook inherits
 * such variables), no locks taken behind the operator's back, no question to a terminal, English messages to tell apart.
 */
export function cleanGitEnvironment(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !entry[0].startsWith('GIT_'),
  );
  return {
    ...Object.fromEntries(kept),
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    LC_ALL: 'C',
  };
}

/** Options before git's own command, so that the working tree and its hooks and filters play no part. */
export function gitArguments(git: Git, args: readonly string[]): string[] {
  const repository = git.gitDir === undefined ? [] : [`--git-dir=${git.gitDir}`];
  return ['--literal-pathspecs', '-c', 'core.fsmonitor=false', '-c', 'log.showSignature=false', ...repository, ...args];
}

/**
 * Runs git to its end and gives what it wrote.
 * @throws UserError `unavailable` with a sentence for staff when git is missing, refuses the repository, fails or hangs.
 */
export function runGit(git: Git, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { cwd = '/', seconds = 10, mayBeNothing = false, input } = options;
  return new Promise((resolve, reject) => {
    const child = execFile(
      'git',
      gitArguments(git, args),
      { cwd, env: { ...git.environment }, timeout: seconds * 1000, killSignal: 'SIGKILL', maxBuffer: 2 ** 30 },
      (error, stdout, stderr) => {
        if (error === null || (mayBeNothing && error.code === 1 && stderr === '')) resolve(stdout);
        else reject(gitFault(error, stderr, seconds));
      },
    );
    if (input === undefined) return;
    child.stdin?.on('error', () => {}); // git ended without reading: its exit tells why
    child.stdin?.end(input);
  });
}

/** The sentence for staff: what is wrong with git here, and what to do. */
export function gitFault(error: Error & { killed?: boolean; code?: unknown }, stderr = '', seconds = 0): UserError {
  return new UserError('unavailable', sentence(), { cause: error });

  function sentence(): string {
    if (error.code === 'ENOENT')
      return 'The notices are in a git repository, but there is no git program. Install git, or put it on the PATH.';
    if (stderr.includes('dubious ownership'))
      return 'git refuses the repository of the notices because another user owns it ("dubious ownership"). Give it to the user of this program, or allow it with: git config --global --add safe.directory <its path>.';
    if (error.killed === true) return `git did not answer within ${seconds} seconds. Look at the disk and the load.`;
    const reason = stderr.trim().split('\n').at(-1) ?? '';
    return `git could not read the repository of the notices: ${reason === '' ? error.message : reason}.`.replace(
      /\.+$/,
      '.',
    );
  }
}

import { spawn } from 'node:child_process';

/** How a call of git ended: what it wrote, and whether it ended by itself. */
export interface GitAnswer {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly ended: 'itself' | 'too late' | 'interrupted';
}

export interface GitNeeds {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by Ctrl-C: what runs is ended. */
  readonly signal: AbortSignal;
  /** Git may ask a person at the terminal for a password. */
  readonly mayAsk: boolean;
}

/** Seconds after which a git that talks to nobody else is stuck. */
const localPatience = 60;

/** Runs git and waits for its end, at most so many seconds. Never throws: a missing git is an answer too. */
export function askGit(needs: GitNeeds, args: readonly string[], seconds = localPatience): Promise<GitAnswer> {
  const { promise, resolve } = Promise.withResolvers<GitAnswer>();
  const child = spawn('git', args, { cwd: needs.cwd, env: environment(needs), stdio: ['ignore', 'pipe', 'pipe'] });
  const written = { out: '', err: '' };
  let ended: GitAnswer['ended'] = 'itself';
  const end = (why: GitAnswer['ended']) => {
    ended = why;
    // Asked first, so that git removes its own locks.
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), 2000).unref();
  };
  const timer = setTimeout(() => end('too late'), seconds * 1000);
  const stop = () => end('interrupted');
  if (needs.signal.aborted) stop();
  needs.signal.addEventListener('abort', stop, { once: true });
  const finish = (code: number | null) => {
    clearTimeout(timer);
    needs.signal.removeEventListener('abort', stop);
    child.stdout.destroy();
    child.stderr.destroy();
    resolve({ ...written, code, ended: needs.signal.aborted ? 'interrupted' : ended });
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (written.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (written.err += text));
  child.on('error', (error) => {
    written.err += `git cannot be started: ${error.message}\n`;
    finish(null);
  });
  child.on('close', finish);
  // A helper of git's that lives on (ssh) may hold the pipes open.
  child.on('exit', (code) => setTimeout(() => finish(code), 500).unref());
  return promise;
}

/** The person's own, but for what points git to another repository; messages in English, to tell refusals apart. */
function environment({ env, mayAsk }: GitNeeds): Record<string, string> {
  const local =
    /^GIT_(?:DIR|WORK_TREE|INDEX_FILE|PREFIX|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|NAMESPACE|QUARANTINE_PATH)$/;
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !local.test(entry[0]),
  );
  return {
    ...Object.fromEntries(kept),
    LC_ALL: 'C.UTF-8',
    LANGUAGE: '',
    GIT_EDITOR: 'true',
    ...(mayAsk ? {} : { GIT_TERMINAL_PROMPT: '0' }),
  };
}

/** What git or the other side said, fit for a terminal: without `remote:` and control characters. */
export function gitWords(text: string): string {
  const lines = text.split(/[\r\n]+/).map((line) => line.replace(/^remote: ?/, '').replace(/[\p{Cc}]/gu, '').trimEnd()); // prettier-ignore
  return lines.filter((line) => line !== '').map((line) => `  ${line}\n`).join(''); // prettier-ignore
}

import { spawn } from 'node:child_process';
import { UserError } from '../errors.ts';
import { remoteName, type ContentRepository } from './content-repository.ts';
import { gitArguments, gitFault } from './git.ts';

export interface FetchNeeds {
  readonly repository: ContentRepository;
  readonly remote: {
    readonly url: string;
    readonly credentials: { readonly username: string; readonly password: string } | null;
  };
  /** The process's own: an operator's GIT_SSH_COMMAND and GIT_SSL_… hold for the way to the remote. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** However lively it is: whoever sends for so long sends something else than notices. */
const longest = 1_800_000;

/**
 * Fetches the remote's branch into its tracking reference, whatever happened to it there. Nothing published changes by it.
 * Given up when git has not said a word for `silentFor` milliseconds.
 * @throws UserError `unavailable` with a sentence for staff: not reached, refused, no such branch, silent, garbage.
 */
export async function fetchRemote(needs: FetchNeeds, silentFor: number, signal?: AbortSignal): Promise<void> {
  const { git, branch, tracking } = needs.repository;
  const flags = ['--no-tags', '--no-recurse-submodules', '--no-write-fetch-head', '--no-prune', '--progress'];
  const args = gitArguments(git, ['fetch', ...flags, '--end-of-options', remoteName, `+${branch}:${tracking}`]);
  const environment = { ...git.environment, ...wayEnvironment(needs) };
  const { error, stderr } = await runGroup(args, environment, silentFor, signal);
  if (error !== null) throw fetchFault(error, stderr, branch);
}

/** How git may get there: no other transport than these, no question to anybody, no waiting for a connection that stalls. */
function wayEnvironment({ environment, remote }: FetchNeeds): Record<string, string> {
  const own = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[0].startsWith('GIT_SSL_'),
  );
  const ssh = environment['GIT_SSH_COMMAND'] ?? 'ssh';
  const options = '-oBatchMode=yes -oConnectTimeout=10 -oServerAliveInterval=5 -oServerAliveCountMax=2';
  return {
    ...Object.fromEntries(own),
    GIT_ALLOW_PROTOCOL: 'file:git:http:https:ssh',
    GIT_ASKPASS: '',
    SSH_ASKPASS: '',
    GIT_SSH_COMMAND: `${ssh} ${options}`,
    GIT_HTTP_LOW_SPEED_LIMIT: '1',
    GIT_HTTP_LOW_SPEED_TIME: '20',
    ...settingsInEnvironment(remote),
  };
}

/**
 * Only in the environment, which other users cannot read: a command line and an address in git's settings can be. The
 * helper is a line of shell that git runs, for this host alone should it lead elsewhere; an empty one before it puts out
 * those of the machine.
 */
function settingsInEnvironment({ url, credentials }: FetchNeeds['remote']): Record<string, string> {
  if (credentials === null) return {};
  const helper = String.raw`!f() { test "$1" = get && printf 'username=%s\npassword=%s\n' "$NOROSHI_GIT_USER" "$NOROSHI_GIT_PASSWORD"; }; f`;
  const settings = [
    ['credential.helper', ''],
    [`credential.${new URL(url).origin}.helper`, helper],
  ] as const;
  const numbered = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return {
    ...(Object.fromEntries(numbered) as Record<string, string>),
    GIT_CONFIG_COUNT: String(settings.length),
    NOROSHI_GIT_USER: credentials.username,
    NOROSHI_GIT_PASSWORD: credentials.password,
  };
}

interface Ended {
  readonly error: (Error & { code?: unknown; killed?: boolean }) | null;
  readonly stderr: string;
}

/** Runs git with the programs that it starts as one group, and ends the group when it is silent for too long. */
function runGroup(
  args: readonly string[],
  env: Record<string, string>,
  silentFor: number,
  signal?: AbortSignal,
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn('git', args, { cwd: '/', env, detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    let killed = false;
    const end = () => {
      killed = true;
      endGroup(child.pid);
    };
    let silence = setTimeout(end, silentFor);
    const whole = setTimeout(end, longest);
    signal?.addEventListener('abort', end);
    child.stderr.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk.toString()).slice(-4000);
      clearTimeout(silence);
      silence = setTimeout(end, silentFor);
    });
    const done = (error: Ended['error']) => {
      clearTimeout(silence);
      clearTimeout(whole);
      signal?.removeEventListener('abort', end);
      resolve({ error, stderr });
    };
    child.on('error', done);
    const ended = (code: number | null) =>
      done(code === 0 ? null : Object.assign(new Error(`git ended with ${code}`), { killed }));
    child.on('close', ended);
    // ssh may leave a process behind that shares the connection with the next call, and keeps our pipe open.
    child.on('exit', (code) => void setTimeout(ended, 500, code).unref());
  });
}

/** First politely, since git then takes its locks away; what does not listen is killed. */
function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  const send = (signal: NodeJS.Signals) => {
    try {
      process.kill(-pid, signal);
    } catch {
      // All of the group have ended.
    }
  };
  send('SIGTERM');
  setTimeout(() => send('SIGKILL'), 1000).unref();
}

/** What is wrong with the way to the remote, and what to do; the last word is git's own. */
function fetchFault(error: Error & { code?: unknown; killed?: boolean }, stderr: string, branch: string): UserError {
  if (error.code === 'ENOENT') return gitFault(error);
  return new UserError('unavailable', sentence(), { cause: error });

  function sentence(): string {
    const name = branch.slice('refs/heads/'.length);
    if (error.killed === true) return 'The remote repository of the notices does not answer.';
    if (/couldn't find remote ref/.test(stderr))
      return `The remote repository of the notices has no branch ${name}. Push it there, or correct CONTENT_GIT_BRANCH.`;
    if (stderr.includes('dubious ownership')) return gitFault(error, stderr).message;
    const said = stderr.split(/[\r\n]+/).filter((line) => /^(fatal|error|ssh|remote|Host key|.*denied)/i.test(line));
    const reason = (said.find((line) => /^fatal/.test(line)) ?? said.at(-1) ?? error.message).replace(/[.\s]+$/, '');
    const cure = /auth|denied|403|401|could not read (Username|Password)/i.test(stderr)
      ? ' Correct the user, token or key of CONTENT_GIT_URL.'
      : '';
    return `The remote repository of the notices cannot be read: ${reason}.${cure}`;
  }
}

import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { cacheControl } from '../publish/cache.ts';

interface Needs {
  readonly target: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** What has to go to a remote, by name of file. Null: nobody knows what lies there, all is compared. */
export type Cargo = { readonly changed: ReadonlySet<string>; readonly gone: ReadonlySet<string> } | null;

/** A remote that hangs is given up after so long. */
const longest = 10 * 60_000;
const flags = ['--contimeout=15s', '--timeout=60s', '--retries=1', '--low-level-retries=3', '--log-level=ERROR'];

/**
 * Brings a remote to what lies in `files`, in the order in which people come: what others lead to before the front pages.
 * `lists` is a folder for the lists of names. Throws UserError `unavailable` with rclone's last words.
 */
export async function sendToRemote(needs: Needs, files: string, lists: string, cargo: Cargo): Promise<void> {
  const upload = ['--copy-links', `--header-upload=Cache-Control: ${cacheControl.content}`, '--transfers=8'];
  if (cargo === null) return run(needs, ['sync', files, needs.target, ...upload, '--delete-after']);
  const isFront = (name: string) => /^([\w-]+\/)?index\.html/.test(name);
  const changed = [...cargo.changed];
  for (const [part, names] of [
    ['copy', changed.filter((name) => !isFront(name))],
    ['copy', changed.filter(isFront)],
    ['delete', [...cargo.gone]],
  ] as const) {
    if (names.length === 0) continue;
    const list = join(lists, `${part}.txt`);
    await writeFile(list, names.map((name) => `/${name}\n`).join(''));
    const which = `--files-from-raw=${list}`;
    // What is known to differ is sent without a look at what is there.
    if (part === 'copy')
      await run(needs, ['copy', files, needs.target, which, '--no-traverse', '--ignore-times', ...upload]);
    else await run(needs, ['delete', needs.target, which]);
  }
}

function run({ target, environment, signal }: Needs, args: readonly string[]): Promise<void> {
  const { PATH, HOME, TMPDIR } = environment;
  const own = Object.entries(environment).filter(([name]) => /^(RCLONE_|AWS_|GOOGLE_|AZURE_)/.test(name));
  const child = spawn('rclone', [...args, ...flags], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH, HOME, TMPDIR, ...Object.fromEntries(own) },
    signal: AbortSignal.any([signal, AbortSignal.timeout(longest)]),
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4000)));
  return new Promise((done, fail) => {
    child.on('error', (error: NodeJS.ErrnoException) => fail(unavailable(reasonOf(error))));
    child.on('close', (code) =>
      code === 0 ? done() : fail(unavailable(lastWords(said, target) || `exit code ${code}`)),
    );
  });
}

function reasonOf({ code, name }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'the program rclone is not installed';
  return name === 'AbortError' ? 'given up after 10 minutes' : (code ?? 'it cannot be started');
}

/** The address of a remote may hold a password. */
function lastWords(said: string, target: string): string {
  const line = said.trim().split('\n').at(-1) ?? '';
  return line
    .replace(/^[\d/]+ [\d:]+ \w+ *: /, '')
    .replaceAll(target, 'the remote')
    .slice(0, 300);
}

function unavailable(reason: string): UserError {
  return new UserError('unavailable', `rclone: ${reason}`);
}

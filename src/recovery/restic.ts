import { execFile } from 'node:child_process';
import { UserError } from '../errors.ts';

/** How restic is called. Its password comes as restic wants it: RESTIC_PASSWORD_FILE or RESTIC_PASSWORD. */
export interface Restic {
  readonly repository: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
}

/** restic itself tries for a quarter of an hour what does not work. */
const patience = { asking: 120_000, carrying: 3_600_000 };

/** Runs restic to its end and gives what it wrote. Throws UserError `unavailable` with a sentence for staff. */
export function runRestic(restic: Restic, args: readonly string[], input?: Uint8Array): Promise<Buffer> {
  const { repository, environment, signal } = restic;
  const env = { ...environment, RESTIC_REPOSITORY: repository, RESTIC_PROGRESS_FPS: '0.1' };
  return new Promise((resolve, reject) => {
    const timeout = args[0] === 'snapshots' ? patience.asking : patience.carrying;
    const options = { env, encoding: 'buffer', maxBuffer: 2 ** 30, signal, timeout } as const;
    const child = execFile('restic', [...args], options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new UserError('unavailable', sentence(repository, error, stderr.toString('utf8')), { cause: error }));
    });
    child.stdin?.on('error', () => {}); // restic ended without reading: its exit tells why
    child.stdin?.end(input);
  });
}

function sentence(
  repository: string,
  error: { readonly code?: unknown; readonly killed?: boolean },
  said: string,
): string {
  const place = `restic:${repository.replace(/\/\/[^/@]*@/, '//')}`;
  if (error.code === 'ENOENT') return `${place}: there is no restic program here. Install it (Debian: restic).`;
  if (error.killed === true) return `${place}: no end after a long wait. Is its host up, and its disk free?`;
  if (/already locked/.test(said)) {
    return `${place}: somebody has locked it. If nobody works there, on that side: restic unlock`;
  }
  if (/wrong password|no key found/.test(said)) {
    return `${place}: the password is another one. Look at RESTIC_PASSWORD_FILE.`;
  }
  if (/resolve password|empty password/.test(said)) {
    return `${place}: no password is given. Set RESTIC_PASSWORD_FILE to a file that holds it.`;
  }
  if (/Is there a repository|unable to open config file|connection refused/.test(said)) {
    return `${place}: there is no repository, or nobody answers. Make one once, on that side: restic init`;
  }
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  return `${place}: ${lines.findLast((line) => /fatal|error|no space/i.test(line)) ?? lines.at(-1) ?? 'restic failed'}`;
}

import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../errors.ts';

/** What a reader saw of the scratch site. */
export interface Visit {
  /** Of the edition that was seen. */
  readonly instant: number;
  /** By path; null where there was no page. */
  readonly bodies: Readonly<Record<string, string | null>>;
  readonly startSeconds: number;
}

const longest = 120_000;

/** Starts the program with these settings and nothing else of ours, and looks at these pages. Throws UserError. */
export async function visitSite(
  root: string,
  settings: Readonly<Record<string, string>>,
  paths: readonly string[],
): Promise<Visit> {
  const script = fileURLToPath(new URL('./drill-site.ts', import.meta.url));
  const args = [script, join(root, 'dist/program/server.mjs'), ...paths];
  const env = { PATH: process.env['PATH'], HOME: settings['DATA_DIR'], ...settings };
  const alone = ['--net', 'sh', '-c', 'ip link set lo up && exec "$0" "$@"', process.execPath, ...args];
  const [program, rest] = canBeAlone() ? ['unshare', alone] : [process.execPath, args];
  return new Promise((resolve, reject) => {
    const options = { env, cwd: settings['DATA_DIR'], timeout: longest, maxBuffer: 2 ** 28 };
    execFile(program, rest, options, (error, out, err) => {
      if (error === null) resolve(JSON.parse(out) as Visit);
      else reject(new UserError('unavailable', err.trim().split('\n').slice(0, 6).join('\n') || 'the site did not answer in time')); // prettier-ignore
    });
  });
}

/** Whether a network namespace may be made here: then the scratch site reaches nobody at all. */
export function canBeAlone(): boolean {
  try {
    execFileSync('unshare', ['--net', 'ip', 'link', 'set', 'lo', 'up'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

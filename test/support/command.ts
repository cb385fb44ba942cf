import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `noroshi <args>` as its own process, away from the project's settings, until it ends. */
export function runCommand(
  args: readonly string[],
  cwd: string,
  env: Record<string, string> = {},
  input = '',
): Promise<Ended> {
  return new Promise((resolve) => {
    const environment = { PATH: process.env['PATH'] ?? '', ...env };
    const child = execFile(
      process.execPath,
      [main, ...args],
      { cwd, env: environment, maxBuffer: 64 * 1024 * 1024 },
      (error, out, err) => {
        resolve({ code: error === null ? 0 : Number(error.code), out, err });
      },
    );
    child.stdin?.on('error', () => {}).end(input); // a command that does not read may be gone
  });
}

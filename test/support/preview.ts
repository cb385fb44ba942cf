import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './folder.ts';
import { eventually } from './wait.ts';

const entry = join(fileURLToPath(new URL('../..', import.meta.url)), 'src/preview.ts');

export interface RunningPreview {
  /** Without a slash at the end. */
  readonly base: string;
  /** The folder it was started in: whatever it writes without being told where comes there. */
  readonly cwd: string;
  log(): string;
  text(path: string): Promise<string>;
}

/** The preview as `npm run dev` starts it: its own process, a free port. It ends with the test. */
export async function startPreview(incidentsDir: string, env: Record<string, string> = {}): Promise<RunningPreview> {
  const cwd = temporaryFolder();
  const child = spawn(process.execPath, [entry, '--dev'], {
    cwd,
    stdio: ['ignore', 'inherit', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: cwd, PORT: '0', INCIDENTS_DIR: incidentsDir, ...env },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (log += chunk));
  const base = await eventually(
    'the preview to listen',
    () => {
      if (child.exitCode !== null) throw new Error(`it stopped with ${child.exitCode}:\n${log}`);
      return /Preview of [^]*?(http:\S+?)\/\s/.exec(log)?.[1];
    },
    60_000,
  );
  return { base, cwd, log: () => log, text: async (path) => (await fetch(base + path)).text() };
}

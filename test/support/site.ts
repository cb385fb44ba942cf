import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './folder.ts';
import { eventually } from './wait.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const ownProgram = join(root, 'dist/program/server.mjs');

/** The whole program as people run it: its own process, a free port, a data folder of its own. */
export interface Site {
  /** Where it really listens, without a slash at the end. */
  readonly base: string;
  /** What links begin with; not the same as `base`, since the port is not known before. */
  readonly siteUrl: string;
  readonly dataDir: string;
  readonly process: ChildProcess;
  /** Everything on stderr so far: the greeting and one line of JSON per event. */
  log(): string;
  /** The response to a path (or to one of its own full links), redirects not followed. */
  get(path: string, init?: RequestInit): Promise<Response>;
  post(path: string, fields: Record<string, string | string[]>, headers?: Record<string, string>): Promise<Response>;
  /** Sends the signal and waits for the end; gives the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

interface Options {
  readonly incidentsDir: string;
  readonly dataDir?: string;
  readonly env?: Record<string, string>;
  /** Another release than the one that is built here. */
  readonly program?: string;
}

export const siteUrl = 'http://status.localhost';

/** Starts it and waits until it listens. It is killed when the test ends. Throws with the log when it stops instead. */
export async function startSite({
  incidentsDir,
  dataDir = temporaryFolder(),
  env = {},
  program = ownProgram,
}: Options): Promise<Site> {
  const child = spawn(process.execPath, [program], {
    // Away from the project: a developer's own .env must not reach a test, let alone its mail provider.
    cwd: dataDir,
    stdio: ['ignore', 'inherit', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      PORT: '0',
      SITE_URL: siteUrl,
      INCIDENTS_DIR: incidentsDir,
      DATA_DIR: dataDir,
      ...env,
    },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  const base = await eventually(
    'the server to listen',
    () => {
      if (child.exitCode !== null) throw new Error(`it stopped with ${child.exitCode}:\n${text}`);
      return /Noroshi is at (http:\S+?)\/ /.exec(text)?.[1];
    },
    60_000,
  );
  const get = (path: string, init?: RequestInit) =>
    fetch(path.startsWith('http') ? path.replace(siteUrl, base) : base + path, { redirect: 'manual', ...init });
  return {
    base,
    siteUrl,
    dataDir,
    process: child,
    log: () => text,
    get,
    post: (path, fields, headers = {}) => {
      const body = new URLSearchParams(
        Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one) => [name, one])),
      );
      return get(path, { method: 'POST', body, headers: { origin: siteUrl, ...headers } });
    },
    stop: async (signal = 'SIGTERM') => {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const ended = once(child, 'exit');
      child.kill(signal);
      const [code] = (await ended) as [number | null];
      return code;
    },
  };
}

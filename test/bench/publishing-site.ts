import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../support/free-port.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Between two questions for the front page. */
const askEvery = 2;

/** The program as `npm start` starts it, and its front page over one connection that stays open. */
export interface Running {
  readonly pid: number;
  /** Asks until the front page holds the word; gives the instant (epoch milliseconds) at which it was there. */
  shows(word: string): Promise<number>;
  stop(): Promise<void>;
}

export async function startProgram(incidentsDir: string, dataDir: string): Promise<Running> {
  mkdirSync(dataDir, { recursive: true });
  const port = await freePort();
  const env = {
    PATH: process.env['PATH'],
    HOME: dataDir,
    PORT: String(port),
    INCIDENTS_DIR: incidentsDir,
    DATA_DIR: dataDir,
    // As `npm start` says it.
    MALLOC_ARENA_MAX: '2',
    MALLOC_MMAP_THRESHOLD_: '32768',
  };
  // Away from the project: a developer's .env has no part in this.
  const child = spawn(process.execPath, [join(root, 'src/start.mjs')], {
    cwd: dataDir,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (log = (log + chunk).slice(-4000)));
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let etag = '';

  return {
    pid: child.pid ?? 0,
    async shows(word) {
      for (;;) {
        if (child.exitCode !== null) throw new Error(`the program ended:\n${log}`);
        const page = await ask(agent, port, etag).catch(() => null);
        if (page?.status === 200) etag = page.etag;
        if (page?.text.includes(word) === true) return performance.timeOrigin + performance.now();
        await new Promise((resolve) => setTimeout(resolve, askEvery));
      }
    },
    async stop() {
      agent.destroy();
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** With the page's tag, so that asking for what has not changed costs the program next to nothing. */
function ask(agent: Agent, port: number, etag: string): Promise<{ status: number; etag: string; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = etag === '' ? {} : { 'if-none-match': etag };
    get({ agent, port, host: '127.0.0.1', path: '/', headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, etag: response.headers.etag ?? '', text }));
      response.on('error', reject);
    }).on('error', reject);
  });
}

/** What the process and those it started hold, in MB: resident, and with shared pages counted by share. */
export function memoryOf(pid: number): { rss: number; pss: number } {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
  const kilobytes = (file: string, name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync(file, 'utf8'))?.[1] ?? 0);
  const pss = [String(pid), ...children].map((one) => kilobytes(`/proc/${one}/smaps_rollup`, 'Pss'));
  return {
    rss: kilobytes(`/proc/${pid}/status`, 'VmRSS') / 1024,
    pss: pss.reduce((sum, one) => sum + one, 0) / 1024,
  };
}

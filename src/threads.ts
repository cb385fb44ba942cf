import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker, type ResourceLimits } from 'node:worker_threads';
import type { Envelope, Letter, ThreadName, ThreadStart } from './channel.ts';
import { createSweep } from './give-back.ts';
import type { Log } from './log.ts';
import { applyChange, changeBetween, type Edition } from './publish/edition.ts';

/** The running threads, as main sees them. */
export interface Threads {
  /** Starts the thread (web: as many as configured) and keeps it running. */
  start(name: ThreadName): void;
  /** Asks every thread to finish; resolves when all have ended or the time is up. */
  stop(milliseconds: number): Promise<void>;
}

interface Needs {
  readonly config: ThreadStart['config'];
  readonly root: string;
  readonly log: Log;
  /** Letters addressed to main. */
  readonly onLetter: (letter: Letter) => void;
  /** A thread died of a mistake; it will be started again. */
  readonly onDeath: (name: ThreadName) => void;
}

/** The threads lie beside this file: as they are written, or bundled with it into dist/program/. */
const kind = extname(fileURLToPath(import.meta.url));
/**
 * V8 lets the space for new objects grow to a hundred megabytes when much is made at once. The publisher makes much at once,
 * the worker while mail goes out; three times four megabytes cost neither anything that could be measured. A thousand readers
 * at once need more of it: they would wait a twentieth longer.
 */
const limitsOf: Record<ThreadName, ResourceLimits> = {
  web: {},
  publisher: { maxYoungGenerationSizeMb: 12 },
  worker: { maxYoungGenerationSizeMb: 12 },
};
/** A thread that died is started again, at once when it had lived for a while, ever later when it dies ever again. */
const firstPause = 500;
const longestPause = 60_000;

/**
 * The switchboard: passes letters between the threads and remembers the edition and what each said of its health, so that
 * a web thread that died is started again with what there is to read. A worker asks for what it needs.
 */
export function createThreads({ config, root, log, onLetter, onDeath }: Needs): Threads {
  const running = new Map<string, Worker>();
  const health = new Map<ThreadName, Letter>();
  let edition: Edition | null = null;
  const sweep = createSweep();
  let stopping = false;

  function deliver(envelope: Envelope): void {
    const { to, letter } = envelope;
    if (letter.kind === 'edition') {
      edition = applyChange(edition, letter.change);
      sweep(letter.change);
    }
    if (letter.kind === 'health') health.set(letter.of, letter);
    if (to === 'main') return onLetter(letter);
    for (const [key, thread] of running) if (key.startsWith(`${to} `)) thread.postMessage(letter);
  }

  function run(name: ThreadName, number: number, pause = firstPause): void {
    const since = Date.now();
    const start: ThreadStart = { name, number, config, root };
    const thread = new Worker(new URL(`./${name}${kind}`, import.meta.url), {
      workerData: start,
      name,
      resourceLimits: limitsOf[name],
    });
    running.set(`${name} ${number}`, thread);
    thread.on('message', deliver);
    thread.on('error', (error) => {
      log.error({ of: name, err: error }, 'a thread died');
      onDeath(name);
    });
    thread.on('exit', () => {
      running.delete(`${name} ${number}`);
      const next = Date.now() - since > longestPause ? firstPause : Math.min(pause * 2, longestPause);
      if (!stopping) setTimeout(() => !stopping && run(name, number, next), pause);
    });
    if (name !== 'web') return;
    if (edition !== null)
      thread.postMessage({ kind: 'edition', change: changeBetween(null, edition) } satisfies Letter);
    for (const letter of health.values()) thread.postMessage(letter);
  }

  async function stop(milliseconds: number): Promise<void> {
    stopping = true;
    const ended = [...running.values()].map(
      (thread) => new Promise<void>((resolve) => thread.once('exit', () => resolve())),
    );
    for (const thread of running.values()) thread.postMessage({ kind: 'stop' } satisfies Letter);
    const late = new Promise<void>((resolve) => setTimeout(resolve, milliseconds).unref());
    await Promise.race([Promise.all(ended), late]);
    await Promise.all([...running.values()].map((thread) => thread.terminate()));
  }

  const start = (name: ThreadName) => {
    for (let number = 0; number < (name === 'web' ? config.WEB_THREADS : 1); number++) run(name, number);
  };
  return { start, stop };
}

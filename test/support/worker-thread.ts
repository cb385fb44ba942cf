import { Worker } from 'node:worker_threads';
import { onTestFinished } from 'vitest';
import type { Envelope, Form, FormOutcome, HealthReport, Letter, ThreadStart } from '../../src/channel.ts';
import { readConfig } from '../../src/config.ts';
import { wholeContent } from '../../src/incidents/content-change.ts';
import type { Snapshot } from '../../src/incidents/snapshot.ts';

/** The worker thread as main and its neighbours see it. */
export interface WorkerThread {
  readonly letters: readonly Letter[];
  post(letter: Letter): void;
  /** The page holds this now, and readers see it, unless `isShown` is false. */
  publish(snapshot: Snapshot, isShown?: boolean): void;
  ask(form: Partial<Form> & Pick<Form, 'action'>): Promise<FormOutcome>;
  health(): HealthReport | undefined;
  stop(): Promise<void>;
}

/** Run in the thread before anything of ours: its clock goes wrong by as much as the test says. */
const wrongClock = `
  import { workerData } from 'node:worker_threads';
  const ahead = new Float64Array(workerData.ahead);
  const right = Date.now;
  Date.now = () => right() + ahead[0];
`;

/** Starts the real worker thread; it ends with the test. `ahead`: one number, by how many milliseconds its clock is wrong. */
export function startWorker(settings: Record<string, string>, ahead = new SharedArrayBuffer(8)): WorkerThread {
  const config = readConfig({
    SITE_URL: 'http://localhost:4321',
    MAIL_FROM: 'notices@status.example.org',
    ...settings,
  });
  const start: ThreadStart = { name: 'worker', number: 0, config, root: process.cwd() };
  const thread = new Worker(new URL('../../src/worker.ts', import.meta.url), {
    workerData: { ...start, ahead },
    stderr: true,
    execArgv: ['--import', `data:text/javascript,${encodeURIComponent(wrongClock)}`],
  });
  const ended = new Promise<void>((resolve) => thread.once('exit', () => resolve()));
  onTestFinished(async () => void (await thread.terminate()));
  const letters: Letter[] = [];
  const said: string[] = [];
  thread.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  thread.on('error', (error) => said.push(String(error.stack)));
  thread.on('message', ({ letter }: Envelope) => letters.push(letter));
  const post = (letter: Letter) => thread.postMessage(letter);
  let edition = 0;
  let question = 0;
  return {
    letters,
    post,
    publish: (snapshot, isShown = true) => {
      edition += 1;
      post({
        kind: 'content',
        content: wholeContent(snapshot, { seenAt: Date.now(), now: Date.now() + (new Float64Array(ahead)[0] ?? 0) }, 0),
        edition,
      });
      if (isShown) post({ kind: 'shown', edition });
    },
    ask: (form) => {
      const own = `0-${(question += 1)}`;
      const whole: Form = { token: '', fields: {}, language: 'ja', network: `192.0.2.${question}`, ...form };
      return new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`no answer within 3 s; the worker said:\n${said.join('')}`)),
          3000,
        );
        thread.on('message', ({ letter }: Envelope) => {
          if (letter.kind !== 'outcome' || letter.question !== own) return;
          clearTimeout(timer);
          resolve(letter.outcome);
        });
        post({ kind: 'form', question: own, form: whole });
      });
    },
    health: () => letters.findLast((letter) => letter.kind === 'health')?.report,
    stop: () => {
      post({ kind: 'stop' });
      return ended;
    },
  };
}

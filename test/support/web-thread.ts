import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { Worker } from 'node:worker_threads';
import { onTestFinished } from 'vitest';
import type { Asked, Drawn, Envelope, Form, FormOutcome, Letter, MailHook, ThreadStart } from '../../src/channel.ts';
import { readConfig } from '../../src/config.ts';
import { changeBetween, type Edition } from '../../src/publish/edition.ts';

/** The other ends of the web thread's port: what the worker and the publisher would answer; null = silence. */
interface Peers {
  readonly onForm?: (form: Form) => FormOutcome | null;
  readonly onRender?: (path: string) => Drawn | Promise<Drawn>;
  /** What is drawn for one request. */
  readonly onDraw?: (asked: Asked) => Promise<Drawn>;
  /** Gives the status that a mail provider's webhook is answered with. */
  readonly onMailHook?: (hook: MailHook) => number;
  readonly settings?: Record<string, string>;
}

export interface WebThread {
  readonly port: number;
  readonly forms: Form[];
  readonly rendered: string[];
  readonly shown: number[];
  /** How often the publisher was asked to fetch. */
  fetches(): number;
  post(letter: Letter): void;
  ask(path: string, options?: Ask): Promise<Answer>;
}

interface Ask {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly text: string;
}

/** Starts the real web thread on a free port; it ends with the test. Null starts it before there is an edition. */
export async function startWeb(edition: Edition | null, peers: Peers = {}): Promise<WebThread> {
  const config = readConfig({ PORT: '0', SITE_URL: 'https://status.example.org', ...peers.settings });
  const start: ThreadStart = { name: 'web', number: 0, config, root: process.cwd() };
  const thread = new Worker(new URL('../../src/web.ts', import.meta.url), { workerData: start });
  onTestFinished(async () => void (await thread.terminate()));
  const forms: Form[] = [];
  const rendered: string[] = [];
  const shown: number[] = [];
  let fetches = 0;
  const post = (letter: Letter) => thread.postMessage(letter);
  const port = await new Promise<number>((resolve, reject) => {
    thread.on('error', reject);
    thread.on('message', ({ letter }: Envelope) => {
      if (letter.kind === 'listening') resolve(letter.port);
      if (letter.kind === 'fatal') reject(new Error(letter.message));
      if (letter.kind === 'shown') shown.push(letter.edition);
      if (letter.kind === 'fetch') fetches += 1;
      if (letter.kind === 'form') {
        forms.push(letter.form);
        const outcome = peers.onForm?.(letter.form) ?? null;
        if (outcome !== null) post({ kind: 'outcome', question: letter.question, outcome });
      }
      if (letter.kind === 'mail-hook' && peers.onMailHook !== undefined) {
        post({ kind: 'heard', question: letter.question, status: peers.onMailHook(letter.hook) });
      }
      if (letter.kind === 'draw' && peers.onDraw !== undefined) {
        const { question } = letter;
        void peers.onDraw(letter.asked).then((response) => post({ kind: 'rendered', question, response }));
      }
      if (letter.kind === 'render') {
        rendered.push(letter.path);
        const { question } = letter;
        if (peers.onRender === undefined) return;
        void Promise.resolve(peers.onRender(letter.path)).then((response) =>
          post({ kind: 'rendered', question, response }),
        );
      }
    });
    if (edition !== null) post({ kind: 'edition', change: changeBetween(null, edition) });
  });
  return {
    port,
    forms,
    rendered,
    shown,
    fetches: () => fetches,
    post,
    ask: (path, options) => ask(port, path, options),
  };
}

function ask(port: number, path: string, { method = 'GET', headers = {}, body }: Ask = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ port, host: '127.0.0.1', path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: bytes, text: bytes.toString() });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import type { Envelope, HealthReport, Letter, ThreadName, ThreadStart } from './channel.ts';
import { createSweep } from './give-back.ts';
import { webTextsOf } from './languages/web-texts.ts';
import { createLog } from './log.ts';
import { applyChange, type Edition } from './publish/edition.ts';
import { answer, sendBroken, type Site } from './web/answer.ts';
import { trustedProxies } from './web/network.ts';
import { createPersonal } from './web/personal.ts';
import { createQuestions } from './web/questions.ts';
import { tonguesOf, type Tongues } from './web/route.ts';
import { createSender, sendPlain } from './web/send.ts';
import { createTail } from './web/tail.ts';

/** How long a reader waits for another thread. */
const patience = 2_000;
/** How long the first edition may take before readers are let in without one. */
const firstEditionWithin = 10_000;
/** How long requests under way may take once the thread is asked to stop. */
const farewell = 5_000;

const { config, number } = workerData as ThreadStart;
const log = createLog('web');
const post = (envelope: Envelope) => parentPort?.postMessage(envelope);
const questions = createQuestions({ post, number, milliseconds: patience });
const tail = createTail(questions);
const personal = createPersonal(questions);
const sweep = createSweep();
const reports = new Map<ThreadName, HealthReport>();
let current: { edition: Edition; tongues: Tongues } | null = null;
let stopping = false;

const site: Site = {
  config,
  proxies: trustedProxies(config.TRUST_PROXY),
  post,
  questions,
  tail,
  personal,
  send: createSender(),
  reports,
  startedAt: Date.now(),
  now: () => Date.now(),
  current: () => current,
};
const server = createWebServer();
parentPort?.on('message', hear);
server.on('error', (error: NodeJS.ErrnoException) => {
  if (server.listening) return log.error({ err: error }, 'server error');
  post({ to: 'main', letter: { kind: 'fatal', message: whyNotListening(error) } });
});
const listenAnyway = setTimeout(listen, firstEditionWithin);

/** Nobody is let in before there is something to read; a site that cannot render says 503, and why, rather than nothing. */
function listen(): void {
  clearTimeout(listenAnyway);
  if (server.listening || stopping) return;
  server.listen({ port: config.PORT, host: config.HOST, reusePort: config.WEB_THREADS > 1 }, () => {
    post({ to: 'main', letter: { kind: 'listening', port: (server.address() as AddressInfo).port } });
  });
}

function hear(letter: Letter): void {
  if (letter.kind === 'edition') {
    const edition = applyChange(current?.edition ?? null, letter.change);
    tail.follow(letter.change);
    sweep(letter.change);
    current = { edition, tongues: tonguesOf(edition) };
    post({ to: 'worker', letter: { kind: 'shown', edition: edition.number } });
    listen();
  }
  if (letter.kind === 'health') reports.set(letter.of, letter.report);
  if (letter.kind === 'stop') stop();
  questions.hear(letter);
}

/** Limits, so that those who send slowly or never do not stand before those who read. */
function createWebServer(): Server {
  const limits = {
    maxHeaderSize: 8_192,
    headersTimeout: 5_000,
    requestTimeout: 15_000,
    connectionsCheckingInterval: 1_000,
    // Longer than a proxy in front keeps its side open: otherwise it posts into a connection that just closed.
    keepAliveTimeout: 65_000,
  };
  const made = createServer(limits, (request, response) => {
    answer(site, request, response).catch((error: unknown) => fail(request, response, error));
  });
  made.maxConnections = 8_192;
  made.setTimeout(30_000);
  return made;
}

function fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (request.destroyed && !request.complete) return;
  log.error({ method: request.method, err: error }, 'request failed');
  if (response.headersSent) response.destroy();
  else if (current === null)
    sendPlain(request, response, 500, `${webTextsOf('ja').broken}\n${webTextsOf('en').broken}\n`);
  else sendBroken(site, request, response, current);
}

function stop(): void {
  stopping = true;
  clearTimeout(listenAnyway);
  if (!server.listening) return parentPort?.close();
  server.close(() => parentPort?.close());
  server.closeIdleConnections();
  setTimeout(() => server.closeAllConnections(), farewell).unref();
}

function whyNotListening({ code, message }: NodeJS.ErrnoException): string {
  const place = `${config.HOST}, port ${config.PORT}`;
  if (code === 'EADDRINUSE') return `${place} is in use. Stop what listens there, or set PORT to another number.`;
  if (code === 'EACCES') return `${place} may not be used by this account. Set PORT to a number above 1023.`;
  if (code === 'EADDRNOTAVAIL') return `This machine has no address ${config.HOST}. Set HOST to one that it has.`;
  return `The server cannot listen on ${place}: ${message}`;
}

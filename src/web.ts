import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import type { Envelope, HealthReport, Letter, ThreadName, ThreadStart } from './channel.ts';
import { createSweep } from './give-back.ts';
import { createLog } from './log.ts';
import { applyChange, type Edition } from './publish/edition.ts';
import { answer, answerReady, sendBroken, type Site } from './web/answer.ts';
import { limitConnections } from './web/connections.ts';
import { connectionsWithin, descriptorLimit } from './web/descriptors.ts';
import { trustedProxies } from './web/network.ts';
import { createPerRequest } from './web/per-request.ts';
import { createQuestions } from './web/questions.ts';
import { tonguesOf, type Tongues } from './web/route.ts';
import { createSender } from './web/send.ts';
import { standIn } from './web/stand-in.ts';
import { createTail } from './web/tail.ts';

/** How long a reader waits for another thread. */
const patience = 2_000;
/**
 * So many may wait to be let in; the system cuts it to what it allows. Of a crowd that comes at once, whoever finds the queue
 * full knocks again only after a second, and node's own 511 are full within milliseconds.
 */
const longestQueue = 65_535;
/** How long requests under way may take once the thread is asked to stop. */
const farewell = 5_000;

const { config, number } = workerData as ThreadStart;
const log = createLog('web');
const post = (envelope: Envelope) => parentPort?.postMessage(envelope);
const questions = createQuestions({ post, number, milliseconds: patience });
const tail = createTail(questions);
/** Scanners of mail open every link in it. */
const personal = createPerRequest(questions, 16);
/** Each looks through everything there is. */
const searches = createPerRequest(questions, 2);
const sweep = createSweep();
const reports = new Map<ThreadName, HealthReport>();
/** Nobody is let in before there is something to read. */
let current: { edition: Edition; tongues: Tongues } | undefined;
let stopping = false;

const site: Site = {
  config,
  proxies: trustedProxies(config.TRUST_PROXY),
  standInHosts: new Set(config.STAND_IN_HOSTS),
  post,
  questions,
  tail,
  personal,
  searches,
  patience,
  send: createSender(Date.now),
  reports,
  startedAt: Date.now(),
  now: () => Date.now(),
  current: () => current as NonNullable<typeof current>,
};
const server = createWebServer();
const { most, warning } = connectionsWithin(descriptorLimit(), config.WEB_THREADS);
const connections = limitConnections(server, most);
if (warning !== null && number === 0) log.warn(warning);
parentPort?.on('message', hear);
server.on('error', (error: NodeJS.ErrnoException) => {
  if (server.listening) return log.error({ err: error }, 'server error');
  post({ to: 'main', letter: { kind: 'fatal', message: whyNotListening(error) } });
});

function listen(): void {
  if (server.listening || stopping) return;
  const { PORT: port, HOST: host } = config;
  server.listen({ port, host, backlog: longestQueue, reusePort: config.WEB_THREADS > 1 }, () => {
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
    // A timer of its own after each answer is a twentieth of what an answer costs; the one below does as well.
    keepAliveTimeout: 0,
    // Most requests have no body: no stream is set up to read one.
    optimizeEmptyRequests: true,
  };
  const made = createServer(limits, (request, response) => {
    try {
      if (standIn(site, request, response) || answerReady(site, request, response)) return;
      connections.hold(request, response);
      answer(site, request, response).catch((error: unknown) => fail(request, response, error));
    } catch (error) {
      fail(request, response, error);
    }
  });
  // Longer than a proxy in front keeps its side open: otherwise it posts into a connection that just closed.
  made.setTimeout(65_000);
  return made;
}

function fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (request.socket.destroyed) return;
  log.error({ method: request.method, err: error }, 'request failed');
  if (response.headersSent) response.destroy();
  else sendBroken(site, request, response);
}

function stop(): void {
  stopping = true;
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

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BlockList } from 'node:net';
import type { Envelope, HealthReport, ThreadName } from '../channel.ts';
import type { Config } from '../config.ts';
import { webTextsOf } from '../languages/web-texts.ts';
import type { Edition } from '../publish/edition.ts';
import { isApi, sendJson, sendPreflight } from './api.ts';
import { receiveContentHook } from './content-hook.ts';
import { healthOf, isOperator } from './health.ts';
import { receiveMailHook } from './mail-hook.ts';
import type { PerRequest } from './per-request.ts';
import { lookBehind, postForm, sendOutcome } from './post-form.ts';
import type { Questions } from './questions.ts';
import { pathOf, queryOf, routeOf, type Route, type Tongues } from './route.ts';
import { sendPlain, type SendFinished } from './send.ts';
import { answerSubscribers, subscriberMethods } from './subscribers-api.ts';
import type { Tail } from './tail.ts';

/** What the web thread has in hand when a request comes. */
export interface Site {
  readonly config: Pick<Config, 'SITE_URL' | 'isPublic' | 'METRICS_TOKEN' | 'CONTENT_HOOK_SECRET' | 'mailHookKeys'>;
  readonly post: (envelope: Envelope) => void;
  readonly proxies: BlockList;
  /** STAND_IN_HOSTS. */
  readonly standInHosts: ReadonlySet<string>;
  readonly questions: Questions;
  readonly tail: Tail;
  readonly personal: PerRequest;
  readonly searches: PerRequest;
  /** How long a reader waits, in milliseconds. */
  readonly patience: number;
  readonly send: SendFinished;
  readonly reports: ReadonlyMap<ThreadName, HealthReport>;
  readonly startedAt: number;
  readonly now: () => number;
  readonly current: () => { readonly edition: Edition; readonly tongues: Tongues };
}

/** Sends what is ready under this path, whatever the query says; false if there is nothing, or more is asked than to read. */
export function answerReady(site: Site, request: IncomingMessage, response: ServerResponse): boolean {
  const ready = isReading(request) ? site.current().edition.ready.get(pathOf(request.url ?? '/')) : undefined;
  if (ready === undefined) return false;
  site.send(request, response, ready);
  return true;
}

/** Answers one request for what is not ready: finished bytes, a form handed on, a forge's webhook, or /health. */
export async function answer(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { edition, tongues } = site.current();
  const path = pathOf(request.url ?? '/');
  const route = routeOf(path, tongues);
  if (route.kind === 'health') return sendHealth(site, request, response);
  if (route.kind === 'metrics') return sendMetrics(site, request, response);
  if (route.kind === 'content-hook') {
    return receiveContentHook({ ...site, secret: site.config.CONTENT_HOOK_SECRET }, request, response);
  }
  if (route.kind === 'mail-hook') {
    return receiveMailHook({ ...site, keys: site.config.mailHookKeys }, request, response, route.provider);
  }
  if (request.method === 'OPTIONS' && isShared(path, edition)) {
    return sendPreflight(response, route.kind === 'subscribers' ? subscriberMethods : 'GET, HEAD');
  }
  if (route.kind === 'subscribers') return answerSubscribers(site, request, response, route, edition);
  if (isReading(request)) return read(site, request, response, route, path, edition);
  if (request.method === 'POST' && route.kind === 'form') {
    return postForm(site, request, response, route, edition);
  }
  const allow = route.kind === 'form' ? 'GET, HEAD, POST' : 'GET, HEAD';
  if (isApi(path)) return sendJson(request, response, 405, { error: 'method not allowed' }, { allow });
  sendPlain(request, response, 405, `${webTextsOf(route.language).method}\n`, { allow });
}

async function read(
  site: Site,
  request: IncomingMessage,
  response: ServerResponse,
  route: Extract<Route, { kind: 'form' | 'page' | 'search' }>,
  path: string,
  edition: Edition,
): Promise<void> {
  // Not among what is ready: a question may follow.
  const query = route.kind === 'search' ? queryOf(request.url ?? '') : '';
  if (query !== '') return search(site, request, response, route.language, query);
  if (route.kind === 'form' && route.action === 'confirm' && route.token === '') {
    // The address of the form for the code, typed or reloaded: the form itself is on the page it came from.
    const location = path.replace(/\/confirm$/, '');
    return sendPlain(request, response, 303, `${location}\n`, { location });
  }
  // The same bytes for every token: whoever follows a link in a mail for its reader learns and changes nothing.
  if (route.kind === 'form' && (route.action === 'confirm' || route.action === 'address')) {
    return sendOutcome(site, request, response, edition, { status: 200, page: route.action }, route.language);
  }
  // Links that stay valid for years show what they are for; they change nothing either.
  if (route.kind === 'form' && route.action !== 'subscribe') return lookBehind(site, request, response, route, edition);
  if (edition.tail.has(path)) {
    const drawn = await site.tail.get(edition, path);
    if (drawn === 'late' && isApi(path))
      return sendJson(request, response, 503, { error: 'busy' }, { 'retry-after': '5' });
    if (drawn === 'late') {
      return sendOutcome(site, request, response, edition, { status: 503, page: 'broken' }, route.language);
    }
    if (drawn === 'broken') return sendBroken(site, request, response);
    if (drawn !== null) return site.send(request, response, drawn);
  }
  sendMissing(site, request, response, route.language, path, edition);
}

/** A fault of ours met a reader: they are told so, and shown the state, which is what most came for. */
export function sendBroken(
  site: Pick<Site, 'send' | 'current'>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { edition, tongues } = site.current();
  const path = pathOf(request.url ?? '/');
  if (isApi(path)) return sendJson(request, response, 500, { error: 'broken' });
  const route = routeOf(path, tongues);
  const language = 'language' in route ? route.language : tongues.own;
  sendOutcome(site, request, response, edition, { status: 500, page: 'broken' }, language);
}

async function search(
  site: Site,
  request: IncomingMessage,
  response: ServerResponse,
  language: string,
  query: string,
): Promise<void> {
  const drawn = await site.searches.draw(language, { query }, site.now() + site.patience);
  if (drawn === 'broken') return sendBroken(site, request, response);
  if (drawn !== null) return site.send(request, response, drawn);
  sendPlain(request, response, 503, `${webTextsOf(language).busy}\n`, { 'retry-after': '5' });
}

function sendMissing(
  site: Pick<Site, 'send'>,
  request: IncomingMessage,
  response: ServerResponse,
  language: string,
  path: string,
  { ready, tail }: Edition,
): void {
  if (isApi(path)) return sendJson(request, response, 404, { error: 'not found' });
  const bare = path.replace(/\/+$/, '');
  if (bare !== path && (ready.has(bare) || tail.has(bare)))
    return sendPlain(request, response, 301, `${bare}\n`, { location: bare });
  const page = ready.get(`/${language}/404`) ?? ready.get('/404');
  if (page !== undefined) return site.send(request, response, page);
  sendPlain(request, response, 404, `${webTextsOf(language).missing}\n`);
}

function sendHealth(site: Site, request: IncomingMessage, response: ServerResponse): void {
  if (!isReading(request)) {
    return sendPlain(request, response, 405, `${webTextsOf('en').method}\n`, { allow: 'GET, HEAD' });
  }
  const { startedAt, reports } = site;
  const { edition } = site.current();
  const operator = isOperator(request, site.config.METRICS_TOKEN);
  const { status, body } = healthOf({ now: site.now(), startedAt, edition, reports }, operator);
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  sendPlain(request, response, status, `${JSON.stringify(body)}\n`, headers);
}

/** For everybody else there is no such page. */
async function sendMetrics(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { startedAt, reports } = site;
  if (!isOperator(request, site.config.METRICS_TOKEN)) {
    return sendPlain(request, response, 404, `${webTextsOf('en').missing}\n`);
  }
  if (!isReading(request)) {
    return sendPlain(request, response, 405, `${webTextsOf('en').method}\n`, { allow: 'GET, HEAD' });
  }
  // Loaded by the first who asks: most hosts are watched by /health.
  const { metricsOf } = await import('./metrics.ts');
  const { edition } = site.current();
  const { type, text } = await metricsOf({ now: site.now(), startedAt, edition, reports });
  sendPlain(request, response, 200, text, { 'content-type': type });
}

/** Whether pages of other sites may read it. */
function isShared(path: string, { ready }: Edition): boolean {
  return isApi(path) || ready.get(path)?.headers['access-control-allow-origin'] === '*';
}

function isReading({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD';
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BlockList } from 'node:net';
import type { z } from 'zod';
import type { Form, FormOutcome } from '../channel.ts';
import type { Edition } from '../publish/edition.ts';
import type { statuspageSchemas } from '../publish/statuspage-schema.ts';
import type { SubscriberAnswer } from '../publish/statuspage-subscriber-schema.ts';
import { sendJson } from './api.ts';
import { networkOf } from './network.ts';
import { askWorker, retryAfter } from './post-form.ts';
import type { Questions } from './questions.ts';
import type { Route } from './route.ts';
import { readSubscriber, subscriberIdOf } from './subscriber-request.ts';

interface Needs {
  readonly proxies: BlockList;
  readonly questions: Questions;
}

interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly summary: Summary;
  /** From the path; empty where it has none. */
  readonly token: string;
  readonly ask: (form: Pick<Form, 'action' | 'token' | 'fields' | 'look'>) => Promise<FormOutcome>;
}

type Summary = z.infer<(typeof statuspageSchemas)['/api/v2/summary.json']>;

export const subscriberMethods = 'GET, HEAD, POST, DELETE';

/**
 * Statuspage's `subscribers.json` over our double opt-in. A POST answers the same for every address. An id is the token of a
 * link in one of our mails, so that only who reads the mailbox can look or leave.
 */
export async function answerSubscribers(
  { proxies, questions }: Needs,
  request: IncomingMessage,
  response: ServerResponse,
  { token, language }: Extract<Route, { kind: 'subscribers' }>,
  edition: Edition,
): Promise<void> {
  const summary = summaryOf(edition, language);
  if (summary === null) return refuse({ request, response }, { status: 503, page: 'unavailable' });
  const network = networkOf(request, proxies);
  const ask: Call['ask'] = (form) => askWorker(questions, { ...form, language, network });
  const call = { request, response, summary, token, ask };
  if (request.method === 'POST' && token === '') return subscribe(call);
  if (request.method === 'DELETE') return leave(call);
  if (request.method === 'GET' || request.method === 'HEAD') return look(call);
  sendJson(request, response, 405, { error: 'method not allowed' }, { allow: subscriberMethods });
}

async function subscribe(call: Call): Promise<void> {
  const { request, response, summary, ask } = call;
  const read = await readSubscriber(request);
  if ('error' in read) {
    if (read.status === 413) response.setHeader('connection', 'close');
    return sendJson(request, response, read.status, { error: read.error });
  }
  const { email, component_id, incident_id } = read.subscriber;
  const codes = component_id === undefined ? affectedBy(summary, incident_id) : [component_id];
  if (codes === null) return sendJson(request, response, 422, { error: 'No such incident is open or planned.' });
  const fields = { address: [email], ...(codes.length > 0 ? { component_code: codes } : {}) };
  const outcome = await ask({ action: 'subscribe', token: '', fields });
  if (outcome.page !== 'subscribe-sent') return refuse(call, outcome);
  sendSubscriber(call, 201, { email, state: 'unconfirmed' });
}

async function look(call: Call): Promise<void> {
  const { request, response, token, ask } = call;
  const id = await subscriberIdOf(request, token);
  if (id === null) return sendJson(request, response, 400, { error: noId });
  const outcome = await ask({ action: 'unsubscribe', token: id, fields: {}, look: true });
  const { person } = outcome;
  if (person === undefined) return refuse(call, outcome);
  sendSubscriber(call, 200, { email: person.address, state: person.hasLeft ? 'unsubscribed' : 'confirmed' });
}

async function leave(call: Call): Promise<void> {
  const { request, response, token, ask } = call;
  const id = await subscriberIdOf(request, token);
  if (id === null) return sendJson(request, response, 400, { error: noId });
  const outcome = await ask({ action: 'unsubscribe', token: id, fields: {} });
  if (outcome.page !== 'unsubscribed') return refuse(call, outcome);
  sendSubscriber(call, 200, { state: 'unsubscribed' });
}

const noId = 'Name the token of the link to unsubscribe in one of our mails as subscriber[id]. To subscribe, POST.';

/** Statuspage tells of one incident; we tell of what it affects. Empty where it names nothing: everything. */
function affectedBy({ incidents, scheduled_maintenances }: Summary, id: string | undefined): string[] | null {
  if (id === undefined) return [];
  const found = [...incidents, ...scheduled_maintenances].find((notice) => notice.id === id);
  return found?.components.map((component) => component.id) ?? null;
}

function summaryOf({ ready, languages }: Edition, language: string): Summary | null {
  const prefix = language === languages[0] ? '' : `/${language}`;
  const response = ready.get(`${prefix}/api/v2/summary.json`);
  return response === undefined ? null : (JSON.parse(Buffer.from(response.body).toString('utf8')) as Summary);
}

function sendSubscriber(
  { request, response, summary: { page } }: Call,
  status: number,
  about: Pick<z.infer<typeof SubscriberAnswer>, 'email' | 'state'>,
): void {
  sendJson(request, response, status, { page, can_select_components: true, mode: 'email_sms', ...about });
}

function refuse({ request, response }: Pick<Call, 'request' | 'response'>, { page, status }: FormOutcome): void {
  // In a flood people are shown one more button; a program can only come later.
  if (page === 'subscribe-step') {
    return sendJson(request, response, 429, { error: 'Too many at once. Try again later.' }, { 'retry-after': '600' });
  }
  // The request could be read; what it names is not there.
  const said = page === 'invalid-form' ? 422 : status;
  sendJson(request, response, said, { error: refusals[page] ?? 'not found' }, retryAfter(said));
}

const refusals: Partial<Record<FormOutcome['page'], string>> = {
  'invalid-address': 'This is no address to which mail can be sent.',
  'address-letters': 'Mail does not carry these letters before the @.',
  'invalid-form': 'There is no such component.',
  unavailable: 'Not available at present; nothing was stored. Try again later.',
  busy: 'Too busy at present; nothing was stored. Try again later.',
  closed: 'Nobody can be mailed from here.',
};

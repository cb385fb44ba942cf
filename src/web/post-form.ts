import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BlockList } from 'node:net';
import type { Form, FormOutcome } from '../channel.ts';
import type { Config } from '../config.ts';
import { webTextsOf } from '../languages/web-texts.ts';
import type { Edition } from '../publish/edition.ts';
import { isOneClick, readBody, readFields } from './form-body.ts';
import { networkOf } from './network.ts';
import { isForeign } from './origin.ts';
import type { PerRequest } from './per-request.ts';
import type { Questions } from './questions.ts';
import type { Route } from './route.ts';
import { sendPlain, type SendFinished } from './send.ts';
import { sendStep } from './step-form.ts';

interface Needs {
  readonly config: Pick<Config, 'SITE_URL' | 'isPublic'>;
  readonly proxies: BlockList;
  readonly questions: Questions;
  readonly personal: PerRequest;
  readonly send: SendFinished;
}

/** Worker and publisher together: whoever pressed a button sees an answer by then. */
const patience = 2_000;

type FormRoute = Extract<Route, { kind: 'form' }>;

/** Takes a form, asks the worker, and answers with the page that the outcome names; within 2 s whatever happens. */
export async function postForm(
  needs: Needs,
  request: IncomingMessage,
  response: ServerResponse,
  { action, token, language }: FormRoute,
  edition: Edition,
): Promise<void> {
  const { config, proxies, questions } = needs;
  const answer = (outcome: FormOutcome) => sendOutcome(needs, request, response, edition, outcome, language);
  const body = await readBody(request);
  if (body === null) {
    const headers = { connection: 'close' };
    return sendOutcome(needs, request, response, edition, { status: 413, page: 'too-large', headers }, language);
  }
  const fields = await readFields(body, request.headers['content-type']);
  // A mail program's button comes from the mail's own site, with whatever headers that sends (RFC 8058).
  const oneClick = action === 'unsubscribe' && fields !== null && isOneClick(fields);
  if (!oneClick && isForeign(request.headers, config)) return answer({ status: 403, page: 'foreign-site' });
  if (fields === null) return answer({ status: 400, page: 'invalid-form' });

  const form: Form = { action, token, fields, language, network: networkOf(request, proxies) };
  const until = Date.now() + patience;
  const outcome = await askWorker(questions, form);
  const step = edition.outcomes.get(`${outcome.page}:${language}`);
  if (outcome.ticket !== undefined && step !== undefined) {
    return sendStep(request, response, step, { fields, ticket: outcome.ticket });
  }
  if (!oneClick) {
    const isSent = await sendPersonal({ ...needs, until }, request, response, outcome, language);
    return isSent ? undefined : answer(outcome);
  }
  const texts = webTextsOf(language);
  const sentence = outcome.status < 300 ? texts.left : outcome.status < 500 ? texts.missing : texts.unavailable;
  sendPlain(request, response, outcome.status, `${sentence}\n`, retryAfter(outcome.status));
}

/**
 * Opens a page behind a link, changing nothing. With the database away there is still the page with the one button: leaving
 * works, whatever happens.
 */
export async function lookBehind(
  needs: Needs,
  request: IncomingMessage,
  response: ServerResponse,
  { action, token, language }: FormRoute,
  edition: Edition,
): Promise<void> {
  const form: Form = { action, token, language, fields: {}, network: networkOf(request, needs.proxies), look: true };
  const until = Date.now() + patience;
  const outcome = await askWorker(needs.questions, form);
  if (outcome.download !== undefined) return sendDownload(request, response, outcome.download);
  if (await sendPersonal({ ...needs, until }, request, response, outcome, language)) return;
  if (action === 'unsubscribe') {
    return sendOutcome(needs, request, response, edition, { status: 200, page: 'unsubscribe' }, language);
  }
  const isThere = outcome.person !== undefined;
  sendOutcome(needs, request, response, edition, isThere ? { status: 503, page: 'unavailable' } : outcome, language);
}

/** What becomes of a form; unavailable when the worker does not answer in time. */
export async function askWorker(questions: Questions, form: Form): Promise<FormOutcome> {
  const letter = await questions.ask('worker', (question) => ({ kind: 'form', question, form }));
  return letter?.kind === 'outcome' ? letter.outcome : { status: 503, page: 'unavailable' };
}

/** False when there is nothing personal, or no time to draw it. */
async function sendPersonal(
  { personal, send, until }: Pick<Needs, 'personal' | 'send'> & { readonly until: number },
  request: IncomingMessage,
  response: ServerResponse,
  { person, status }: FormOutcome,
  language: string,
): Promise<boolean> {
  const drawn = person === undefined ? null : await personal.draw(language, { person }, until);
  if (drawn === null || drawn === 'broken') return false;
  send(request, response, drawn, { status });
  return true;
}

function sendDownload(request: IncomingMessage, response: ServerResponse, json: string): void {
  sendPlain(request, response, 200, json, {
    'content-type': 'application/json; charset=utf-8',
    'content-disposition': 'attachment; filename="subscription.json"',
    'x-robots-tag': 'noindex',
  });
}

/** The page of an outcome; a sentence where the edition has none (it was made by a broken template). */
export function sendOutcome(
  { send }: Pick<Needs, 'send'>,
  request: IncomingMessage,
  response: ServerResponse,
  { outcomes }: Pick<Edition, 'outcomes'>,
  {
    status,
    page,
    headers = retryAfter(status, page),
  }: Pick<FormOutcome, 'status' | 'page'> & { headers?: Record<string, string> },
  language: string,
): void {
  const finished = outcomes.get(`${page}:${language}`);
  if (finished !== undefined) return send(request, response, finished, { status, headers });
  const texts = webTextsOf(language);
  if (status === 500) return sendPlain(request, response, 500, `${texts.broken}\n`);
  // In the first moments, when only the front page is drawn.
  if (page === 'broken' || (outcomes.size === 0 && status < 300)) {
    return sendPlain(request, response, 503, `${texts.slow}\n`, retryAfter(503, page));
  }
  sendPlain(request, response, status, `${status >= 500 ? texts.unavailable : texts.missing}\n`, headers);
}

/** A page is mostly there a moment later; what a form needs takes longer to come back. */
export function retryAfter(status: number, page?: FormOutcome['page']): Record<string, string> {
  return status === 503 ? { 'retry-after': page === 'broken' ? '5' : '30' } : {};
}

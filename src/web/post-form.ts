import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BlockList } from 'node:net';
import type { FormOutcome } from '../channel.ts';
import type { Config } from '../config.ts';
import { webTextsOf } from '../languages/web-texts.ts';
import type { Edition } from '../publish/edition.ts';
import { isOneClick, readBody, readFields } from './form-body.ts';
import { networkOf } from './network.ts';
import { isForeign } from './origin.ts';
import type { Questions } from './questions.ts';
import type { Route } from './route.ts';
import { sendPlain, type SendFinished } from './send.ts';

interface Needs {
  readonly config: Pick<Config, 'SITE_URL' | 'isPublic'>;
  readonly proxies: BlockList;
  readonly questions: Questions;
  readonly send: SendFinished;
}

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
    response.setHeader('connection', 'close');
    return answer({ status: 413, page: 'too-large' });
  }
  const fields = await readFields(body, request.headers['content-type']);
  // A mail program's button comes from the mail's own site, with whatever headers that sends (RFC 8058).
  const oneClick = action === 'unsubscribe' && fields !== null && isOneClick(fields);
  if (!oneClick && isForeign(request.headers, config)) return answer({ status: 403, page: 'foreign-site' });
  if (fields === null) return answer({ status: 400, page: 'invalid-form' });

  const form = { action, token, fields, language, network: networkOf(request, proxies) };
  const letter = await questions.ask('worker', (question) => ({ kind: 'form', question, form }));
  const outcome: FormOutcome = letter?.kind === 'outcome' ? letter.outcome : { status: 503, page: 'unavailable' };
  if (!oneClick) return answer(outcome);
  const texts = webTextsOf(language);
  const sentence = outcome.status < 300 ? texts.left : outcome.status < 500 ? texts.missing : texts.unavailable;
  sendPlain(request, response, outcome.status, `${sentence}\n`, retryAfter(outcome.status));
}

/** The page of an outcome; a sentence where the edition has none (it was made by a broken template). */
export function sendOutcome(
  { send }: Pick<Needs, 'send'>,
  request: IncomingMessage,
  response: ServerResponse,
  { outcomes }: Pick<Edition, 'outcomes'>,
  { status, page }: FormOutcome,
  language: string,
): void {
  for (const [name, value] of Object.entries(retryAfter(status))) response.setHeader(name, value);
  const finished = outcomes.get(`${page}:${language}`);
  if (finished !== undefined) return send(request, response, finished, status);
  const texts = webTextsOf(language);
  // In the first moments, when only the front page is drawn.
  if (outcomes.size === 0 && status < 300) return sendPlain(request, response, 503, `${texts.slow}\n`, retryAfter(503));
  sendPlain(request, response, status, `${status >= 500 ? texts.unavailable : texts.missing}\n`);
}

function retryAfter(status: number): Record<string, string> {
  return status === 503 ? { 'retry-after': '30' } : {};
}

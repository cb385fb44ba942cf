import type { Outcome, OutcomeClass } from '../mail/outbox.ts';

interface Needs {
  readonly url: string;
  /** Milliseconds for all of it. */
  readonly timeOut: number;
  readonly signal: AbortSignal;
}

/** Before a byte of ours has left: nobody can have read anything. */
const beforeSending = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_|DEPTH_|ERR_TLS|SELF_SIGNED|UNABLE_TO)/; // prettier-ignore

/**
 * Posts once and says how it ended, in words that hold neither address nor answer. A redirect is not followed: it may
 * lead anywhere, and would have to be believed with a message that is for staff only.
 */
export async function postJson({ url, timeOut, signal }: Needs, body: object): Promise<Outcome> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'Noroshi' },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeOut)]),
    });
    // What a chat answers is of no use, and may be endless.
    await response.body?.cancel().catch(() => {});
    return outcome(classOf(response.status), `HTTP ${response.status}${hintOf(response.status)}`);
  } catch (error) {
    const { name, cause } = error as Error & { cause?: { code?: unknown } };
    const code = typeof cause?.code === 'string' ? cause.code : name;
    if (beforeSending.test(code)) return outcome('retry', `no connection (${code})`);
    return outcome('unknown', name === 'TimeoutError' ? `no answer in ${timeOut / 1000} s` : `no answer (${code})`);
  }
}

/** 408, 425 and 429 ask for patience; any other 3xx or 4xx stays as it is until STAFF_HOOK is corrected. */
function classOf(status: number): OutcomeClass {
  if (status >= 200 && status < 300) return 'accepted';
  if (status >= 500 || [408, 425, 429].includes(status)) return 'retry';
  return 'content_refused';
}

function hintOf(status: number): string {
  if (status >= 300 && status < 400) return ', a redirect, which is not followed';
  return [401, 403, 404, 410].includes(status) ? ', the address is not valid any more' : '';
}

function outcome(found: OutcomeClass, reply: string): Outcome {
  return { class: found, phase: 'body', reply };
}

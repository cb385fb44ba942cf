import type { Log } from './log.ts';

interface Needs {
  /** HEARTBEAT_URL. */
  readonly url: string;
  /** Where this program answers, without a slash at the end. */
  readonly here: string;
  readonly log: Pick<Log, 'info' | 'warn'>;
  readonly every?: number;
}

/** Neither our own answer nor the other side's may take longer. */
const patience = 10_000;

/**
 * Calls HEARTBEAT_URL every minute while /health, asked for as everybody asks, says ok: whoever waits for the call hears that
 * something is wrong from its absence, also when this machine is gone. Gives what stops it.
 */
export function startHeartbeat({ url, here, log, every = 60_000 }: Needs): () => void {
  let was = 'ok';
  async function beat(): Promise<void> {
    const state = await callOf(url, here);
    if (state !== was) log[state === 'ok' ? 'info' : 'warn']({ state }, 'the heartbeat changed');
    was = state;
  }
  const timer = setInterval(() => void beat(), every);
  void beat();
  return () => clearInterval(timer);
}

/** `ok`, or why there was no call. The address called may hold a secret: it is never said. */
async function callOf(url: string, here: string): Promise<string> {
  const ask = (address: string) => fetch(address, { signal: AbortSignal.timeout(patience), redirect: 'manual' });
  const health = await ask(`${here}/health`).catch(() => null);
  await health?.body?.cancel();
  if (health?.status !== 200) return 'not called: /health is not ok';
  const heard = await ask(url).catch(() => null);
  await heard?.body?.cancel();
  if (heard === null) return 'HEARTBEAT_URL cannot be reached';
  return heard.status < 400 ? 'ok' : `HEARTBEAT_URL answers ${heard.status}`;
}

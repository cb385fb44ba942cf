import { isWell, newBreaker, type Breaker } from './breaker.ts';
import type { Provider } from './provider.ts';
import type { Quota } from './quota.ts';

/** One provider with what the loop knows of it: is it well, how many of its connections are taken, when its rate allows the next. */
export interface Lane {
  readonly provider: Provider;
  readonly breaker: Breaker;
  /** What its `daily` allows; null when none is declared. */
  readonly quota: Quota | null;
  taken: number;
  readonly queue: (() => void)[];
  /** When the declared rate allows the next message. */
  nextAt: number;
}

export const newLane = (provider: Provider, quota: Quota | null): Lane => ({
  provider,
  breaker: newBreaker(),
  quota,
  taken: 0,
  queue: [],
  nextAt: 0,
});

/** Waits for a free connection; to be followed by `leave`. */
export async function enter(lane: Lane): Promise<void> {
  if (lane.taken < lane.provider.connections) lane.taken += 1;
  else await new Promise<void>((resolve) => lane.queue.push(resolve));
}

/** Gives the connection to whoever waits longest. */
export function leave(lane: Lane): void {
  const next = lane.queue.shift();
  if (next === undefined) lane.taken -= 1;
  else next();
}

/**
 * Takes the next turn that the declared rate allows, and gives the milliseconds until then: a bucket that holds one token,
 * so that neither many connections nor a quiet minute add up to a burst.
 */
export function takeTurn(lane: Lane, now: number): number {
  const { rate, connections } = lane.provider;
  if (rate === null) return 0;
  const gap = 1000 / rate;
  // Everybody who holds a connection may have a turn before us; later than that it cannot be, unless the clock was set back.
  const turn = lane.nextAt - now > gap * (connections + 1) ? now : Math.max(now, lane.nextAt);
  lane.nextAt = turn + gap;
  return turn - now;
}

/** Whether a message may be handed over, as far as we know: the provider is well and has something left of its day. */
export function isOpen({ breaker, quota }: Lane, now: number): boolean {
  return isWell(breaker, now) && (quota === null || quota.usedUpUntil() === null);
}

/** Without having to wait for a connection or, for long, for the rate. */
export function isFree(lane: Lane, now: number): boolean {
  return isOpen(lane, now) && lane.taken < lane.provider.connections && lane.nextAt - now < 1000;
}

/** How many messages may be under way: those of the widest provider that is well, one when there is only a probe to make, else none. */
export function capacity(lanes: readonly Lane[], now: number): number {
  const open = lanes.filter((lane) => isOpen(lane, now));
  const well = open.filter(({ breaker }) => breaker.openUntil === null).map(({ provider }) => provider.connections);
  if (well.length > 0) return Math.max(...well);
  return open.length > 0 ? 1 : 0;
}

import { isWell, newBreaker, type Breaker } from './breaker.ts';
import type { Provider } from './provider.ts';

/** One provider with what the loop knows of it: is it well, how many of its connections are taken, when its rate allows the next. */
export interface Lane {
  readonly provider: Provider;
  readonly breaker: Breaker;
  taken: number;
  readonly queue: (() => void)[];
  /** When the declared rate allows the next message. */
  nextAt: number;
}

export const newLane = (provider: Provider): Lane => ({
  provider,
  breaker: newBreaker(),
  taken: 0,
  queue: [],
  nextAt: 0,
});

/** Waits for a free connection and for the provider's rate; to be followed by `leave`. */
export async function enter(lane: Lane, now: () => number): Promise<void> {
  if (lane.taken < lane.provider.connections) lane.taken += 1;
  else await new Promise<void>((resolve) => lane.queue.push(resolve));
  const { rate } = lane.provider;
  if (rate === null) return;
  const turn = Math.max(now(), lane.nextAt);
  lane.nextAt = turn + 1000 / rate;
  if (turn > now()) await new Promise((resolve) => setTimeout(resolve, turn - now()));
}

/** Gives the connection to whoever waits longest. */
export function leave(lane: Lane): void {
  const next = lane.queue.shift();
  if (next === undefined) lane.taken -= 1;
  else next();
}

/** How many messages may be under way: those of the widest provider that is well, one when there is only a probe to make, else none. */
export function capacity(lanes: readonly Lane[], now: number): number {
  const well = lanes.filter(({ breaker }) => breaker.openUntil === null).map(({ provider }) => provider.connections);
  if (well.length > 0) return Math.max(...well);
  return lanes.some(({ breaker }) => isWell(breaker, now)) ? 1 : 0;
}

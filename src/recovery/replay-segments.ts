import type { Database } from '../database.ts';
import { newestEvent } from '../event-chain.ts';
import { sentenceOf } from './backup.ts';
import type { Refused } from './choose-copy.ts';
import { replaySegment } from './replay.ts';
import { placeOf, unpackSegment, type SegmentPlace } from './segment.ts';
import type { Target } from './target.ts';

interface Needs {
  readonly database: Database;
  readonly targets: readonly Target[];
  readonly installation: string;
  readonly key: Uint8Array;
  /** Nothing that left the host later than this. */
  readonly until: number;
  readonly now: number;
}

export interface Replayed {
  readonly events: number;
  /** When the last of them left the old host; null when there was none. */
  readonly upTo: number | null;
  /** Events between these numbers are on no target. */
  readonly missing: { readonly after: number; readonly before: number } | null;
  readonly refused: Refused[];
}

/** Replays every segment of all targets that follows on the copy, the longest first, until nothing follows any more. */
export async function replaySegments(needs: Needs): Promise<Replayed> {
  const { database, targets, installation, key, until, now } = needs;
  const refused: Refused[] = [];
  const places: (SegmentPlace & { readonly target: Target })[] = [];
  for (const target of targets) {
    try {
      const found = (await target.segments()).map(placeOf).filter((place) => place !== null);
      places.push(...found.filter(({ madeAt }) => madeAt <= until).map((place) => ({ ...place, target })));
    } catch (error) {
      refused.push({ target: target.label, copy: null, reason: sentenceOf(error, target.label) });
    }
  }
  let events = 0;
  let upTo: number | null = null;
  const tried = new Set<SegmentPlace>();
  for (;;) {
    const head = (await database.read(newestEvent)).id;
    const following = places
      .filter((place) => place.from <= head + 1 && place.to > head && !tried.has(place))
      .sort((a, b) => b.to - a.to || b.madeAt - a.madeAt);
    const [next] = following;
    if (next === undefined) {
      const later = places.filter(({ from }) => from > head + 1).map(({ from }) => from);
      const missing = later.length === 0 ? null : { after: head, before: Math.min(...later) };
      return { events, upTo, missing, refused };
    }
    tried.add(next);
    try {
      const segment = unpackSegment(await next.target.fetchSegment(next.name), installation, key);
      events += await replaySegment(database, segment, now);
      upTo = Math.max(upTo ?? 0, next.madeAt);
    } catch (error) {
      const { code, message } = error as Error & { readonly code?: unknown };
      const reason = code === 'invalid' ? message : sentenceOf(error, next.target.label);
      refused.push({ target: next.target.label, copy: next.name, reason });
    }
  }
}

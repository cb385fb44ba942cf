import type { Instant } from '../incidents/notice.ts';

/** One public response, finished: nothing is left to do when it is asked for but to pick an encoding. */
export interface FinishedResponse {
  readonly status: number;
  /** Everything but Content-Length, Content-Encoding and Date; ETag included. Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes on shared memory, so that threads hand them round without copying. */
  readonly body: SharedArrayBuffer;
  readonly gzip: SharedArrayBuffer | null;
  readonly brotli: SharedArrayBuffer | null;
}

/** What of an edition is no list: it comes whole with every change. */
export interface EditionFacts {
  /** Rises with every edition of this process. */
  readonly number: number;
  readonly commit: string | null;
  /** Of the page, its own first: that one has no prefix in paths. */
  readonly languages: readonly string[];
  readonly madeAt: Instant;
  /** The next instant at which it changes by itself. */
  readonly changesAt: Instant;
  /** What every page of the tail depends on, as a hash: when it differs, each of them would be drawn otherwise. */
  readonly common: string;
}

/**
 * The finished bytes of everything public. A pure function of (snapshot, instant, freshness, last drill); a new one replaces the
 * old in one assignment.
 */
export interface Edition extends EditionFacts {
  /** By path without query, e.g. `/`, `/en/history`, `/api/v2/summary.json`. */
  readonly ready: ReadonlyMap<string, FinishedResponse>;
  /** Paths that exist but are rendered on first request and then kept. */
  readonly tail: ReadonlySet<string>;
  /** Answers to forms and pages behind a token, by `<outcome>:<language>`; never served as a path. Sent with no-store. */
  readonly outcomes: ReadonlyMap<string, FinishedResponse>;
}

/** What an edition has that the one before it had not: so that telling it costs what changed, not what there is. */
export interface EditionChange extends EditionFacts {
  /** Nothing was there before: what a thread had is forgotten. */
  readonly isWhole: boolean;
  /** New, or with other bytes than before. */
  readonly ready: ReadonlyMap<string, FinishedResponse>;
  readonly outcomes: ReadonlyMap<string, FinishedResponse>;
  /** Paths that are not ready any more. */
  readonly gone: readonly string[];
  readonly tail: { readonly added: readonly string[]; readonly gone: readonly string[] };
  /** What of the tail is otherwise now, if anybody kept it. */
  readonly stale: Stale;
}

/** Paths, and parts of paths: naming each of ten thousand notices would stand before the news. */
export interface Stale {
  readonly paths: readonly string[];
  readonly parts: readonly RegExp[];
}

/** How many bytes it holds. */
export function sizeOf({ body, gzip, brotli }: FinishedResponse): number {
  return body.byteLength + (gzip?.byteLength ?? 0) + (brotli?.byteLength ?? 0);
}

/** The edition after a change; null stands for none. */
export function applyChange(before: Edition | null, change: EditionChange): Edition {
  const known = change.isWhole ? null : before;
  return {
    ...factsOf(change),
    ready: mapAfter(known?.ready, change.ready, change.gone),
    outcomes: mapAfter(known?.outcomes, change.outcomes, []),
    tail: setAfter(known?.tail, change.tail),
  };
}

/** The change from one edition to another; from null it is everything. `stale` is known only to who made them. */
export function changeBetween(
  before: Edition | null,
  after: Edition,
  stale: Stale = { paths: [], parts: [] },
): EditionChange {
  return {
    ...factsOf(after),
    stale,
    isWhole: before === null,
    ready: differing(before?.ready, after.ready),
    outcomes: differing(before?.outcomes, after.outcomes),
    gone: before === null ? [] : [...before.ready.keys()].filter((path) => !after.ready.has(path)),
    tail: tailBetween(before?.tail, after.tail),
  };
}

function factsOf({ number, commit, languages, madeAt, changesAt, common }: EditionFacts): EditionFacts {
  return { number, commit, languages, madeAt, changesAt, common };
}

function mapAfter<Value>(
  before: ReadonlyMap<string, Value> | undefined,
  added: ReadonlyMap<string, Value>,
  gone: readonly string[],
): ReadonlyMap<string, Value> {
  if (before !== undefined && added.size === 0 && gone.length === 0) return before;
  const after = new Map([...(before ?? []), ...added]);
  for (const key of gone) after.delete(key);
  return after;
}

function setAfter(
  before: ReadonlySet<string> | undefined,
  { added, gone }: EditionChange['tail'],
): ReadonlySet<string> {
  if (before !== undefined && added.length === 0 && gone.length === 0) return before;
  const after = new Set(before);
  for (const path of gone) after.delete(path);
  for (const path of added) after.add(path);
  return after;
}

function differing<Value>(
  before: ReadonlyMap<string, Value> | undefined,
  after: ReadonlyMap<string, Value>,
): ReadonlyMap<string, Value> {
  return new Map([...after].filter(([key, value]) => before?.get(key) !== value));
}

/** Made only when the tail itself changed: mostly it is the very same set. */
function tailBetween(before: ReadonlySet<string> | undefined, after: ReadonlySet<string>): EditionChange['tail'] {
  if (before === after) return { added: [], gone: [] };
  return {
    added: [...after].filter((path) => before?.has(path) !== true),
    gone: [...(before ?? [])].filter((path) => !after.has(path)),
  };
}

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

/**
 * The finished bytes of everything public. A pure function of (snapshot, instant, freshness); a new one replaces the
 * old in one assignment.
 */
export interface Edition {
  /** Rises with every edition of this process. */
  readonly number: number;
  readonly commit: string | null;
  readonly madeAt: Instant;
  /** By path without query, e.g. `/`, `/en/history`, `/api/v2/summary.json`. */
  readonly ready: ReadonlyMap<string, FinishedResponse>;
  /** Paths that exist but are rendered on first request and then kept. */
  readonly tail: ReadonlySet<string>;
  /** Answers to forms and pages behind a token, by `<outcome>:<language>`; never served as a path. Sent with no-store. */
  readonly outcomes: ReadonlyMap<string, FinishedResponse>;
  /** The next instant at which it changes by itself. */
  readonly changesAt: Instant;
  /**
   * By path (of `ready` and `tail`) and by key of `outcomes`: what the response is made from, as a hash. Equal in two
   * editions means equal bytes, so the later edition takes over what the earlier has, and a reader's thread keeps the tail.
   */
  readonly fingerprints?: ReadonlyMap<string, string>;
}

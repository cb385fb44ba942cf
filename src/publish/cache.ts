/**
 * How long others may keep what we say. Short, so that a new report is seen within seconds even through a cache, and long
 * when we cannot be reached: an old page that names its minute is better than none.
 */
export const cacheControl = {
  /** Pages, feeds, API. */
  content: 'public, max-age=10, stale-while-revalidate=30, stale-if-error=86400',
  /** Files whose name holds their hash. */
  forever: 'public, max-age=31536000, immutable',
  /** Files with a plain name. */
  file: 'public, max-age=3600, stale-while-revalidate=86400, stale-if-error=604800',
  /** Answers to forms and pages behind a token; what is not there now and may be in a minute. */
  never: 'no-store',
} as const;

import type { Letter } from '../channel.ts';
import { partOfContent, wholeContent } from '../incidents/content-change.ts';
import type { Instant } from '../incidents/notice.ts';
import type { Reading } from '../incidents/reading.ts';
import type { Comparing, Known } from '../publish/whats-new.ts';

interface Needs {
  readonly toWorker: (letter: Letter) => void;
  /** ALERT_MAX_AGE in milliseconds. */
  readonly maxAge: number;
  readonly now: () => Instant;
  readonly compare: Comparing;
}

/** Tells the worker what there is: all of it once, after readers have it; then, before they do, what changed. */
export interface Telling {
  /** A new reading: what changed since the last one told, if that was told. */
  part(reading: Reading, edition: number): void;
  /** Everything, if the worker does not have it yet. */
  whole(reading: Reading, edition: number): void;
  /** The worker knows nothing (any more). */
  forget(): void;
}

export function createTelling({ toWorker, maxAge, now, compare }: Needs): Telling {
  let told: Known | null = null;
  let last: { readonly reading: Reading; readonly edition: number } | null = null;

  const whole: Telling['whole'] = (reading, edition) => {
    last = { reading, edition };
    if (told !== null || !reading.isAnnounceable) return;
    told = compare(reading.snapshot, undefined).known;
    const content = wholeContent(reading.snapshot, { seenAt: reading.seenAt, now: now() }, now() - maxAge);
    toWorker({ kind: 'content', content, edition });
  };
  return {
    whole,
    part(reading, edition) {
      if (!reading.isAnnounceable) told = null;
      if (told === null) return;
      const { known, changed, were } = compare(reading.snapshot, told);
      told = known;
      const content = partOfContent(reading.snapshot, changed, were, { ...reading, now: now() });
      toWorker({ kind: 'content', content, edition });
    },
    forget() {
      told = null;
      if (last !== null) whole(last.reading, last.edition);
    },
  };
}

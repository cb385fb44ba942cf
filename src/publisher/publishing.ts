import type { Letter } from '../channel.ts';
import type { Reading } from '../incidents/content.ts';
import type { Instant } from '../incidents/notice.ts';
import type { Freshness } from '../incidents/snapshot.ts';
import type { Log } from '../log.ts';
import type { Edition } from '../publish/edition.ts';
import { editionNumber, makeEdition, renderTail, type EditionNeeds } from '../publish/make-edition.ts';

interface Needs {
  readonly edition: EditionNeeds;
  readonly now: () => Instant;
  readonly log: Pick<Log, 'error' | 'info'>;
  readonly toWeb: (letter: Letter) => void;
  readonly toWorker: (letter: Letter) => void;
}

/** What is published, and what stands in the way of publishing what was read last. */
export interface Publishing {
  /** Publishes a reading; resolves when its edition is out, or has failed and the old one stands. */
  publish(reading: Reading): Promise<void>;
  /** The same content at a later instant. */
  publishAgain(): Promise<void>;
  /** Answers for a page of the tail; null when there is no such page or it cannot be drawn. */
  answer(question: string, path: string): Promise<void>;
  /** How long the source has not answered; null while it does. */
  faultSince: Instant | null;
  readonly edition: Edition | undefined;
  readonly reading: Reading | undefined;
  readonly problems: readonly string[];
}

/** A source that has not answered for so long may hold something newer that nobody sees: unknown is never green. */
const trustedFor = 15 * 60_000;
/** After an edition failed the next try comes this soon. */
const retryAfter = 10_000;

export function createPublishing({ edition: needs, now, log, toWeb, toWorker }: Needs): Publishing {
  let edition: Edition | undefined;
  let reading: Reading | undefined;
  let failure: string | null = null;
  let timer: NodeJS.Timeout | undefined;
  let queue = Promise.resolve();

  function freshnessOf({ freshness }: Reading, at: Instant): Freshness {
    const { faultSince } = publishing;
    if (freshness.state === 'unknown') return freshness;
    if (faultSince === null) return { state: 'current', asOf: at };
    return at - faultSince < trustedFor
      ? { state: 'current', asOf: faultSince }
      : { state: 'unknown', since: faultSince };
  }

  async function make(wanted: Reading): Promise<void> {
    const at = now();
    const freshness = freshnessOf(wanted, at);
    const { snapshot } = wanted;
    reading = wanted;
    if (wanted.isAnnounceable) toWorker({ kind: 'snapshot', snapshot, freshness, edition: editionNumber(at, edition) });
    try {
      const made = await makeEdition(needs, snapshot, freshness, at, edition);
      const isNews = edition?.commit !== made.commit;
      edition = made;
      failure = null;
      toWeb({ kind: 'edition', edition });
      if (isNews) log.info({ commit: made.commit, edition: made.number, milliseconds: now() - at }, 'published');
    } catch (error) {
      failure =
        'The newest content could not be made into pages, so the edition before it is still shown. The log says why.';
      log.error({ err: error, commit: snapshot.commit }, 'an edition could not be made; the one before it stays');
    }
    clearTimeout(timer);
    const next = failure === null ? (edition?.changesAt ?? 0) - now() : retryAfter;
    timer = setTimeout(() => void publishing.publishAgain(), Math.min(Math.max(next, 50), 60_000)).unref();
  }

  const enqueue = (work: () => Promise<void>) => (queue = queue.then(work));

  const publishing = {
    faultSince: null as Instant | null,
    publish: (wanted: Reading) => enqueue(() => make(wanted)),
    publishAgain: () => enqueue(async () => (reading === undefined ? undefined : make(reading))),
    async answer(question: string, path: string) {
      const response = await tail(path).catch((error: unknown) => {
        log.error({ err: error, path }, 'a page could not be drawn');
        return null;
      });
      toWeb({ kind: 'rendered', question, response });
    },
    get edition() {
      return edition;
    },
    get reading() {
      return reading;
    },
    get problems() {
      return failure === null ? [] : [failure];
    },
  };

  async function tail(path: string) {
    if (reading === undefined) return null;
    const at = edition?.madeAt ?? now();
    return renderTail(needs, reading.snapshot, freshnessOf(reading, at), at, path);
  }
  return publishing;
}

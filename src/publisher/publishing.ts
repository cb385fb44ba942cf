import type { Asked, Letter } from '../channel.ts';
import type { Reading } from '../incidents/reading.ts';
import type { Instant } from '../incidents/notice.ts';
import type { Log } from '../log.ts';
import type { SiteState } from '../publish/copy/write-site.ts';
import type { Edition, EditionChange, FinishedResponse } from '../publish/edition.ts';
import {
  editionNumber, makeEdition, renderAsked, renderTail, type EditionNeeds, type MadeEdition,
} from '../publish/make-edition.ts'; // prettier-ignore
import { freshnessOf } from './freshness.ts';
import { createTelling } from './telling.ts';

interface Needs {
  readonly edition: EditionNeeds;
  readonly now: () => Instant;
  readonly log: Pick<Log, 'error' | 'info'>;
  readonly toWeb: (letter: Letter) => void;
  readonly toWorker: (letter: Letter) => void;
  /** ALERT_MAX_AGE: what is older is told to the worker only when it changes. */
  readonly maxAge: number;
  /** An edition is made in full, of this. */
  readonly onMade: (state: SiteState) => void;
}

/** What is published, and what stands in the way of publishing what was read last. */
export interface Publishing {
  /** Publishes a reading: `shown` when people can see it, `done` when all of it is drawn; or it failed and the old one stands. */
  publish(reading: Reading): { readonly shown: Promise<void>; readonly done: Promise<void> };
  /** Something new is being read: what nobody waits for is left alone meanwhile. */
  giveWay(reading: Promise<unknown>): void;
  /** The same content at a later instant. */
  publishAgain(): Promise<void>;
  /** Resolves when nothing has to be published any more. */
  idle(): Promise<void>;
  /** Tells the worker everything there is: it has just started. */
  tellWhole(): void;
  /** Answers for a page of the tail. */
  answer(question: string, path: string): Promise<void>;
  /** Draws a page for one request; of searches, which look through everything there is, two at once for all web threads. */
  draw(letter: Extract<Letter, { kind: 'draw' }>): Promise<void>;
  /** How long the source has not answered; null while it does. */
  faultSince: Instant | null;
  readonly edition: Edition | undefined;
  /** Whether there is anything to look at: the front page at least. */
  readonly isThere: boolean;
  readonly reading: Reading | undefined;
  readonly problems: readonly string[];
}

/** After an edition failed the next try comes this soon. */
const retryAfter = 10_000;
/** While commits come one after the other, what nobody waits for is left out for so long. */
const mostOvertaken = 10_000;
/** A web thread lets in two, and gives up on one after two seconds while it is still being drawn. */
const mostSearches = 2;

export function createPublishing({ edition: needs, now, log, toWeb, toWorker, maxAge, onMade }: Needs): Publishing {
  const telling = createTelling({ toWorker, maxAge, now, compare: needs.compare });
  let made: MadeEdition | undefined;
  let reading: Reading | undefined;
  let failure: string | null = null;
  let timer: NodeJS.Timeout | undefined;
  let queue = Promise.resolve();
  /** Readings that wait until the edition before theirs is made. */
  let waiting = 0;
  let beingRead: Promise<unknown> = Promise.resolve();
  let completeAt = 0;
  let isThere = false;
  let searching = 0;
  /** Pages of the tail that are being drawn, by edition and path: web threads ask each for itself. */
  const underWay = new Map<string, Promise<FinishedResponse | null>>();

  async function make(wanted: Reading, onShown = () => {}): Promise<void> {
    const at = now();
    const freshness = freshnessOf(wanted, publishing.faultSince, at);
    const { snapshot } = wanted;
    const commitBefore = made?.edition.commit;
    const number = editionNumber(at, made?.edition);
    const isNew = reading !== wanted;
    reading = wanted;
    if (isNew) telling.part(wanted, number);
    try {
      const send = (change: EditionChange) => {
        toWeb({ kind: 'edition', change });
        isThere = true;
        onShown();
      };
      // Only for a while: feeds must not wait for an end of the commits.
      const hasTime = () => now() - completeAt >= mostOvertaken;
      let isComplete = true;
      const mayGoOn = async () => {
        if (!hasTime()) await beingRead;
        isComplete = waiting === 0 || hasTime();
        return isComplete;
      };
      const next = await makeEdition(needs, snapshot, freshness, at, made, { send, mayGoOn });
      if (isComplete) completeAt = now();
      made = next;
      if (isComplete) onMade({ snapshot, freshness, now: at, ready: next.edition.ready });
      failure = null;
      const { commit } = made.edition;
      if (commitBefore !== commit) log.info({ commit, edition: number, milliseconds: now() - at }, 'published');
    } catch (error) {
      failure =
        'The newest content could not be made into pages, so the edition before it is still shown. The log says why.';
      log.error({ err: error, commit: snapshot.commit }, 'an edition could not be made; the one before it stays');
    }
    telling.whole(wanted, number);
    clearTimeout(timer);
    const next = failure === null ? (made?.edition.changesAt ?? 0) - now() : retryAfter;
    timer = setTimeout(() => void publishing.publishAgain(), Math.min(Math.max(next, 50), 60_000)).unref();
  }

  const enqueue = (work: () => Promise<void>) => (queue = queue.then(work));

  const publishing = {
    faultSince: null as Instant | null,
    publish(wanted: Reading) {
      const { promise: shown, resolve } = Promise.withResolvers<void>();
      waiting += 1;
      const done = enqueue(() => {
        waiting -= 1;
        return make(wanted, resolve).finally(resolve);
      });
      return { shown, done };
    },
    giveWay: (reading: Promise<unknown>) => void (beingRead = reading.catch(() => {})),
    publishAgain: () => enqueue(async () => (reading === undefined ? undefined : make(reading))),
    idle: () => queue,
    tellWhole: () => telling.forget(),
    answer: (question: string, path: string) => reply(question, path, tail(path)),
    draw: ({ question, language, asked }: Extract<Letter, { kind: 'draw' }>) =>
      'query' in asked
        ? reply(question, '/search', search(language, asked))
        : reply(question, `/${asked.person.page}`, perRequest(language, asked)),
    get edition() {
      return made?.edition;
    },
    get isThere() {
      return isThere;
    },
    get reading() {
      return reading;
    },
    get problems() {
      return failure === null ? [] : [failure];
    },
  };

  async function reply(question: string, path: string, drawing: Promise<FinishedResponse | null>) {
    const response = await drawing.catch((error: unknown) => {
      log.error({ err: error, path }, 'a page could not be drawn');
      return 'broken' as const;
    });
    toWeb({ kind: 'rendered', question, response });
  }

  async function search(language: string, asked: Asked) {
    if (searching >= mostSearches) return null;
    searching += 1;
    return perRequest(language, asked).finally(() => (searching -= 1));
  }

  async function perRequest(language: string, asked: Asked) {
    if (reading === undefined) return null;
    const at = now();
    return renderAsked(needs, reading.snapshot, freshnessOf(reading, publishing.faultSince, at), at, {
      language,
      asked,
    });
  }

  /** Whoever asks while a page is being drawn gets that one. */
  function tail(path: string): Promise<FinishedResponse | null> {
    if (reading === undefined) return Promise.resolve(null);
    const at = made?.edition.madeAt ?? now();
    const key = `${at} ${path}`;
    const drawing =
      underWay.get(key) ??
      renderTail(needs, reading.snapshot, freshnessOf(reading, publishing.faultSince, at), at, path).finally(() =>
        underWay.delete(key),
      );
    underWay.set(key, drawing);
    return drawing;
  }
  return publishing;
}

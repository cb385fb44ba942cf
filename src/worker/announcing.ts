import type { Kysely } from 'kysely';
import { announce, type Announcement } from '../alerts/announce.ts';
import type { Letter } from '../channel.ts';
import { DatabaseLost, type Database } from '../database.ts';
import { joinChanges, type ContentChange } from '../incidents/content-change.ts';
import type { Log } from '../log.ts';
import type { Tables } from '../schema.ts';
import { createClockNews } from './clock-news.ts';
import type { KnownContent } from './known-content.ts';

/** Whoever is told must find the report on the page; but nobody waits for a page that does not come. */
const longestWait = 5_000;

interface Needs {
  readonly log: Log;
  readonly now: () => number;
  readonly siteUrl: string;
  readonly maxAge: number;
  /** Null while it is lost: what is new waits for it. */
  readonly database: () => Database | null;
  readonly known: KnownContent;
  /** In the transaction that announces what a head changed. `shownAt`: when readers had it; null when they do not yet. */
  readonly answer: (
    trx: Kysely<Tables>,
    content: ContentChange,
    result: Announcement,
    shownAt: number | null,
  ) => Promise<void>;
  /** The same, once it is durable. */
  readonly onAnswered: (content: ContentChange, result: Announcement, shownAt: number | null) => void;
  /** Whether we are the ones who mail; what must be held is held when it resolves. */
  readonly makeSure: (database: Database) => Promise<void>;
  /** After each change, the clock's too, was compared with what was announced, whether or not somebody is mailed. */
  readonly onAnnounced: () => void;
}

export interface Announcing {
  readonly hear: (letter: Extract<Letter, { kind: 'content' | 'shown' }>) => void;
  /** Announces if it is time. Never rejects. */
  readonly look: () => Promise<void>;
  /** What keeps the newest content from being announced, in one sentence. */
  readonly problem: () => string | null;
  /** `notice: reason` of what the last content held and nobody was mailed. */
  readonly notMailed: () => readonly string[];
}

interface Waiting {
  readonly content: ContentChange;
  readonly edition: number;
  readonly until: number;
  readonly shownAt: number | null;
  /** No head brought it: nobody has pushed. */
  readonly isByClock: boolean;
}

/** Keeps what changed until the edition that shows it is served, then announces it; so too what the clock changes. */
export function createAnnouncing(needs: Needs): Announcing {
  const clock = createClockNews(needs.known);
  let waiting: Waiting | null = null;
  let shown = -1;
  let busy: Promise<void> | null = null;
  let problem: string | null = null;
  let notMailed: readonly string[] = [];
  /** Announced notices that are on the page no more. */
  let absent: ReadonlySet<string> = new Set();

  /** Also when the clock is set back meanwhile nobody waits for longer. */
  function isEarly({ edition, until }: Waiting): boolean {
    const left = until - needs.now();
    return shown < edition && left > 0 && left <= longestWait;
  }

  async function work(): Promise<void> {
    for (;;) {
      const database = needs.database();
      if (waiting === null || database === null || isEarly(waiting)) return;
      try {
        await needs.makeSure(database);
        const { content, shownAt, isByClock }: Waiting = waiting;
        const also = (trx: Kysely<Tables>, done: Announcement) =>
          isByClock ? Promise.resolve() : needs.answer(trx, content, done, shownAt);
        const result = await announce(
          { ...needs, database, also },
          { content, notices: needs.known.notices(), absent },
          needs.now(),
        );
        absent = result.absent;
        if (result.notMailed.length > 0) {
          notMailed = result.notMailed.map(({ notice, number, reason }) => `${notice} report ${number}: ${reason}`);
        }
        problem = null;
        if (waiting.content === content) waiting = null;
        if (!isByClock) needs.onAnswered(content, result, shownAt);
        needs.onAnnounced();
      } catch (error) {
        // Kept, and tried again with the next look.
        problem = 'What is new on the page cannot be announced at the moment; it is tried again. The log says why.';
        if (!(error instanceof DatabaseLost)) needs.log.error({ err: error }, 'announcing failed');
        return;
      }
    }
  }

  function hearContent({ content, edition }: Extract<Letter, { kind: 'content' }>): void {
    needs.known.take(content);
    const now = needs.now();
    const until = Math.min(waiting?.until ?? Infinity, now + longestWait);
    const joined = joinChanges(waiting?.content ?? null, content);
    waiting = { content: joined, edition, until, shownAt: shown < edition ? null : now, isByClock: false };
  }

  function hearShown(edition: number): void {
    shown = Math.max(shown, edition);
    if (waiting !== null && shown >= waiting.edition) waiting = { ...waiting, shownAt: waiting.shownAt ?? needs.now() };
  }

  function lookAtClock(): void {
    if (waiting !== null) return;
    const now = needs.now();
    const content = clock.look(now);
    if (content === null) return;
    // The next edition is the one in which readers see it.
    waiting = { content, edition: shown + 1, until: now + longestWait, shownAt: null, isByClock: true };
  }

  const look = () => {
    lookAtClock();
    return (busy ??= work().finally(() => (busy = null)));
  };
  return {
    hear: (letter) => {
      if (letter.kind === 'shown') hearShown(letter.edition);
      else hearContent(letter);
      void look();
    },
    look,
    problem: () => problem,
    notMailed: () => notMailed,
  };
}

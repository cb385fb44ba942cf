import { announce, type Announcement } from '../alerts/announce.ts';
import { announcedNotices } from '../alerts/announced.ts';
import type { Letter } from '../channel.ts';
import { DatabaseLost, type Database } from '../database.ts';
import { joinChanges, type ContentChange } from '../incidents/content-change.ts';
import type { Log } from '../log.ts';
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
  /** After each change was compared with what was announced before, whether or not somebody is mailed. */
  readonly onAnnounced: (content: ContentChange, result: Announcement) => void;
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

/** Keeps what changed until the edition that shows it is served, then announces it. */
export function createAnnouncing(needs: Needs): Announcing {
  let waiting: { readonly content: ContentChange; readonly edition: number; readonly until: number } | null = null;
  let shown = -1;
  let busy: Promise<void> | null = null;
  let problem: string | null = null;
  let notMailed: readonly string[] = [];
  /** Announced notices that are on the page no more. */
  let absent = new Set<string>();

  async function work(): Promise<void> {
    for (;;) {
      const database = needs.database();
      const now = needs.now();
      if (waiting === null || database === null || (shown < waiting.edition && now < waiting.until)) return;
      const current = waiting;
      const { content } = current;
      try {
        const result = await announce({ ...needs, database }, { content, notices: needs.known.notices(), absent }, now);
        absent = await absentAfter(database, content);
        if (result.notMailed.length > 0) {
          notMailed = result.notMailed.map(({ notice, number, reason }) => `${notice} report ${number}: ${reason}`);
        }
        problem = null;
        if (waiting === current) waiting = null;
        needs.onAnnounced(content, result);
      } catch (error) {
        // Kept, and tried again with the next look.
        problem = 'What is new on the page cannot be announced at the moment; it is tried again. The log says why.';
        if (!(error instanceof DatabaseLost)) needs.log.error({ err: error }, 'announcing failed');
        return;
      }
    }
  }

  async function absentAfter(database: Database, { isWhole, changed, reports }: ContentChange): Promise<Set<string>> {
    const there = new Set(reports.map(({ notice }) => notice));
    const candidates = isWhole ? await database.read(announcedNotices) : [...absent, ...changed];
    return new Set(candidates.filter((id) => !there.has(id)));
  }

  const look = () => (busy ??= work().finally(() => (busy = null)));
  return {
    hear: (letter) => {
      if (letter.kind === 'shown') shown = Math.max(shown, letter.edition);
      else {
        needs.known.take(letter.content);
        const until = Math.min(waiting?.until ?? Infinity, needs.now() + longestWait);
        waiting = { content: joinChanges(waiting?.content ?? null, letter.content), edition: letter.edition, until };
      }
      void look();
    },
    look,
    problem: () => problem,
    notMailed: () => notMailed,
  };
}

import { announce } from '../alerts/announce.ts';
import type { Letter } from '../channel.ts';
import { DatabaseLost, type Database } from '../database.ts';
import type { Snapshot } from '../incidents/snapshot.ts';
import type { Log } from '../log.ts';

/** Whoever is told must find the report on the page; but nobody waits for a page that does not come. */
const longestWait = 5_000;

interface Needs {
  readonly log: Log;
  readonly now: () => number;
  readonly siteUrl: string;
  readonly maxAge: number;
  /** Null while it is lost: the snapshot waits for it. */
  readonly database: () => Database | null;
  readonly onAnnounced: () => void;
}

export interface Announcing {
  readonly hear: (letter: Extract<Letter, { kind: 'snapshot' | 'shown' }>) => void;
  /** The newest snapshot. */
  readonly snapshot: () => Snapshot | null;
  /** Announces if it is time. Never rejects. */
  readonly look: () => Promise<void>;
  /** What keeps the newest snapshot from being announced, in one sentence. */
  readonly problem: () => string | null;
  /** `notice: reason` of what the last snapshot held and nobody was mailed. */
  readonly notMailed: () => readonly string[];
}

/** Keeps the newest snapshot until the edition that shows it is served, then announces it. */
export function createAnnouncing(needs: Needs): Announcing {
  let newest: Snapshot | null = null;
  let waiting: { readonly snapshot: Snapshot; readonly edition: number; readonly until: number } | null = null;
  let shown = -1;
  let busy: Promise<void> | null = null;
  let problem: string | null = null;
  let notMailed: readonly string[] = [];

  async function work(): Promise<void> {
    for (;;) {
      const database = needs.database();
      const now = needs.now();
      if (waiting === null || database === null || (shown < waiting.edition && now < waiting.until)) return;
      const current = waiting;
      try {
        const result = await announce({ ...needs, database }, current.snapshot, now);
        if (result.notMailed.length > 0) {
          notMailed = result.notMailed.map(({ notice, number, reason }) => `${notice} report ${number}: ${reason}`);
        }
        problem = null;
        if (waiting === current) waiting = null;
        if (result.announced.length > 0) needs.onAnnounced();
      } catch (error) {
        // Kept, and tried again with the next look.
        problem = 'What is new on the page cannot be announced at the moment; it is tried again. The log says why.';
        if (!(error instanceof DatabaseLost)) needs.log.error({ err: error }, 'announcing failed');
        return;
      }
    }
  }

  const look = () => (busy ??= work().finally(() => (busy = null)));
  return {
    hear: (letter) => {
      if (letter.kind === 'shown') shown = Math.max(shown, letter.edition);
      else {
        newest = letter.snapshot;
        const until = Math.min(waiting?.until ?? Infinity, needs.now() + longestWait);
        waiting = { snapshot: letter.snapshot, edition: letter.edition, until };
      }
      void look();
    },
    look,
    snapshot: () => newest,
    problem: () => problem,
    notMailed: () => notMailed,
  };
}

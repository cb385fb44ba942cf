import { UserError } from '../errors.ts';
import { commitAt, lastContact, noteContact, type Contact } from './content-repository.ts';
import { fetchRemote, type FetchNeeds } from './fetch-remote.ts';
import type { Instant } from './notice.ts';
import { reconcile, type Standing } from './reconcile.ts';
import { standingProblem } from './standing-problem.ts';

interface Needs extends FetchNeeds {
  readonly now: () => Instant;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** Called after every try. */
  readonly onTried: () => void;
}

/** A remote repository that is followed into our own. */
export interface Remote {
  /** Fetches now; when a fetch is under way, once more after it, however often it is asked for meanwhile. */
  fetchNow(): void;
  /** Resolves when the fetch under way has ended, well or not. */
  tried(): Promise<void>;
  /** What staff has to put right, a sentence each. */
  problems(): readonly string[];
  /** Since when the remote may hold something newer than `head`; null while it is reached, or when staff has pushed to us since. */
  staleSince(head: string | null): Instant | null;
  /** For the operator's part of /health. */
  details(): Readonly<Record<string, unknown>>;
  /** Ends it, a fetch under way too. */
  close(): Promise<void>;
}

const every = 30_000;
const longestPause = 300_000;
const shortestSilence = 9_000;
const longestSilence = 60_000;
/** One lost packet alarms nobody; well before 15 minutes, when readers are told, staff are. */
const alarmAfter = 300_000;

/**
 * Follows the remote: about every 30 s, ever later while it is not reached (5 minutes at most), and at once when asked to.
 * The first fetch starts at once; what was fetched before stands meanwhile.
 */
export function followRemote(needs: Needs): Remote {
  const { repository, now, random } = needs;
  const startedAt = now();
  const stopping = new AbortController();
  let contact: Contact | null = lastContact(repository);
  let standing: Standing = { kind: 'level' };
  let failures = 0;
  let fault: string | null = null;
  let running: Promise<void> | null = null;
  let isTried = false;
  let isWantedAgain = false;
  let timer: NodeJS.Timeout | undefined;

  async function attempt(): Promise<void> {
    try {
      await fetchRemote(needs, Math.min(shortestSilence * 2 ** failures, longestSilence), stopping.signal);
      standing = await reconcile(repository).catch(() => reconcile(repository));
      contact = { at: now(), commit: await commitAt(repository.git, repository.branch) };
      noteContact(repository, contact);
      [failures, fault] = [0, null];
    } catch (error) {
      failures += 1;
      fault = sentence(error as Error);
    }
  }

  async function run(): Promise<void> {
    clearTimeout(timer);
    do {
      isWantedAgain = false;
      await attempt();
      isTried = true;
      needs.onTried();
    } while (isWantedAgain && !stopping.signal.aborted);
    running = null;
    const pause = Math.min(every * 2 ** Math.max(0, failures - 1), longestPause);
    // Hosts that were started together must not come together for ever.
    if (!stopping.signal.aborted) timer = setTimeout(fetchNow, pause * (0.8 + 0.4 * random())).unref();
  }

  function fetchNow(): void {
    if (running === null) running = run();
    else isWantedAgain = true;
  }

  fetchNow();
  return {
    fetchNow,
    tried: async () => running ?? undefined,
    problems: () => {
      // What was never reached is not away, it is named wrongly.
      const isLong = fault !== null && (contact === null || now() - contact.at >= alarmAfter);
      const divided = standingProblem(standing, repository);
      return [...(isLong ? [`${fault} ${stands}`] : []), ...(divided === null ? [] : [divided])];
    },
    staleSince: (head) => {
      // Before the first answer we know no more than the last run of the program did.
      if (fault === null && isTried) return null;
      const isOwnNewer = contact !== null && head !== null && head !== contact.commit;
      return isOwnNewer ? null : (contact?.at ?? startedAt);
    },
    details: () => ({
      reached_at: contact === null ? null : new Date(contact.at).toISOString(),
      failures,
      fault,
      standing,
    }),
    close: async () => {
      stopping.abort();
      clearTimeout(timer);
      await running;
    },
  };
}

const stands = 'What was published stands; to publish meanwhile, push to this host.';

function sentence(error: Error): string {
  if (error instanceof UserError) return error.message;
  return `Following the remote repository of the notices failed: ${error.message}.`;
}

import type { Database } from '../database.ts';
import type { Log } from '../log.ts';
import type { Outcome } from '../mail/outbox.ts';
import { postJson } from './post-json.ts';
import { claimStaff, markStaff, nextStaffAt, settleStaff, type StaffRow } from './staff-queue.ts';

interface Needs {
  readonly database: Pick<Database, 'read' | 'write'>;
  /** STAFF_HOOK; what it holds is often the key to the chat, so it is never logged. */
  readonly url: string;
  readonly now: () => number;
  readonly log: Pick<Log, 'warn' | 'error'>;
  /** Ends the loop; what is under way gets a moment. */
  readonly signal: AbortSignal;
  /** Milliseconds for one message. Connecting alone ends after 10 s, so that silence after it is told apart. */
  readonly timeOut?: number;
}

export interface StaffHook {
  /** Something new may be waiting. */
  readonly wake: () => void;
  /** Fulfilled when what was under way after `signal` is written down. */
  readonly ended: Promise<void>;
}

const lookMilliseconds = 1000;
const graceMilliseconds = 3000;
/** A chat shows so much and no more; some refuse what is longer. */
const longestText = 3500;

/** Tells the chat what waits for it, one message after the other, the oldest first. */
export function startStaffHook(needs: Needs): StaffHook {
  let ring = () => {};
  const wait = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      ring = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  needs.signal.addEventListener('abort', () => ring());
  const run = async () => {
    while (!needs.signal.aborted) {
      const pause = await work(needs).catch((error: unknown) => {
        needs.log.error({ err: error }, 'what staff are owed cannot be read or written down');
        return lookMilliseconds;
      });
      if (!needs.signal.aborted) await wait(pause);
    }
  };
  return { wake: () => ring(), ended: run() };
}

/** Posts all that is due; gives how long to wait then. */
async function work(needs: Needs): Promise<number> {
  const { database, now, signal } = needs;
  while (!signal.aborted) {
    const [row] = await database.write(async (trx) => {
      const rows = await claimStaff(trx, 'hook', 1, now());
      if (rows.length > 0) await markStaff(trx, rows.map(({ id }) => id), now()); // prettier-ignore
      return rows;
    });
    if (row === undefined) break;
    const outcome = await post(needs, row);
    await database.write((trx) => settleStaff(trx, [{ id: row.id, provider: 'hook', outcome }], now()));
    if (outcome.class !== 'accepted') {
      const { class: found, reply } = outcome;
      needs.log.warn({ id: row.id, class: found, reply }, 'STAFF_HOOK did not take a message');
    }
  }
  const next = await database.read((db) => nextStaffAt(db, 'hook'));
  return Math.max(20, Math.min(lookMilliseconds, (next ?? Infinity) - now()));
}

async function post({ url, signal, timeOut }: Needs, row: StaffRow): Promise<Outcome> {
  const late = new AbortController();
  const drop = () => setTimeout(() => late.abort(), graceMilliseconds).unref();
  signal.addEventListener('abort', drop, { once: true });
  try {
    return await postJson({ url, timeOut: timeOut ?? 15_000, signal: late.signal }, bodyOf(row));
  } finally {
    signal.removeEventListener('abort', drop);
  }
}

/** `text` is what Slack, Mattermost and most others show; the rest is for who wants to do more with it. */
function bodyOf({ kind, subject, text, notice_id: notice, url, created_at: at }: StaffRow) {
  const whole = `${subject}\n\n${text}`;
  const shown = whole.length <= longestText ? whole : `${whole.slice(0, longestText).toWellFormed()}…\n${url}`;
  return { text: shown, subject, kind, notice, url, at };
}

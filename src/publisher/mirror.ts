import type { Instant } from '../incidents/notice.ts';
import type { Log } from '../log.ts';

/** How one copy is. */
export interface MirrorHealth {
  readonly name: string;
  /** When what it shows was last known to be true; null while nothing was ever put there by this process. */
  readonly asOf: Instant | null;
  readonly commit: string | null;
  readonly failures: number;
  readonly fault: string | null;
}

/** What was put somewhere. */
export interface Put {
  readonly asOf: Instant;
  readonly commit: string | null;
}

export interface MirrorNeeds {
  readonly name: string;
  /** Puts what there is now. */
  readonly put: () => Promise<Put>;
  readonly now: () => Instant;
  readonly log: Pick<Log, 'info' | 'warn'>;
}

export interface Mirror {
  /** There is something newer. */
  renew(): void;
  health(): MirrorHealth;
  /** Resolves when nothing is being written any more. */
  stop(): Promise<void>;
}

/** After a failure the next try comes so soon, then ever later. */
const firstPause = 10_000;
const longestPause = 5 * 60_000;

/** Keeps one copy up to date: one put at a time, what came meanwhile in the next, and again after a failure. */
export function createMirror({ name, put, now, log }: MirrorNeeds): Mirror {
  let running: Promise<void> | null = null;
  let isWanted = false;
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let last: Put | null = null;
  let failures = 0;
  let fault: string | null = null;

  async function attempt(): Promise<void> {
    const from = now();
    try {
      last = await put();
      if (failures > 0) log.info({ mirror: name, milliseconds: now() - from }, 'a copy is kept up to date again');
      [failures, fault] = [0, null];
    } catch (error) {
      failures += 1;
      fault = (error as Error).message;
      if (failures === 1) log.warn({ mirror: name, err: error }, 'a copy could not be renewed; it is tried again');
      const pause = Math.min(firstPause * 2 ** (failures - 1), longestPause);
      if (!isStopped) timer = setTimeout(renew, pause).unref();
    }
  }

  async function run(): Promise<void> {
    while (isWanted && !isStopped) {
      isWanted = false;
      clearTimeout(timer);
      await attempt();
    }
    running = null;
  }

  function renew(): void {
    isWanted = true;
    running ??= run();
  }

  return {
    renew,
    health: () => ({ name, asOf: last?.asOf ?? null, commit: last?.commit ?? null, failures, fault }),
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

import { askInstance, heedInstance } from '../alerts/other-instance.ts';
import type { Database } from '../database.ts';
import type { Log } from '../log.ts';

interface Needs {
  readonly now: () => number;
  readonly log: Pick<Log, 'error'>;
  readonly siteUrl: string;
  /** `instance` of our data folder, once it is open. */
  readonly own: () => string | undefined;
}

/** Each ends within about 3 s. Throws DatabaseLost. */
export interface OneSender {
  /** Asks who answers as the page, and holds every alert if it is another instance. */
  readonly ask: (database: Database) => Promise<void>;
  /** The same, unless it was us when asked last: announcing must not wait for a page that is far away. */
  readonly makeSure: (database: Database) => Promise<void>;
}

/** Sees to it that of two hosts that both believe they are the page, the one that readers do not reach mails nobody. */
export function createOneSender({ now, log, siteUrl, own: ours }: Needs): OneSender {
  let wasUs = false;

  async function ask(database: Database): Promise<void> {
    const own = ours();
    const found = await askInstance(siteUrl);
    wasUs = found !== null && found === own;
    if (own === undefined || found === null) return;
    const isHeld = await heedInstance(database, { own, found }, now());
    if (isHeld) log.error({ siteUrl, found, own }, 'another instance answers as this page: every alert is held');
  }

  return {
    ask,
    async makeSure(database) {
      if (!wasUs) await ask(database);
    },
  };
}

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ContentState } from '../incidents/advance.ts';
import type { Memory } from '../incidents/content.ts';
import type { Log } from '../log.ts';
import { readKept, writeKept } from './kept-file.ts';

interface Needs {
  /** `DATA_DIR/content.kept`. Never made where DATA_DIR is not there; without it a start takes longer and shows the same. */
  readonly file: string;
  /** Only what the same program read of the same place is taken up again: see `programSign`. */
  readonly sign: string;
  readonly log: Pick<Log, 'info' | 'warn'>;
  /** Called after something large was read or written, and is no longer needed. */
  readonly giveBack: () => void;
}

/** Kept again only after so many readings: a start walks those few commits in no time. */
const keptEvery = 100;
/** Never in the second in which somebody publishes. */
const quiet = 5_000;

/** Keeps what the history said between two starts. What is damaged, or of another program, counts as not there. */
export function keepContent({ file, sign, log, giveBack }: Needs): Memory & { readonly stop: () => void } {
  let since = Infinity;
  let newest: ContentState | null = null;
  let timer: NodeJS.Timeout | undefined;

  function keep(state: ContentState): void {
    try {
      writeKept(file, sign, state);
      since = 0;
      giveBack();
    } catch (error) {
      log.warn({ err: error }, 'what the history said could not be kept; the next start walks it again');
    }
  }

  return {
    async recall() {
      const state = await readKept(file, sign);
      if (state !== null) since = 0;
      return state;
    },
    note(state) {
      since += 1;
      newest = state;
      clearTimeout(timer);
      if (since >= keptEvery) timer = setTimeout(() => keep(state), quiet).unref();
    },
    stop() {
      clearTimeout(timer);
      if (newest !== null && since >= keptEvery) keep(newest);
    },
  };
}

/** What a kept state depends on besides the repository: everything that reads notices, as it is and as it was built, and where they are. */
export function programSign(root: string, ...place: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(place));
  const built = join(root, 'dist/.noroshi');
  if (existsSync(built)) hash.update(readFileSync(built));
  for (const folder of ['src/incidents', 'src/languages'])
    for (const name of readdirSync(join(root, folder)).toSorted())
      if (name.endsWith('.ts')) hash.update(readFileSync(join(root, folder, name)));
  return hash.digest('hex');
}

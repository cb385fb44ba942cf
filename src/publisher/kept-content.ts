import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { existsSync, readdirSync, readFileSync, renameSync, openSync, closeSync, writevSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { ContentState, Memory } from '../incidents/content.ts';
import type { Log } from '../log.ts';

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

  /** In one go, so that nothing is half done when the thread ends. */
  function keep(state: ContentState): void {
    try {
      const body = serialize(state);
      const descriptor = openSync(`${file}.new`, 'w');
      writevSync(descriptor, [digest(sign, body), body]);
      closeSync(descriptor);
      renameSync(`${file}.new`, file);
      since = 0;
      giveBack();
    } catch (error) {
      log.warn({ err: error }, 'what the history said could not be kept; the next start walks it again');
    }
  }

  return {
    async recall() {
      const bytes = await readFile(file).catch(() => null);
      const body = bytes?.subarray(digestLength);
      if (bytes === null || body === undefined) return null;
      if (!digest(sign, body).equals(bytes.subarray(0, digestLength))) return null;
      since = 0;
      return deserialize(body) as ContentState;
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

const digestLength = 32;

function digest(sign: string, body: Uint8Array): Buffer {
  return createHash('sha256').update(sign).update(body).digest();
}

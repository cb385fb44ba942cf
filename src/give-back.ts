import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { sizeOf, type EditionChange } from './publish/edition.ts';

/**
 * Gives a function that lets this thread clean up, once it has been quiet for a while. Reading a history of ten thousand
 * notices leaves as much rubbish as there is content, and V8 sees no reason to clear it before much more has come. It takes
 * about a tenth of a second, in which nothing is published; readers notice nothing.
 */
export function createGiveBack(): () => void {
  return whenQuiet(cleaner().thoroughly);
}

const quiet = 5_000;

/** Gives a function after whose last call, once it was quiet for a while, the work is done. */
function whenQuiet(work: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, quiet).unref();
  };
}

/**
 * How much a heap may grow, in percent of what it holds, before it is cleaned: V8 would let it double. For all threads; to be
 * called before they start.
 */
export function keepHeapsSmall(): void {
  setFlagsFromString('--heap-growing-percent=40');
}

/** So many bytes of old editions may lie about in a thread. */
const mostRubbish = 24 * 1024 * 1024;
/** So many have to have come for a thread to be worth cleaning once it is quiet. */
const mostLeft = 4 * 1024 * 1024;

/**
 * Gives a function that is told of each change of the edition. The bytes of an old one lie outside V8's heap, shared by the
 * threads: they are free only when each thread has let go of them, and a thread that does next to nothing never cleans up by
 * itself. It takes some 15 ms, once in a dozen publishes, and 20 to 40 after the last one. Not for the publisher: it makes so
 * much that V8 clears it in time, in small steps, while clearing ten thousand notices at once would stand before the next
 * report for a tenth of a second.
 */
export function createSweep(): (change: EditionChange) => void {
  const { quickly, thoroughly } = cleaner();
  let rubbish = 0;
  let left = 0;
  const sweepLater = whenQuiet(() => {
    [rubbish, left] = [0, 0];
    thoroughly();
  });
  return ({ ready, outcomes }) => {
    const size = [...ready.values(), ...outcomes.values()].reduce((sum, response) => sum + sizeOf(response), 0);
    [rubbish, left] = [rubbish + size, left + size];
    if (left > mostLeft) sweepLater();
    if (rubbish < mostRubbish) return;
    rubbish = 0;
    quickly();
  };
}

/** Thoroughly: what V8 keeps for later, room for new objects and up to a hundred megabytes of pages, goes back to the system too. */
function cleaner(): { readonly quickly: () => void; readonly thoroughly: () => void } {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: object) => void;
  const clean = (flavor: string) => () => collect({ type: 'major', execution: 'sync', flavor });
  return { quickly: clean('regular'), thoroughly: clean('last-resort') };
}

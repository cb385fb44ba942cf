import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Gives a function that lets this thread clean up, once it has been quiet for a while. Reading a history of ten thousand
 * notices leaves as much rubbish as there is content, and V8 sees no reason to clear it before much more has come. It takes
 * about a tenth of a second, in which nothing is published; readers notice nothing.
 */
export function createGiveBack(quiet = 5_000): () => void {
  setFlagsFromString('--expose-gc');
  const clean = runInNewContext('gc') as () => void;
  let timer: NodeJS.Timeout | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(clean, quiet).unref();
  };
}

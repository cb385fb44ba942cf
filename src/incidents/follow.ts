import type { Source } from './source.ts';

interface Needs {
  readonly source: Pick<Source, 'head' | 'glance' | 'glanceEvery'>;
  /** Called with every head that differs from the one before, the first one included; the next waits until it is done. */
  readonly onHead: (head: string | null) => Promise<void>;
  /** Called after every question for the head, with what went wrong or null. */
  readonly onAsked: (error: Error | null) => void;
}

/** Asked without any sign of a change too, should a file system not show one. */
const askEvery = 5000;

/**
 * Notices a new head within about 0.1 s without starting git: a look at a few files' dates, and the question for the
 * head only when one changed. Gives the function that ends it.
 */
export function followHead({ source, onHead, onAsked }: Needs): () => void {
  let sign: string | undefined;
  let askedAt = -Infinity;
  let head: string | null | undefined;
  let asking = false;

  async function look(): Promise<void> {
    const seen = source.glance();
    if (asking || (seen === sign && performance.now() - askedAt < askEvery)) return;
    asking = true;
    try {
      const found = await source.head();
      // Taken before the question: a change during it is seen at the next look.
      [sign, askedAt] = [seen, performance.now()];
      if (found !== head) {
        await onHead(found);
        head = found;
      }
      onAsked(null);
    } catch (error) {
      // The sign is forgotten only after a while, so that a fault does not start git ten times a second.
      [sign, askedAt] = [seen, performance.now()];
      onAsked(error as Error);
    } finally {
      asking = false;
    }
  }

  const timer = setInterval(() => void look(), source.glanceEvery);
  void look();
  return () => clearInterval(timer);
}

import { sizeOf, type Edition, type EditionChange, type FinishedResponse } from '../publish/edition.ts';
import type { Questions } from './questions.ts';

/** The pages that are rendered when first asked for. */
export interface Tail {
  /** The page, null if there is none after all, `late` if the publisher did not answer in time or has too much to do. */
  get(edition: Edition, path: string): Promise<FinishedResponse | null | 'late'>;
  /** Forgets what the new edition would draw otherwise. */
  follow(change: EditionChange): void;
}

/** So many different pages are drawn at once; whoever asks for one more is asked to come again. */
const mostAtOnce = 32;
/** So many bytes of pages are kept, those asked for last. */
const mostKept = 32 * 1024 * 1024;

/** Many readers who ask for one page at once cost one rendering; its bytes stay until what they are made from changes. */
export function createTail(questions: Questions, most = mostKept): Tail {
  const kept = createKept(most);
  const asked = new Map<string, Promise<FinishedResponse | null | 'late'>>();
  let current: Pick<EditionChange, 'number' | 'common'> | null = null;

  async function ask(edition: Edition, path: string): Promise<FinishedResponse | null | 'late'> {
    const answer = await questions.ask('publisher', (question) => ({
      kind: 'render', question, path, edition: edition.number,
    })); // prettier-ignore
    if (answer?.kind !== 'rendered') return 'late';
    // Drawn while a new edition came: whether it changed this page is not known any more.
    if (answer.response !== null && current?.number === edition.number) kept.keep(path, answer.response);
    return answer.response;
  }

  const get: Tail['get'] = (edition, path) => {
    const found = kept.get(path);
    if (found !== undefined) return Promise.resolve(found);
    const key = `${edition.number} ${path}`;
    const running = asked.get(key);
    if (running !== undefined) return running;
    if (asked.size >= mostAtOnce) return Promise.resolve('late');
    const asking = ask(edition, path).finally(() => asked.delete(key));
    asked.set(key, asking);
    return asking;
  };
  const follow: Tail['follow'] = (change) => {
    if (change.isWhole || change.common !== current?.common) kept.clear();
    for (const path of [...change.stale, ...change.tail.gone]) kept.forget(path);
    current = change;
  };
  return { get, follow };
}

/** Pages by path, the one asked for longest ago first; it goes when there is no room. */
function createKept(most: number) {
  const pages = new Map<string, FinishedResponse>();
  let size = 0;

  function forget(path: string): void {
    const page = pages.get(path);
    if (page === undefined) return;
    size -= sizeOf(page);
    pages.delete(path);
  }
  function keep(path: string, page: FinishedResponse): void {
    forget(path);
    pages.set(path, page);
    size += sizeOf(page);
    for (const oldest of pages.keys()) {
      if (size <= most) return;
      forget(oldest);
    }
  }
  function get(path: string): FinishedResponse | undefined {
    const page = pages.get(path);
    if (page === undefined) return undefined;
    pages.delete(path);
    pages.set(path, page);
    return page;
  }
  const clear = () => {
    pages.clear();
    size = 0;
  };
  return { get, keep, forget, clear };
}

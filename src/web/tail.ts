import { sizeOf, type Edition, type EditionChange, type FinishedResponse } from '../publish/edition.ts';
import type { Drawn } from '../channel.ts';
import { createLine } from './line.ts';
import type { Questions } from './questions.ts';

/** The pages that are rendered when first asked for. */
export interface Tail {
  /** The page; `late` if the publisher did not answer in time or has too much to do. */
  get(edition: Edition, path: string): Promise<Drawn | 'late'>;
  /** Notes what the new edition would draw otherwise. */
  follow(change: EditionChange): void;
}

/** So many different pages are drawn at once, lest a new report wait behind old pages; the others stand in line. */
const mostAtOnce = 8;
/** So many bytes of pages are kept, those asked for last. */
const mostKept = 32 * 1024 * 1024;

/**
 * Many readers who ask for one page at once cost one rendering; its bytes stay until what they are made from changes. Then it
 * is drawn anew, and if that takes too long, the old bytes are given: an old page names its minute.
 */
export function createTail(questions: Questions, most = mostKept): Tail {
  const kept = createKept(most);
  const asked = new Map<string, Promise<Drawn | 'late'>>();
  const line = createLine(mostAtOnce);
  let current: Pick<EditionChange, 'number' | 'common'> | null = null;

  async function ask(edition: Edition, path: string): Promise<Drawn | 'late'> {
    const old = kept.get(path)?.page;
    if (!(await line.enter())) return old ?? 'late';
    const answer = await questions
      .ask('publisher', (question) => ({ kind: 'render', question, path, edition: edition.number }))
      .finally(line.leave);
    if (answer?.kind !== 'rendered') return old ?? 'late';
    if (answer.response === null || answer.response === 'broken') return old ?? answer.response;
    // Drawn while a new edition came: whether it changed this page is not known any more.
    kept.keep(path, { page: answer.response, isCurrent: current?.number === edition.number });
    return answer.response;
  }

  const get: Tail['get'] = (edition, path) => {
    const found = kept.get(path);
    if (found?.isCurrent === true) return Promise.resolve(found.page);
    const key = `${edition.number} ${path}`;
    const running = asked.get(key);
    if (running !== undefined) return running;
    const asking = ask(edition, path).finally(() => asked.delete(key));
    asked.set(key, asking);
    return asking;
  };
  const follow: Tail['follow'] = (change) => {
    const { paths, parts } = change.stale;
    const isAnyStale = change.isWhole || change.common !== current?.common;
    const isIn = (path: string) => isAnyStale || parts.some((part) => part.test(path));
    for (const path of [...paths, ...kept.paths().filter(isIn)]) kept.outdate(path);
    for (const path of change.tail.gone) kept.forget(path);
    current = change;
  };
  return { get, follow };
}

interface Kept {
  readonly page: FinishedResponse;
  /** False once it would be drawn otherwise. */
  readonly isCurrent: boolean;
}

/** Pages by path, the one asked for longest ago first; it goes when there is no room. */
function createKept(most: number) {
  const pages = new Map<string, Kept>();
  let size = 0;

  function forget(path: string): void {
    const kept = pages.get(path);
    if (kept === undefined) return;
    size -= sizeOf(kept.page);
    pages.delete(path);
  }
  function keep(path: string, kept: Kept): void {
    forget(path);
    pages.set(path, kept);
    size += sizeOf(kept.page);
    for (const oldest of pages.keys()) {
      if (size <= most) return;
      forget(oldest);
    }
  }
  function get(path: string): Kept | undefined {
    const kept = pages.get(path);
    if (kept === undefined) return undefined;
    pages.delete(path);
    pages.set(path, kept);
    return kept;
  }
  function outdate(path: string): void {
    const kept = pages.get(path);
    if (kept !== undefined) pages.set(path, { ...kept, isCurrent: false });
  }
  return { get, keep, forget, outdate, paths: () => [...pages.keys()] };
}

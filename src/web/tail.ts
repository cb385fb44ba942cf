import type { Edition, EditionChange, FinishedResponse } from '../publish/edition.ts';
import type { Questions } from './questions.ts';

/** The pages that are rendered when first asked for. */
export interface Tail {
  /** The page, null if there is none after all, `late` if the publisher did not answer in time. */
  get(edition: Edition, path: string): Promise<FinishedResponse | null | 'late'>;
  /** Forgets what the new edition would draw otherwise. */
  follow(change: EditionChange): void;
}

/** Many readers who ask for one page at once cost one rendering; its bytes stay until what they are made from changes. */
export function createTail(questions: Questions): Tail {
  const kept = new Map<string, FinishedResponse>();
  const asked = new Map<string, Promise<FinishedResponse | null | 'late'>>();
  let current: Pick<EditionChange, 'number' | 'common'> | null = null;

  async function ask(edition: Edition, path: string): Promise<FinishedResponse | null | 'late'> {
    const answer = await questions.ask('publisher', (question) => ({
      kind: 'render', question, path, edition: edition.number,
    })); // prettier-ignore
    if (answer?.kind !== 'rendered') return 'late';
    // Drawn while a new edition came: whether it changed this page is not known any more.
    if (answer.response !== null && current?.number === edition.number) kept.set(path, answer.response);
    return answer.response;
  }

  const get: Tail['get'] = (edition, path) => {
    const found = kept.get(path);
    if (found !== undefined) return Promise.resolve(found);
    const key = `${edition.number} ${path}`;
    const running = asked.get(key) ?? ask(edition, path).finally(() => asked.delete(key));
    asked.set(key, running);
    return running;
  };
  const follow: Tail['follow'] = (change) => {
    if (change.isWhole || change.common !== current?.common) kept.clear();
    for (const path of [...change.stale, ...change.tail.gone]) kept.delete(path);
    current = change;
  };
  return { get, follow };
}

import type { Edition, FinishedResponse } from '../publish/edition.ts';
import type { Questions } from './questions.ts';

/** The pages that are rendered when first asked for. */
export interface Tail {
  /** The page, null if there is none after all, `late` if the publisher did not answer in time. */
  get(edition: Edition, path: string): Promise<FinishedResponse | null | 'late'>;
  /** Forgets what the new edition would draw otherwise. */
  follow(edition: Edition): void;
}

/** Many readers who ask for one page at once cost one rendering; its bytes stay until what they are made from changes. */
export function createTail(questions: Questions): Tail {
  const kept = new Map<string, { readonly print: string | undefined; readonly response: FinishedResponse }>();
  const asked = new Map<string, Promise<FinishedResponse | null | 'late'>>();

  async function ask(edition: Edition, path: string): Promise<FinishedResponse | null | 'late'> {
    const answer = await questions.ask('publisher', (question) => ({
      kind: 'render', question, path, edition: edition.number,
    })); // prettier-ignore
    if (answer?.kind !== 'rendered') return 'late';
    if (answer.response !== null) kept.set(path, { print: edition.fingerprints?.get(path), response: answer.response });
    return answer.response;
  }

  const get: Tail['get'] = (edition, path) => {
    const found = kept.get(path);
    if (found !== undefined && found.print === edition.fingerprints?.get(path)) return Promise.resolve(found.response);
    const key = `${edition.number} ${path}`;
    const running = asked.get(key) ?? ask(edition, path).finally(() => asked.delete(key));
    asked.set(key, running);
    return running;
  };
  const follow = (edition: Edition) => {
    for (const [path, { print }] of kept) {
      const same = print !== undefined && edition.fingerprints?.get(path) === print;
      if (!same || !edition.tail.has(path)) kept.delete(path);
    }
  };
  return { get, follow };
}

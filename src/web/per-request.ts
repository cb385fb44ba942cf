import type { Asked, Drawn } from '../channel.ts';
import type { Questions } from './questions.ts';

/** Pages that are drawn for one request and kept by nobody. */
export interface PerRequest {
  /** Null when there are too many at once, or the publisher did not answer by then; `broken` when it cannot be drawn. */
  draw(language: string, asked: Asked, until: number): Promise<Drawn>;
}

/** Every scanner of mail opens every link; more than `mostAtOnce` would stand before what the publisher is for. */
export function createPerRequest(questions: Questions, mostAtOnce: number): PerRequest {
  let underWay = 0;
  return {
    async draw(language, asked, until) {
      if (underWay >= mostAtOnce) return null;
      underWay += 1;
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<null>((resolve) => {
        timer = setTimeout(() => resolve(null), Math.max(0, until - Date.now()));
      });
      const drawn = questions.ask('publisher', (question) => ({ kind: 'draw', question, language, asked }));
      try {
        const answer = await Promise.race([drawn, late]);
        return answer?.kind === 'rendered' ? answer.response : null;
      } finally {
        clearTimeout(timer);
        underWay -= 1;
      }
    },
  };
}

import type { Person } from '../channel.ts';
import type { FinishedResponse } from '../publish/edition.ts';
import type { Questions } from './questions.ts';

/** Pages that one person sees of themselves: drawn on request, kept by nobody. */
export interface Personal {
  /** Null when there are too many at once, or the publisher did not answer by then. */
  draw(language: string, person: Person, until: number): Promise<FinishedResponse | null>;
}

/** Every scanner of mail opens every link; more than so many at once would stand before what the publisher is for. */
const mostAtOnce = 16;

export function createPersonal(questions: Questions): Personal {
  let underWay = 0;
  return {
    async draw(language, person, until) {
      if (underWay >= mostAtOnce) return null;
      underWay += 1;
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<null>((resolve) => {
        timer = setTimeout(() => resolve(null), Math.max(0, until - Date.now()));
      });
      const asked = questions.ask('publisher', (question) => ({ kind: 'draw', question, language, person }));
      try {
        const answer = await Promise.race([asked, late]);
        return answer?.kind === 'rendered' ? answer.response : null;
      } finally {
        clearTimeout(timer);
        underWay -= 1;
      }
    },
  };
}

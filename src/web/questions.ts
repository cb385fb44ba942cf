import type { Envelope, Letter } from '../channel.ts';

/** Asking another thread, for a while. */
export interface Questions {
  /** Sends what `letter` makes of a fresh question id; gives the answer, or null when none came in time. */
  ask(to: Envelope['to'], letter: (question: string) => Letter): Promise<Letter | null>;
  /** Takes a letter that may be an answer. */
  hear(letter: Letter): void;
}

interface Needs {
  readonly post: (envelope: Envelope) => void;
  /** Question ids begin with it, since answers go to every thread of a name. */
  readonly number: number;
  readonly milliseconds: number;
}

export function createQuestions({ post, number, milliseconds }: Needs): Questions {
  const waiting = new Map<string, (answer: Letter | null) => void>();
  let asked = 0;

  const ask: Questions['ask'] = (to, letter) =>
    new Promise((resolve) => {
      const question = `${number}-${Date.now()}-${++asked}`;
      const answer = (given: Letter | null) => {
        clearTimeout(timer);
        waiting.delete(question);
        resolve(given);
      };
      const timer = setTimeout(() => answer(null), milliseconds);
      waiting.set(question, answer);
      post({ to, letter: letter(question) });
    });
  const hear = (letter: Letter) => {
    const isAnswer = letter.kind === 'rendered' || letter.kind === 'outcome' || letter.kind === 'heard';
    if (isAnswer) waiting.get(letter.question)?.(letter);
  };
  return { ask, hear };
}

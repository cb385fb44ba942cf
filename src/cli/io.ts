/** What a command may touch: what it prints to, asks from, and where it runs. */
export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** What is piped in. */
  readonly input: () => AsyncIterable<Uint8Array>;
  /** Only where a person sits at a terminal. */
  readonly ask?: (question: string) => Promise<string>;
  /** Whether `out` goes to a screen, where colours can be seen. */
  readonly isTerminal?: boolean;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
}

/** Exit codes of every command. */
export const fine = 0;
export const problem = 1;
export const wrongUsage = 2;

/** What was typed cannot be meant: said with what can be, exit code 2; at a terminal the question comes again. */
export class WrongUsage extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'WrongUsage';
  }
}

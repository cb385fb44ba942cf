import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { gitArguments, gitFault, type Git } from './git.ts';

/** One long-lived git process that answers questions from its standard input: about 0.1 ms each instead of a process each. */
export interface Dialogue<Answer> {
  /** `question` ends with a line end. @throws UserError when git has no answer, or none in time. */
  ask(question: string): Promise<Answer>;
  close(): void;
}

interface Needs<Answer> {
  readonly args: readonly string[];
  /** Takes git's stream apart: gives the function that is fed with it and says each answer, or that there is none. */
  readonly reader: (answer: (found: Answer | Error) => void) => (chunk: Buffer) => void;
  readonly seconds?: number;
}

interface Question<Answer> {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** git answers in the order of the questions; one that is not answered in time ends the process, the next starts anew. */
export function createDialogue<Answer>(git: Git, { args, reader, seconds = 10 }: Needs<Answer>): Dialogue<Answer> {
  let child: ChildProcessWithoutNullStreams | null = null;
  let questions: Question<Answer>[] = [];
  let clock: NodeJS.Timeout | undefined;

  function fail(error: Error): void {
    clearTimeout(clock);
    child?.kill('SIGKILL');
    child = null;
    const failed = questions;
    questions = [];
    for (const { reject } of failed) reject(error);
  }

  function start(): ChildProcessWithoutNullStreams {
    const started = spawn('git', gitArguments(git, args), { cwd: '/', env: { ...git.environment } });
    let stderr = '';
    started.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-1000)));
    const onlyIfCurrent = (error: Error) => started === child && fail(gitFault(error, stderr, seconds));
    started.on('error', onlyIfCurrent);
    started.stdin.on('error', onlyIfCurrent);
    started.on('exit', (code) => onlyIfCurrent(new Error(`git ${args[0]} ended with ${code}`)));
    const take = reader((found) => {
      const question = questions.shift();
      expectAnswer();
      if (found instanceof Error) question?.reject(gitFault(found));
      else question?.resolve(found);
    });
    started.stdout.on('data', (chunk: Buffer) => started === child && take(chunk));
    return started;
  }

  function expectAnswer(): void {
    clearTimeout(clock);
    if (questions.length > 0)
      clock = setTimeout(
        () => fail(gitFault(Object.assign(new Error('time-out'), { killed: true }), '', seconds)),
        seconds * 1000,
      );
  }

  return {
    ask: (question) =>
      new Promise((resolve, reject) => {
        questions.push({ resolve, reject });
        if (questions.length === 1) expectAnswer();
        child ??= start();
        child.stdin.write(question);
      }),
    close: () => fail(new Error(`git ${args[0]} was closed`)),
  };
}

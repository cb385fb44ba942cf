import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { gitArguments, gitFault, type Git } from './git.ts';

/** Reads blobs by id through one long-lived `git cat-file --batch`: about 0.1 ms each instead of a process each. */
export interface ObjectReader {
  /** The blob's bytes, at most `limit` of them. @throws UserError when it is missing or git does not answer. */
  read(id: string): Promise<Uint8Array>;
  close(): void;
}

interface Question {
  readonly id: string;
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (error: Error) => void;
}

/** git answers in the order of the questions; one that is not answered in time ends the process, the next starts anew. */
export function createObjectReader(git: Git, limit: number, seconds = 10): ObjectReader {
  let child: ChildProcessWithoutNullStreams | null = null;
  let questions: Question[] = [];
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
    const started = spawn('git', gitArguments(git, ['cat-file', '--batch']), { cwd: '/', env: { ...git.environment } });
    let stderr = '';
    started.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-1000)));
    const onlyIfCurrent = (error: Error) => started === child && fail(gitFault(error, stderr, seconds));
    started.on('error', onlyIfCurrent);
    started.stdin.on('error', onlyIfCurrent);
    started.on('exit', (code) => onlyIfCurrent(new Error(`git cat-file ended with ${code}`)));
    const take = answerReader(limit, (bytes, header) => {
      const question = questions.shift();
      expectAnswer();
      if (bytes !== null) question?.resolve(bytes);
      else question?.reject(gitFault(new Error(`object ${question.id}: ${header}`)));
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
    read: (id) =>
      new Promise((resolve, reject) => {
        questions.push({ id, resolve, reject });
        if (questions.length === 1) expectAnswer();
        child ??= start();
        child.stdin.write(`${id}\n`);
      }),
    close: () => fail(new Error('the reader of git objects was closed')),
  };
}

/** Takes git's stream apart: `<id> blob <size>\n<bytes>\n`, or `<id> missing\n`. Bytes above the limit are let go. */
function answerReader(limit: number, answer: (bytes: Uint8Array | null, header: string) => void) {
  let pending: Buffer = Buffer.alloc(0);
  let header = '';
  let left = -1; // bytes of the object still to come, its closing newline included; -1 between objects
  let kept: Buffer[] = [];
  let keptLength = 0;

  return (chunk: Buffer): void => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    for (;;) {
      if (left < 0) {
        const end = pending.indexOf(10);
        if (end < 0) return;
        header = pending.toString('latin1', 0, end);
        pending = pending.subarray(end + 1);
        const [, type, size] = header.split(' ');
        if (size === undefined) answer(null, header);
        else left = Number(size) + 1;
        if (type !== 'blob' && size !== undefined) header += ' (not a file)';
        continue;
      }
      const part = pending.subarray(0, left);
      pending = pending.subarray(part.length);
      left -= part.length;
      const body = left === 0 ? part.subarray(0, -1) : part;
      const wanted = body.subarray(0, Math.max(0, limit - keptLength));
      kept.push(wanted);
      keptLength += wanted.length;
      if (left > 0) return;
      const bytes = Buffer.concat(kept);
      [left, kept, keptLength] = [-1, [], 0];
      answer(header.endsWith('(not a file)') ? null : bytes, header);
    }
  };
}

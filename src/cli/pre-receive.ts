import { Worker } from 'node:worker_threads';
import { findingLine, type Finding } from '../incidents/finding.ts';
import type { Push } from '../incidents/judge-push.ts';
import { readHookCall } from './hook-call.ts';
import { fine, type Io } from './io.ts';

/** The hook's script turns it into git's "refused"; a program that breaks down ends with another code. */
const refused = 3;
/** A notice that waits for its check is no notice. */
const patience = 5_000;
/** Nobody reads more on a phone. */
const shown = 30;

/** What a thread of its own found out about a push. */
export interface Verdict {
  readonly findings: readonly Finding[];
  /** The push would take commits back that are published. */
  readonly isRewind: boolean;
}

/** `hook pre-receive`: refuses a push whose changed files are wrong; lets it through when it cannot judge in time. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const { push, branch, isAnyway } = await readHookCall(args, io);
  if (push === null) return fine;
  const say = (line: string) => io.err(`${line}\n`);
  if (push.to === null) return refuse(`${branch} is what is published, and stays: it cannot be deleted.`);
  const verdict = await judgeInTime({ ...push, to: push.to }, patience);
  if (typeof verdict === 'string') {
    say(`The notices could not be checked (${verdict}); the push goes through unchecked.`);
    return fine;
  }
  const { findings, isRewind } = verdict;
  for (const finding of findings.slice(0, shown)) say(push.prefix + findingLine(finding));
  if (findings.length > shown) say(`… and ${findings.length - shown} more.`);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  if (isRewind && !isAnyway)
    return refuse('This would take back commits that are published. Pull first, then push again.');
  if (errors === 0) return fine;
  if (isAnyway) {
    say('Published anyway: what is good is shown; of a broken notice its last good version.');
    return fine;
  }
  const count = errors === 1 ? 'one error' : `${errors} errors`;
  return refuse(
    `${count[0]?.toUpperCase()}${count.slice(1)}: nothing is published. Correct, commit, push again; or: git push -o anyway`,
  );

  function refuse(sentence: string): number {
    say(sentence);
    return refused;
  }
}

/** In a thread of its own, so that a text which holds the parser up does not hold the push up; why not, as a string. */
export function judgeInTime(push: Push, milliseconds: number): Promise<Verdict | string> {
  return new Promise((resolve) => {
    const thread = new Worker(new URL('./judge-thread.ts', import.meta.url), { workerData: push });
    const end = (verdict: Verdict | string) => {
      clearTimeout(clock);
      resolve(verdict);
      void thread.terminate();
    };
    const clock = setTimeout(() => end(`it took longer than ${milliseconds / 1000} s`), milliseconds);
    thread.on('message', (verdict: Verdict) => end(verdict));
    thread.on('error', (error) => end(error.message));
  });
}

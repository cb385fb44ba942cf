import { parentPort, workerData } from 'node:worker_threads';
import { runGit } from '../incidents/git.ts';
import { judgePush, type Push } from '../incidents/judge-push.ts';
import type { Verdict } from './pre-receive.ts';

/** The thread of `hook pre-receive` that reads what is pushed. */
const push = workerData as Push;
const { git, from, to } = push;
const base = from === null ? null : await runGit(git, ['merge-base', from, to], { mayBeNothing: true });
const findings = await judgePush(push, Date.now());
parentPort?.postMessage({ findings, isRewind: base !== null && base.trim() !== from } satisfies Verdict);

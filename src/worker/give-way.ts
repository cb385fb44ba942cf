import { setPriority } from 'node:os';
import type { Log } from '../log.ts';

/**
 * Makes this thread alone less urgent, where threads can have an urgency of their own: readers come before mail when both
 * want the processor. Where a container or a unit forbids it, mail goes out all the same.
 */
export function giveWayToReaders(log: Pick<Log, 'warn'>): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(0, 5);
  } catch (error) {
    log.warn({ err: error }, 'the system does not let mail give way to readers (setpriority)');
  }
}

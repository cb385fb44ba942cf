import { execFileSync } from 'node:child_process';
import type { Status } from './notice.ts';
import { parseNotice, type NoticeSource, type ParseContext } from './parse.ts';

/**
 * Times for the reports of a working tree whose heading has none: now, but for those that are committed already, which
 * have an earlier time each (which one does not matter to a check). Git is asked only when a file has two of them.
 */
export function committedTimes(
  folder: string,
  notice: NoticeSource,
  context: ParseContext,
): ParseContext['timelessAt'] {
  const { now } = context;
  if (timelessStatuses(notice, context).length < 2) return () => now;
  const committed = timelessStatuses(
    { ...notice, bytes: committedBytes(folder, notice.name), translations: [] },
    context,
  );
  const left = [...committed];
  return (order, status) => {
    const index = left.indexOf(status);
    if (index < 0) return now;
    left.splice(index, 1);
    return now - (committed.length + 100 - order) * 60_000;
  };
}

function timelessStatuses(notice: NoticeSource, context: ParseContext): Status[] {
  const statuses: Status[] = [];
  const timelessAt = (_order: number, status: Status) => {
    statuses.push(status);
    return context.now;
  };
  parseNotice({ ...notice, translations: [] }, { ...context, timelessAt });
  return statuses;
}

/** The file as last committed; empty when it never was, or there is no git. */
function committedBytes(folder: string, name: string): Uint8Array {
  try {
    const args = ['-C', folder, 'show', `HEAD:./${name}`];
    return execFileSync('git', args, { stdio: ['ignore', 'pipe', 'ignore'], timeout: 5000, maxBuffer: 1024 * 1024 });
  } catch {
    return new Uint8Array();
  }
}

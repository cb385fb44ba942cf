import { createDialogue } from './git-dialogue.ts';
import type { Git } from './git.ts';

/** Reads blobs by id through one long-lived `git cat-file --batch`. */
export interface ObjectReader {
  /** The blob's bytes, at most `limit` of them. @throws UserError when it is missing or git does not answer. */
  read(id: string): Promise<Uint8Array>;
  close(): void;
}

export function createObjectReader(git: Git, limit: number, seconds = 10): ObjectReader {
  const { ask, close } = createDialogue<Uint8Array>(git, {
    args: ['cat-file', '--batch'],
    reader: (answer) => answerReader(limit, answer),
    seconds,
  });
  return { read: (id) => ask(`${id}\n`), close };
}

/** Takes git's stream apart: `<id> blob <size>\n<bytes>\n`, or `<id> missing\n`. Bytes above the limit are let go. */
function answerReader(limit: number, answer: (found: Uint8Array | Error) => void) {
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
        if (size === undefined) answer(new Error(`object ${header}`));
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
      answer(header.endsWith('(not a file)') ? new Error(`object ${header}`) : bytes);
    }
  };
}

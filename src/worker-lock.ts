import { join } from 'node:path';
import { UserError } from './errors.ts';
import { tryLock } from './file-lock.ts';

/** One sender per data folder. Gives what releases it. Throws UserError when another holds it. */
export function lockWorker(folder: string): () => void {
  const release = tryLock(join(folder, 'worker.lock'));
  if (release !== null) return release;
  throw new UserError(
    'conflict',
    `Another Noroshi is already sending mail from ${folder}. Stop it first, or set another DATA_DIR.`,
  );
}

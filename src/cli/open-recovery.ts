import { join } from 'node:path';
import type { Config } from '../config.ts';
import { UserError } from '../errors.ts';
import { openTargets } from '../recovery/open-targets.ts';
import type { Target } from '../recovery/target.ts';
import type { Io } from './io.ts';

/** The targets of BACKUP_n. Throws UserError when none is set. */
export function targetsOf({ backups }: Pick<Config, 'backups'>, { env }: Pick<Io, 'env'>): Target[] {
  if (backups.length > 0) return openTargets(backups, env);
  throw new UserError('invalid', 'No BACKUP_1 is set: name a place for copies that is not this host, file:/path or restic:<repository>.'); // prettier-ignore
}

/** Where the key is that links are signed with. */
export function keyFileOf({ SECRET_KEY_FILE, DATA_DIR }: Pick<Config, 'SECRET_KEY_FILE' | 'DATA_DIR'>): string {
  return SECRET_KEY_FILE ?? join(DATA_DIR, 'secret.key');
}

/** Tells whoever waits what is being done, beside the result. */
export function progress({ err, now }: Pick<Io, 'err' | 'now'>, isQuiet: boolean): (step: string) => void {
  const began = now();
  return (step) => {
    if (!isQuiet) err(`${((now() - began) / 1000).toFixed(1).padStart(6)} s  ${step}\n`);
  };
}

import { readConfig, type Config } from '../config.ts';
import { UserError } from '../errors.ts';
import type { Io } from './io.ts';

/** The settings a command runs with. Throws UserError that names all that are wrong. */
export function settingsOf(io: Pick<Io, 'env'>): Config {
  try {
    return readConfig(io.env);
  } catch (error) {
    throw new UserError('invalid', (error as Error).message);
  }
}

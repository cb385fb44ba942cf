import { readFileSync } from 'node:fs';
import { readDkimKey } from './mail/dkim-key.ts';

/** With which we sign mail ourselves. */
export interface DkimSettings {
  readonly selector: string;
  /** The private key in PEM: a secret. */
  readonly pem: string;
}

/** Null when we do not sign, also when what was set is of no use, which is added to `problems`. */
export function readDkim(env: Readonly<Record<string, string>>, problems: string[]): DkimSettings | null {
  const { DKIM_KEY_FILE: file, DKIM_SELECTOR: selector } = env;
  if (file === undefined && selector === undefined) return null;
  if (selector === undefined) {
    problems.push(
      'DKIM_SELECTOR: is missing; with DKIM_KEY_FILE set, say under which name the public key is in the DNS',
    );
  }
  if (file === undefined) problems.push('DKIM_KEY_FILE: is missing; with DKIM_SELECTOR set, say where the key is');
  if (file === undefined || selector === undefined) return null;
  const pem = readPem(file, problems);
  if (pem === null) return null;
  if (readDkimKey(pem) !== null) return { selector, pem };
  problems.push(
    'DKIM_KEY_FILE: must hold a private key in PEM without a passphrase, RSA of at least 1024 bits (better 2048) or Ed25519',
  );
  return null;
}

function readPem(file: string, problems: string[]): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    problems.push(`DKIM_KEY_FILE: the file cannot be read (${reason})`);
    return null;
  }
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readInstallation, secretKey } from '../installation.ts';
import { keyId } from '../recovery/manifest.ts';
import { command } from './command.ts';
import { UserError } from '../errors.ts';
import { fine, type Io } from './io.ts';
import { settingsOf } from './settings.ts';

const help = `Usage: npm run noroshi -- keys print

Prints one page for paper: the secret key, the places of the backups and the password of restic.
Whoever reads it can read every backup and leave in anybody's name: print it, do not save it, and
lock it away in two places with two people.

Exit code: 0 printed, 1 a key cannot be read, 2 wrong usage.
`;

/** `keys print`. */
export const run = command({ help, flags: {}, words: 0 }, async (_typed, io) => {
  const config = settingsOf(io);
  const isThere = existsSync(join(config.DATA_DIR, 'installation.json'));
  if (!isThere) {
    throw new UserError(
      'unavailable',
      `There is no key in ${config.DATA_DIR} yet. Set DATA_DIR, or start once: npm start`,
    );
  }
  const { installation } = readInstallation(config.DATA_DIR);
  const key = secretKey(config);
  const password = resticPassword(io.env);
  const lines = [
    `NOROSHI  ${config.SITE_URL}`,
    `Printed ${new Date(io.now()).toISOString().slice(0, 10)}. Keep it locked away, in two places, with two people.`,
    '',
    `Installation   ${installation}`,
    `Key id         ${keyId(key)}`,
    `Secret key     ${inGroups(key.toString('utf8'))}`,
    '               (groups are for the eye: in the file secret.key it is one word, without blanks)',
    '',
    ...config.backups.map((place, index) => `Backup ${index + 1}       ${place}`),
    ...(password === null ? [] : [`restic         ${password}`]),
    '',
    'To restore on a new host: install Noroshi there, then',
    `  npm run noroshi -- restore ${config.backups[0] ?? 'file:/path/of/the/backups'}`,
    'Passwords of mail providers, DNS, registrar and forge are not here: write by hand who has them.',
    '',
  ];
  io.out(`${lines.join('\n')}\n`);
  return fine;
});

/** As restic itself finds it. */
function resticPassword(env: Io['env']): string | null {
  const file = env['RESTIC_PASSWORD_FILE'];
  if (file === undefined) return env['RESTIC_PASSWORD'] ?? null;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new UserError('unavailable', `RESTIC_PASSWORD_FILE: ${file} cannot be read.`);
  }
}

function inGroups(text: string): string {
  return text.match(/.{1,6}/gs)?.join(' ') ?? '';
}

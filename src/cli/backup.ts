import { readInstallation, secretKey } from '../installation.ts';
import { backup, type BackedUp } from '../recovery/backup.ts';
import { command, flag } from './command.ts';
import { fine, problem } from './io.ts';
import { withDatabase } from './open-ledger.ts';
import { settingsOf } from './settings.ts';
import { keyFileOf, progress, targetsOf } from './open-recovery.ts';

const help = `Usage: npm run noroshi -- backup [--accept] [--json]

Makes one copy of everything a new host needs (database, history of the notices, settings without
passwords, secret key), brings it to every BACKUP_n, fetches it from there and checks what came
back. Nothing at a target is ever overwritten or deleted. The running program does the same every
BACKUP_EVERY.

  --accept   the copy has less in it than the one before, and that is meant: ends that alarm
  --json     for programs

Exit code: 0 every target has it, checked; 1 one has not, or has suspiciously less; 2 wrong usage.
`;

/** `backup`. */
export const run = command({ help, flags: { json: flag, accept: flag }, words: 0 }, async ({ flags }, io) => {
  const config = settingsOf(io);
  const targets = targetsOf(config, io);
  const { manifest, targets: done } = await withDatabase(config, (database) =>
    backup({
      ...{ config, database, targets, environment: io.env, now: io.now },
      installation: readInstallation(config.DATA_DIR),
      key: secretKey(config),
      keyFile: keyFileOf(config),
      accept: flags.accept === true,
      onStep: progress(io, flags.json === true),
    }),
  );
  const bytes = Object.values(manifest.files).reduce((sum, { size }) => sum + size, 0);
  const { name, people, commit, events } = manifest;
  if (flags.json === true) {
    io.out(`${JSON.stringify({ name, bytes, people, commit, events: events.id, targets: done })}\n`);
  } else {
    io.out(
      `${name}: ${(bytes / 1e6).toFixed(1)} MB, ${people} people, notices at ${commit?.slice(0, 12) ?? 'no commit'}\n`,
    );
    io.out(done.map(lineOf).join(''));
  }
  return done.every(({ failure, fallen }) => failure === null && fallen.length === 0) ? fine : problem;
});

function lineOf({ target, failure, fallen, seconds }: BackedUp): string {
  if (failure !== null) return `  FAILED  ${failure}\n`;
  const took = `${target}: there and checked in ${seconds.toFixed(1)} s`;
  if (fallen.length === 0) return `  ok      ${took}\n`;
  return `  LESS    ${took}; but ${fallen.join(', ')}. If that is meant: npm run noroshi -- backup --accept\n`;
}

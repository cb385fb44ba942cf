import { appendFileSync, closeSync, fsyncSync, openSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { csvHeader, writePeople } from '../subscribers/csv.ts';
import { everybody } from '../subscribers/everybody.ts';
import { command } from './command.ts';
import { fine } from './io.ts';
import { withDatabase } from './open-ledger.ts';
import { settingsOf } from './settings.ts';

const help = `Usage: npm run noroshi -- subscribers export [FILE]

Everybody who is mailed, as CSV: email,language,components,confirmed_at. Not who never
confirmed, has left or is suppressed. A spreadsheet computes nothing in it (a cell that begins
with = + - @ gets a ' in front), and "subscribers import" reads it as it is. These are personal
data: FILE is new, and only you can read it. Without FILE it goes to stdout.

Exit code: 0, 1 FILE exists or cannot be written, 2 wrong usage.
`;

/** `subscribers export`. */
export const run = command({ help, flags: {}, words: 1 }, async ({ words }, io) => {
  const [name] = words;
  const config = settingsOf(io);
  const count = await withDatabase(config, async (database) => {
    const file = name === undefined ? null : openNew(resolve(io.cwd, name));
    const write = file === null ? io.out : (text: string) => appendFileSync(file, text);
    let written = 0;
    write(csvHeader);
    for await (const some of everybody(database)) {
      const mailed = some.filter(({ status, suppressed }) => status === 'confirmed' && suppressed === null);
      write(writePeople(mailed.map((one) => ({ ...one, confirmedAt: one.confirmed_at }))));
      written += mailed.length;
      if (written % 10_000 < mailed.length && written >= 10_000) io.err(`${written} people …\n`);
    }
    if (file !== null) {
      fsyncSync(file);
      closeSync(file);
    }
    return written;
  });
  io.err(`${count} ${count === 1 ? 'person' : 'people'} exported.\n`);
  return fine;
});

function openNew(path: string): number {
  try {
    return openSync(path, 'wx', 0o600);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw new UserError('conflict', `${path} is there already. Name a new file.`);
    throw new UserError('invalid', `${path} cannot be written (${code ?? 'unknown reason'}).`);
  }
}

import { waitingState } from '../mail/live.ts';
import { hold } from '../mail/holds.ts';
import { command, flag } from './command.ts';
import { fine, WrongUsage } from './io.ts';
import { withDatabase } from './open-ledger.ts';
import { settingsOf } from './settings.ts';

const help = `Usage: npm run noroshi -- mail hold [NOTICE] [--json]

Keeps alerts from going out: all of them, or those of one notice (its name without .md), also the
ones that come later. What is with a provider already is not called back. Confirmations of
subscriptions and what staff are told go on. It lasts until: npm run noroshi -- mail release

Exit code: 0 done, 1 a problem was found, 2 wrong usage.
`;

/** `mail hold [NOTICE]`. */
export const run = command({ help, flags: { json: flag }, words: 1 }, async ({ flags, words }, io) => {
  const notice = words[0] ?? null;
  if (notice !== null && !/^[a-z0-9][a-z0-9-]{0,99}$/.test(notice)) {
    throw new WrongUsage(`"${notice}" is no name of a notice: it is the file's, without .md.`);
  }
  const { isNew, waiting } = await withDatabase(settingsOf(io), ({ write }) =>
    write(async (trx) => {
      const done = await hold(trx, { notice, reason: 'staff' }, io.now());
      const query = trx.selectFrom('deliveries').select((eb) => eb.fn.countAll<number>().as('count')).where('state', '=', waitingState); // prettier-ignore
      const row = await (notice === null ? query : query.where('notice_id', '=', notice)).executeTakeFirstOrThrow();
      return { isNew: done, waiting: Number(row.count) };
    }),
  );
  if (flags.json === true) io.out(`${JSON.stringify({ notice, held: true, waiting })}\n`);
  else {
    const what = notice === null ? 'Every alert is' : `Alerts of ${notice} are`;
    const release = `npm run noroshi -- mail release${notice === null ? '' : ` ${notice}`}`;
    io.out(`${what} held${isNew ? '' : ' already'}, ${waiting} wait. To let them go: ${release}\n`);
  }
  return fine;
});

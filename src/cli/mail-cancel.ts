import { cancelled as byStaff, withdrawWaiting } from '../mail/withdraw.ts';
import { command, flag } from './command.ts';
import { fine, WrongUsage } from './io.ts';
import { withDatabase } from './open-ledger.ts';
import { settingsOf } from './settings.ts';
import { announcementsOf } from './which-announcement.ts';

const help = `Usage: npm run noroshi -- mail cancel NOTICE [NUMBER | TIME] [--json]

Withdraws what still waits of a notice, or of one of its reports: those mails are never sent, not
even when the report is edited or comes back. The page keeps the report. What went out stays out;
to take that back, write "retracted: true" into the report.

Exit code: 0 done, 1 a problem was found, 2 wrong usage.
`;

/** `mail cancel NOTICE [NUMBER | TIME]`. */
export const run = command({ help, flags: { json: flag }, words: 2 }, async ({ flags, words }, io) => {
  const [notice, which] = words;
  if (notice === undefined) throw new WrongUsage('Say of which notice.');
  const { cancelled, out } = await withDatabase(settingsOf(io), ({ write }) =>
    write(async (trx) => {
      const chosen = await announcementsOf(trx, notice, which);
      const ids = chosen.map(({ id }) => id);
      let count = 0;
      // The newest first: what it carried goes back to waiting, and is cancelled in its turn.
      for (const announcementId of ids.toReversed()) {
        count += await withdrawWaiting(trx, { announcementId, now: io.now(), why: byStaff });
      }
      const row = await trx
        .selectFrom('deliveries')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('announcement_id', 'in', ids)
        .where('state', 'in', ['accepted', 'in_flight', 'unknown'])
        .executeTakeFirstOrThrow();
      return { cancelled: count, out: Number(row.count) };
    }),
  );
  if (flags.json === true) io.out(`${JSON.stringify({ notice, cancelled, out })}\n`);
  else io.out(`${cancelled} waiting ${cancelled === 1 ? 'mail is' : 'mails are'} cancelled${out > 0 ? `; ${out} had gone out before, or may have` : ''}.\n`); // prettier-ignore
  return fine;
});

import { retryDeliveries, type Retriable } from '../mail/retry.ts';
import { command, flag } from './command.ts';
import { fine, WrongUsage } from './io.ts';
import { withDatabase } from './open-ledger.ts';
import { settingsOf } from './settings.ts';
import { announcementsOf } from './which-announcement.ts';

const help = `Usage: npm run noroshi -- mail retry --unknown | --refused | --expired [NOTICE] [NUMBER | TIME] [--json]

Sends once more what ended without arriving for certain. Nothing does this by itself.
  --unknown    no provider answered: whoever did get it gets another copy
  --refused    the mailbox or the text was refused; think of why first
  --expired    it waited longer than ALERT_MAX_AGE

Whoever has left, or has had a newer report of the notice since, gets nothing; nor does anybody of
a report that was retracted.

Exit code: 0 done, 1 a problem was found, 2 wrong usage.
`;

const states: readonly Retriable[] = ['unknown', 'refused', 'expired'];

/** `mail retry --unknown | --refused | --expired`. */
export const run = command(
  { help, flags: { json: flag, unknown: flag, refused: flag, expired: flag }, words: 2 },
  async ({ flags, words }, io) => {
    const chosen = states.filter((state) => flags[state] === true);
    if (chosen.length === 0) throw new WrongUsage('Say what to send once more: --unknown, --refused or --expired.');
    const [notice, which] = words;
    const { retried, left } = await withDatabase(settingsOf(io), ({ write }) =>
      write(async (trx) => {
        const announcements = (await announcementsOf(trx, notice, which)).map(({ id }) => id);
        return retryDeliveries(trx, { states: chosen, announcements, now: io.now() });
      }),
    );
    if (flags.json === true) io.out(`${JSON.stringify({ retried, left })}\n`);
    else {
      const rest =
        'left as they were: their readers have left or had a newer report, or the report was taken back or cancelled';
      io.out(`${retried} ${retried === 1 ? 'mail goes' : 'mails go'} out once more${left > 0 ? `; ${left} ${rest}` : ''}.\n`); // prettier-ignore
    }
    return fine;
  },
);

import { UserError } from '../errors.ts';
import { didYouMean } from '../incidents/nearest.ts';
import { readHolds, release, type Hold } from '../mail/holds.ts';
import { waitingState } from '../mail/live.ts';
import { command, flag } from './command.ts';
import { fine } from './io.ts';
import { withDatabase } from './open-ledger.ts';
import { settingsOf } from './settings.ts';

const help = `Usage: npm run noroshi -- mail release [NOTICE] [--json]

Lets go what is held: everything, or what is held of one notice. What has waited longer than
ALERT_MAX_AGE by then is not sent any more; to send it all the same:
npm run noroshi -- mail retry --expired

Exit code: 0 done, 1 a problem was found, 2 wrong usage.
`;

/** `mail release [NOTICE]`. */
export const run = command({ help, flags: { json: flag }, words: 1 }, async ({ flags, words }, io) => {
  const [notice] = words;
  const { ended, left, waiting } = await withDatabase(settingsOf(io), ({ write }) =>
    write(async (trx) => {
      const holds = await readHolds(trx);
      const chosen = notice === undefined ? holds : holds.filter(({ notice_id: id }) => id === notice);
      if (notice !== undefined && chosen.length === 0) throw new UserError('not_found', notHeld(notice, holds));
      await release(trx, chosen.map(({ id }) => id)); // prettier-ignore
      const query = trx.selectFrom('deliveries').select((eb) => eb.fn.countAll<number>().as('count')).where('state', '=', waitingState).where('held', '=', 0); // prettier-ignore
      const row = await (
        notice === undefined ? query : query.where('notice_id', '=', notice)
      ).executeTakeFirstOrThrow();
      return { ended: chosen, left: await readHolds(trx), waiting: Number(row.count) };
    }),
  );
  const isStillHeld = left.some(({ notice_id: id }) => id === null);
  if (flags.json === true) io.out(`${JSON.stringify({ released: ended.length, waiting, held: left.length })}\n`);
  else if (ended.length === 0) io.out('Nothing is held.\n');
  else if (isStillHeld) io.out('Released, but every alert is held. To let all go: npm run noroshi -- mail release\n');
  else io.out(`Released. ${waiting} ${waiting === 1 ? 'mail goes' : 'mails go'} out now.\n`);
  return fine;
});

function notHeld(notice: string, holds: readonly Hold[]): string {
  const names = [...new Set(holds.flatMap(({ notice_id: id }) => (id === null ? [] : [id])))];
  if (holds.some(({ notice_id: id }) => id === null)) {
    return `${notice} is not held by itself: every alert is. To let all go: npm run noroshi -- mail release`;
  }
  const known = names.length === 0 ? 'Nothing is held.' : `Held: ${names.join(', ')}.`;
  return `Nothing of ${notice} is held. ${didYouMean(notice, names)}${known}`;
}

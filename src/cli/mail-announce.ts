import { announceAfterAll } from '../alerts/announce-after-all.ts';
import type { Database } from '../database.ts';
import { UserError } from '../errors.ts';
import { didYouMean } from '../incidents/nearest.ts';
import type { Instant, Notice, Update } from '../incidents/notice.ts';
import type { Snapshot } from '../incidents/snapshot.ts';
import { updatesAt } from '../incidents/updates-at.ts';
import { command, flag } from './command.ts';
import { fine, WrongUsage } from './io.ts';
import { holdReasons } from './ledger-status.ts';
import { withDatabase } from './open-ledger.ts';
import { settingsOf } from './settings.ts';
import { readPublished } from './read-content.ts';
import { isMeant, readWhich } from './which-announcement.ts';

const help = `Usage: npm run noroshi -- mail announce NOTICE [NUMBER | TIME] [--json]

Mails a published report after all that was mailed to nobody: it was there at the first start, too
old, older than one already mailed, says notify: false, or was translated later. Left out, the
newest report that was not mailed is meant. Nobody is mailed the same report twice.

Exit code: 0 done, 1 a problem was found, 2 wrong usage.
`;

/** `mail announce NOTICE [NUMBER | TIME]`. */
export const run = command({ help, flags: { json: flag }, words: 2 }, async ({ flags, words }, io) => {
  const [id, which] = words;
  if (id === undefined) throw new WrongUsage('Say of which notice.');
  const config = settingsOf(io);
  const now = io.now();
  const { update, result } = await withDatabase(config, async (database) => {
    const snapshot = await readPublished(config, io);
    const notice = noticeOf(snapshot, id);
    const meant = await updateOf(database, snapshot, notice, which, now);
    const done = await database.write((trx) =>
      announceAfterAll(trx, { siteUrl: config.SITE_URL }, { snapshot, notice, update: meant }, now),
    );
    return { update: meant, result: done };
  });
  const { people, held } = result;
  if (flags.json === true) {
    io.out(`${JSON.stringify({ notice: id, number: update.number, at: new Date(update.at), people, held })}\n`);
    return fine;
  }
  const report = update.number > 0 ? `report ${update.number}` : `the report of ${new Date(update.at).toISOString()}`;
  io.out(
    `${id}, ${report}: ${people === 1 ? 'one person is' : `${people === 0 ? 'no' : people} people are`} being told.\n`,
  );
  if (held !== null) io.out(`Held for now, ${holdReasons[held]}. See: npm run noroshi -- mail status\n`);
  return fine;
});

function noticeOf({ notices }: Snapshot, id: string): Notice {
  const notice = notices.find((one) => one.id === id || one.formerly.includes(id));
  if (notice !== undefined) return notice;
  const nearest = didYouMean(id, notices.map((one) => one.id)); // prettier-ignore
  throw new UserError('not_found', `There is no notice "${id}" on the page. ${nearest}`.trim());
}

async function updateOf(
  { read }: Database,
  { page }: Snapshot,
  notice: Notice,
  word: string | undefined,
  now: Instant,
): Promise<Update> {
  const updates = updatesAt(notice, now);
  if (word !== undefined) {
    const which = readWhich(word, page.time_zone);
    const found = updates.find(({ number, at }) => isMeant({ number, at: new Date(at).toISOString() }, which));
    if (found !== undefined) return found;
    const known = updates.map(({ number, at }) => `${number > 0 ? `${number}, ` : ''}${new Date(at).toISOString()}`);
    throw new UserError('not_found', `${notice.id} has no report "${word}". It has: ${known.join('; ')}.`);
  }
  const mailed = await read((db) =>
    db
      .selectFrom('announcements')
      .select('at')
      .where('notice_id', '=', notice.id)
      .where('kind', '=', 'report')
      .where('not_mailed', 'is', null)
      .execute(),
  );
  const done = new Set(mailed.map(({ at }) => Date.parse(at)));
  const newest = updates.findLast(({ at, retracted }) => !retracted && !done.has(at));
  if (newest !== undefined) return newest;
  throw new UserError('conflict', `Every report of ${notice.id} was mailed. Whoever has not got one: npm run noroshi -- mail retry --help`); // prettier-ignore
}

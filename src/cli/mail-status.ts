import { announcementLines, holdLines, ledgerStatus, type LedgerStatus } from './ledger-status.ts';
import { command, flag } from './command.ts';
import { fine } from './io.ts';
import { withDatabase } from './open-ledger.ts';
import { settingsOf } from './settings.ts';
import { unreadBounces, unreadFolder, type UnreadBounces } from '../mail/unread-bounces.ts';

const help = `Usage: npm run noroshi -- mail status [--all] [--json]

How many mails are owed and what became of them, in all, by announcement and by provider, and
what is held, with the command that lets it go; and mails that came back for a person to read.
It always adds up:
owed = waiting + in_flight + accepted + refused + superseded + withdrawn + expired + unknown + left
  accepted    a provider said that it has it        superseded  its text is in a newer mail
  unknown     may have arrived: nobody answered     withdrawn   taken back before it went out
  expired     waited longer than ALERT_MAX_AGE      left        had unsubscribed by then

  --all     every announcement, not only the newest 20
  --json    the same for programs

Exit code: 0, or 1 while something is held, 2 wrong usage.
`;

/** `mail status`: the ledger in numbers; 1 while something is held. */
export const run = command({ help, flags: { all: flag, json: flag }, words: 0 }, async ({ flags }, io) => {
  const config = settingsOf(io);
  const newest = flags.all === true ? Infinity : 20;
  const ledger = await withDatabase(config, ({ read }) =>
    read((db) => ledgerStatus(db, config.providers, newest, io.now())),
  );
  const status = { ...ledger, unread: unreadBounces(unreadFolder(config.DATA_DIR)) };
  io.out(flags.json === true ? `${JSON.stringify(status, null, 2)}\n` : asText(status));
  return status.holds.length > 0 ? 1 : fine;
});

type Status = LedgerStatus & { readonly unread: UnreadBounces | null };

function asText({ counts, held, holds, announcements, providers, people, unread }: Status): string {
  const { owed, ...states } = counts;
  const there = Object.entries(states).filter(([state, count]) => count > 0 || state === 'waiting');
  const lines = [
    `${owed} owed = ${there.map(([state, count]) => `${count} ${state}`).join(' + ')}`,
    ...(held > 0 ? [`${held} of those that wait are held.`] : []),
    ...(holds.length > 0 ? ['', 'Held', ...holdLines(holds)] : []),
    ...(unread === null ? [] : ['', ...unreadLines(unread)]),
    '',
    `Providers (${people} ${people === 1 ? 'person is' : 'people are'} subscribed)`,
    ...providers.map(
      ({ name, accepted, refused, unknown, pace }) =>
        `  ${name}: ${accepted} accepted, ${refused} refused, ${unknown} unknown${pace === null ? '' : `; ${pace}`}`,
    ),
    ...(announcements.length > 0 ? ['', 'Announcements, the newest first', ...announcementLines(announcements)] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function unreadLines({ folder, count, newest }: UnreadBounces): string[] {
  return [
    `${count} ${count === 1 ? 'mail' : 'mails'} that came back only a person can read, the newest of ${newest}: ${folder}`,
    '  Mailbox gone: npm run noroshi -- mail bounce --gone < FILE. Then delete the file.',
  ];
}

import type { Kysely } from 'kysely';
import type { Config } from '../config.ts';
import { UserError } from '../errors.ts';
import { secretKey } from '../installation.ts';
import type { BounceReport } from '../mail/bounce.ts';
import { readBounceMail, type ReadBounce } from '../mail/bounce-mail.ts';
import { lift, suppressionOf } from '../mail/suppressions.ts';
import { isOurs, takeBounce, type Taken } from '../mail/take-bounces.ts';
import { keepUnread, unreadFolder } from '../mail/unread-bounces.ts';
import type { Tables } from '../schema.ts';
import { readAddress } from '../subscribers/address.ts';
import { command, flag, word } from './command.ts';
import { fine, problem, WrongUsage, type Io } from './io.ts';
import { withDatabase } from './open-ledger.ts';
import { settingsOf } from './settings.ts';
import { readInput } from './read-input.ts';

const help = `Usage: npm run noroshi -- mail bounce [--gone] < MAIL
       npm run noroshi -- mail bounce --lift ADDRESS

Takes a mail that came back to BOUNCE_ADDRESS: a delivery status notification (RFC 3464) or a
complaint (ARF, RFC 5965). Whom it is about says its return path, which is signed; what is not
signed by us is refused. Answers, delays and refusals for a policy are no bounces.
What only a person can read is kept in DATA_DIR/unread-bounces, and staff are told.
How a mail server calls it stands in docs/operating.md.

  --gone           you have read it: the mailbox does not exist
  --lift ADDRESS   this address may be mailed again; for who asked you to after a complaint
  --json           { "result": "suppressed", "code": "5.1.1" }

Exit code: 0 read and judged, 1 refused or no mail, 2 wrong usage, 75 not now (the database is
not there; mail servers then try again).
`;

/** More than any report needs, the returned mail included. */
const largestMail = 1_048_576;
/** EX_TEMPFAIL of sysexits.h, which Postfix, Exim and Sendmail understand. */
const tryAgain = 75;

const words: Record<Taken, string> = {
  suppressed: 'Nobody writes to this address any more.',
  counted: 'Counted. It is not enough yet to stop writing to this address.',
  again: 'This mail was counted before.',
  mass: 'So many mails of this report came back that the fault is not the readers’. Nobody is suppressed for it.',
  forged: 'Refused: this return path was not given by us.',
  unknown: 'Refused: it names no return path of ours, or one of a mail that is no longer known.',
};

/** `mail bounce`: one mail on stdin. */
export const run = command({ help, flags: { json: flag, gone: flag, lift: word }, words: 0 }, async ({ flags }, io) => {
  try {
    if (flags.lift !== undefined) return await liftAddress(io, flags.lift);
    return await takeMail(io, { isJson: flags.json === true, isGone: flags.gone === true });
  } catch (error) {
    const isLater = error instanceof UserError ? error.code === 'unavailable' : isBusy(error);
    if (!isLater) throw error;
    io.err(`${(error as Error).message}\n`);
    return tryAgain;
  }
});

/** What became of it, said in a word for programs and in a sentence for people. */
interface Judged {
  readonly result: Taken | 'nothing' | 'unread';
  readonly code: string | null;
  readonly text: string;
}

async function takeMail(io: Io, { isJson, isGone }: { isJson: boolean; isGone: boolean }): Promise<number> {
  const config = settingsOf(io);
  const raw = await readInput(io.input(), largestMail);
  if (raw.length === 0) throw new WrongUsage('There is no mail on stdin.');
  const { ORIGINAL_RECIPIENT, RECIPIENT } = io.env;
  const read = await readBounceMail(raw, [ORIGINAL_RECIPIENT ?? [], RECIPIENT ?? []].flat()).catch(notRead);
  const { result, code, text } = await judge(io, config, { raw, read, isGone });
  io.out(isJson ? `${JSON.stringify({ result, code })}\n` : `${text}\n`);
  return result === 'forged' || result === 'unknown' ? problem : fine;
}

interface Arrived {
  readonly raw: Uint8Array;
  readonly read: ReadBounce;
  /** Somebody has read it: the mailbox does not exist. */
  readonly isGone: boolean;
}

async function judge(io: Io, config: Config, { raw, read, isGone }: Arrived): Promise<Judged> {
  const { BOUNCE_ADDRESS: bounceAddress } = config;
  if (bounceAddress === undefined)
    throw new UserError('invalid', 'BOUNCE_ADDRESS is not set, so no mail of ours comes back here. Set it first.');
  if (read.kind === 'nothing') return { result: 'nothing', code: null, text: `Nothing is counted: ${read.why}.` };
  const key = secretKey(config);
  const now = io.now();
  if (read.kind === 'unread' && !isGone) {
    const { returnPaths } = read;
    const ask = (trx: Kysely<Tables>) => isOurs({ trx, key, bounceAddress }, returnPaths);
    if (!(await withDatabase(config, (database) => database.read(ask)))) return said('unknown', null);
    const path = keepUnread(unreadFolder(config.DATA_DIR), raw, now);
    return { result: 'unread', code: null, text: `Nothing is counted: a person must read it. ${path}` };
  }
  const report = read.kind === 'unread' ? byStaff(read.returnPaths) : read.report;
  const needs = { key, now, bounceAddress, isTrusted: false };
  const take = (trx: Kysely<Tables>) => takeBounce({ ...needs, trx }, report);
  return said(await withDatabase(config, ({ write }) => write(take)), report.code);
}

function said(result: Taken, code: string | null): Judged {
  return { result, code, text: words[result] };
}

function byStaff(returnPaths: readonly string[]): BounceReport {
  return { key: null, kind: 'hard', code: 'read by staff', returnPaths, address: null };
}

async function liftAddress(io: Io, typed: string): Promise<number> {
  const config = settingsOf(io);
  const address = readAddress(typed);
  const needs = { key: secretKey(config), now: io.now() };
  const reason = await withDatabase(config, ({ write }) =>
    write(async (trx) => {
      const found = await suppressionOf(trx, needs.key, address.key);
      if (found !== null) await lift({ ...needs, trx }, address.key, 'staff');
      return found;
    }),
  );
  io.out(
    reason === null ? 'This address is not suppressed.\n' : `It may be mailed again (it was suppressed: ${reason}).\n`,
  );
  return reason === null ? problem : fine;
}

function notRead(error: unknown): ReadBounce {
  throw new UserError('invalid', `This is no mail that can be read: ${(error as Error).message}`);
}

function isBusy(error: unknown): boolean {
  return /^(SQLITE_(BUSY|LOCKED|IOERR|FULL)|ENOSPC|EDQUOT|EIO|EROFS|EACCES)/.test(
    String((error as { code?: unknown } | null)?.code),
  );
}

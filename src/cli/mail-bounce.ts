import { UserError } from '../errors.ts';
import { secretKey } from '../installation.ts';
import { readBounceMail, type ReadBounce } from '../mail/bounce-mail.ts';
import { lift, suppressionOf } from '../mail/suppressions.ts';
import { takeBounce, type Taken } from '../mail/take-bounces.ts';
import { readAddress } from '../subscribers/address.ts';
import { readArguments } from './arguments.ts';
import { fine, problem, WrongUsage, type Io } from './io.ts';
import { settingsOf, withDatabase } from './open-ledger.ts';
import { readInput } from './read-input.ts';

const help = `Usage: npm run noroshi -- mail bounce < MAIL
       npm run noroshi -- mail bounce --lift ADDRESS

Takes a mail that came back to BOUNCE_ADDRESS: a delivery status notification (RFC 3464) or a
complaint (ARF, RFC 5965). Whom it is about says its return path, which is signed; what is not
signed by us is refused. Answers, delays and refusals for a policy are no bounces.
How a mail server calls it stands in docs/operating.md.

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
export async function run(args: string[], io: Io): Promise<number> {
  const options = {
    help: { type: 'boolean', short: 'h' },
    json: { type: 'boolean' },
    lift: { type: 'string' },
  } as const;
  const { values } = readArguments(args, options, 0);
  if (values.help === true) {
    io.out(help);
    return fine;
  }
  try {
    if (values.lift !== undefined) return await liftAddress(io, values.lift);
    return await takeMail(io, values.json === true);
  } catch (error) {
    const isLater = error instanceof UserError ? error.code === 'unavailable' : isBusy(error);
    if (!isLater) throw error;
    io.err(`${(error as Error).message}\n`);
    return tryAgain;
  }
}

async function takeMail(io: Io, isJson: boolean): Promise<number> {
  const config = settingsOf(io);
  const bounceAddress = config.BOUNCE_ADDRESS;
  if (bounceAddress === undefined)
    throw new UserError('invalid', 'BOUNCE_ADDRESS is not set, so no mail of ours comes back here. Set it first.');
  const raw = await readInput(io.input(), largestMail);
  if (raw.length === 0) throw new WrongUsage('There is no mail on stdin.');
  const { ORIGINAL_RECIPIENT, RECIPIENT } = io.env;
  const read = await readBounceMail(raw, [ORIGINAL_RECIPIENT ?? [], RECIPIENT ?? []].flat()).catch(notRead);
  const say = (result: string, code: string | null, text: string) =>
    io.out(isJson ? `${JSON.stringify({ result, code })}\n` : `${text}\n`);
  if (read.kind === 'nothing') {
    say('nothing', null, `Nothing is counted: ${read.why}.`);
    return fine;
  }
  const key = secretKey(config);
  const now = io.now();
  const taken = await withDatabase(config, ({ write }) =>
    write((trx) => takeBounce({ trx, key, now, bounceAddress, isTrusted: false }, read.report)),
  );
  say(taken, read.report.code, words[taken]);
  return taken === 'forged' || taken === 'unknown' ? problem : fine;
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
  return /^SQLITE_(BUSY|LOCKED|IOERR|FULL)/.test(String((error as { code?: unknown } | null)?.code));
}

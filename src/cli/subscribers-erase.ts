import { secretKey } from '../installation.ts';
import { readAddress } from '../subscribers/address.ts';
import { eraseSubscriber } from '../subscribers/forget.ts';
import { command, flag } from './command.ts';
import { fine, problem, WrongUsage } from './io.ts';
import { withDatabase } from './open-ledger.ts';
import { settingsOf } from './settings.ts';

const help = `Usage: npm run noroshi -- subscribers erase ADDRESS [--json]

Forgets a person: address, choices, proof of consent, what was sent to them; links in mails they
had work no more. What stays is a keyed hash, of which nobody can tell the address, so that no old
list brings them back; whoever subscribes anew and confirms is there again. Backups still hold
them until these run out. It cannot be undone.

Exit code: 0 forgotten, 1 there is no such person, 2 wrong usage.
`;

/** `subscribers erase ADDRESS`. */
export const run = command({ help, flags: { json: flag }, words: 1 }, async ({ flags, words }, io) => {
  const [typed] = words;
  if (typed === undefined) throw new WrongUsage('Whom? Give the address.');
  const address = readAddress(typed);
  const config = settingsOf(io);
  const needs = { key: secretKey(config), now: io.now() };
  const isErased = await withDatabase(config, ({ write }) =>
    write(async (trx) => {
      const person = trx.selectFrom('subscribers').select('id').where('address_key', '=', address.key);
      const found = await person.executeTakeFirst();
      return found === undefined ? false : eraseSubscriber({ ...needs, trx }, found.id);
    }),
  );
  const sentence = isErased ? 'This person is forgotten.' : 'There is no such person.';
  io.out(flags.json === true ? `${JSON.stringify({ erased: isErased })}\n` : `${sentence}\n`);
  return isErased ? fine : problem;
});

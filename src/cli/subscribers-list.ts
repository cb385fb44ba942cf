import { everybody, type Listed } from '../subscribers/everybody.ts';
import { maskAddress } from '../subscribers/person.ts';
import { command, flag } from './command.ts';
import { fine } from './io.ts';
import { withDatabase } from './open-ledger.ts';
import { settingsOf } from './settings.ts';

const help = `Usage: npm run noroshi -- subscribers list [--addresses] [--json]

Everybody, also who has not confirmed, has left or is suppressed (their mail came back, or they
called it spam), the oldest first; then how many. Addresses are masked.

  --addresses   addresses in full: take care where they go
  --json        a line of JSON per person, for programs

Exit code: 0, 2 wrong usage.
`;

/** `subscribers list`: a line per person, some at a time, so that a hundred thousand are no matter. */
export const run = command({ help, flags: { addresses: flag, json: flag }, words: 0 }, async ({ flags }, io) => {
  const addressOf = ({ address }: Listed) => (flags.addresses === true ? address : maskAddress(address));
  const counts = new Map<string, number>();
  await withDatabase(settingsOf(io), async (database) => {
    for await (const some of everybody(database)) {
      const lines = some.map((one) => {
        counts.set(standing(one), (counts.get(standing(one)) ?? 0) + 1);
        return flags.json === true ? asJson(one, addressOf(one)) : asText(one, addressOf(one));
      });
      io.out(lines.join(''));
    }
  });
  if (flags.json === true) return fine;
  const sum = [...counts].map(([name, count]) => `${count} ${name}`).join(', ');
  io.out(sum === '' ? 'Nobody has subscribed yet.\n' : `\n${sum}\n`);
  return fine;
});

const standing = ({ status, suppressed }: Listed) =>
  suppressed === null ? status : `suppressed after a ${suppressed}`;

function asText(one: Listed, address: string): string {
  const since = (one.confirmed_at ?? one.created_at).slice(0, 10);
  const components = one.components.length === 0 ? 'everything' : one.components.join(' ');
  return `${address}  ${standing(one)} ${since}  ${one.language}  ${components}\n`;
}

function asJson({ id, language, components, status, confirmed_at, suppressed }: Listed, address: string): string {
  return `${JSON.stringify({ id, address, language, components, status, confirmed_at, suppressed })}\n`;
}

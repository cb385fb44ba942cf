import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { createDns } from '../independence/dns.ts';
import { examineIndependence } from '../independence/doctor.ts';
import { verdicts, type Finding } from '../independence/finding.ts';
import { createLookups, noLookups, thirdParties } from '../independence/lookups.ts';
import { examineReadiness } from '../independence/readiness.ts';
import { strangersClock } from '../independence/strangers-clock.ts';
import { command, flag } from './command.ts';
import { hostFacts } from './doctor-facts.ts';
import { fine, problem } from './io.ts';
import { settingsOf } from './settings.ts';
import { readPublished } from './read-content.ts';

const help = `Usage: npm run noroshi -- doctor [--all] [--json]

What this page shares with the main service (page.yaml: primary), and whether it could go out
tonight: addresses, networks, domains, name servers, registrars, certificates, mail, and this host.
  shared    the same thing carries both: what takes the service away takes this away
  unknown   no answer; never a good one          stated   said in page.yaml, looked up by nobody
  warning   works, and will hurt one day         fine     stands on its own

Nothing but the configured names is examined. Besides their own name servers these are asked:
${thirdParties.map((party) => `  ${party}`).join('\n')}
DOCTOR_LOOKUPS=off asks neither of them.

  --all     also what is fine
  --json    the same for programs

Exit code: 0, 1 something is shared, 2 wrong usage.
`;

const root = fileURLToPath(new URL('../..', import.meta.url));

/** `doctor`: the table; 1 while something is shared. */
export const run = command({ help, flags: { all: flag, json: flag }, words: 0 }, async ({ flags }, io) => {
  const config = settingsOf(io);
  const { page } = await readPublished(config, io);
  const dns = createDns();
  const now = io.now();
  const lookups = config.DOCTOR_LOOKUPS ? createLookups(dns) : noLookups;
  const clockOff = await strangersClock(page.primary, io.now);
  const facts = await hostFacts({ config, page, root, environment: io.env, now, clockOff });
  const found = [...(await examineIndependence({ config, page, now, dns, lookups })), ...examineReadiness(facts)];
  io.out(flags.json === true ? `${JSON.stringify({ at: new Date(now).toISOString(), findings: found }, null, 2)}\n` : asTable(found, flags.all === true)); // prettier-ignore
  return found.some(({ verdict }) => verdict === 'shared') ? problem : fine;
});

/** The gravest first; what is fine is only counted unless asked for. */
export function asTable(found: readonly Finding[], isAll: boolean): string {
  const shown = verdicts.flatMap((verdict) =>
    found.filter((one) => one.verdict === verdict && (isAll || verdict !== 'fine')),
  );
  const counts = verdicts.map((verdict) => `${found.filter((one) => one.verdict === verdict).length} ${verdict}`);
  const lines = shown.flatMap(({ verdict, subject, aspect, what, why, cure }) => [
    `${verdict.padEnd(8)} ${subject} – ${aspect}: ${plain(what)}`,
    ...(verdict === 'fine' || verdict === 'stated'
      ? []
      : [`         ${why}`, ...(cure === '' ? [] : [`         → ${cure}`])]),
  ]);
  return `${[...lines, ...(lines.length > 0 ? [''] : []), counts.join(', ')].join('\n')}\n`;
}

/** What strangers' servers say reaches a terminal. */
function plain(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\p{Cc}/gu, ' ')
    .slice(0, 300);
}
